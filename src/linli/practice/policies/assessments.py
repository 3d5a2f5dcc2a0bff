"""Who may assess and measure: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import CaseFile
from linli.practice.models.cases import WORKED
from linli.practice.policies.cases import works


def assess(by: Actor, case: CaseFile) -> Refusal:
    """The team assesses a case that was accepted, as often as things change."""
    if (refusal := works(by, case)) is not None:
        return refusal
    if case.state not in WORKED:
        return _("这个个案现在是“%(state)s”，还不能写预估。") % {"state": case.get_state_display()}
    return None


def score_scale(by: Actor, case: CaseFile) -> Refusal:
    """As assessing."""
    return assess(by, case)
