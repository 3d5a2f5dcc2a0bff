"""Verbs of what was given: written down by hand, taken back when it was wrong."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.areas import of_row
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.models import CaseFile, ResourceLink
from linli.practice.words import text


@action
def link_resource(
    case: CaseFile, *, by: Actor, party: str, kind: str, meets: str, given_on: date, what: str = "", giver: str = ""
) -> ResourceLink:
    """Write down that one of the five parties gave something for a need or a strength. Raises ``Refused``."""
    case = locked(case)
    require(policies.link_resource(by, case))
    chosen = {"party": (party, ResourceLink.Party), "kind": (kind, ResourceLink.Kind)}
    chosen["meets"] = (meets, ResourceLink.Meets)
    for name, (value, known) in chosen.items():
        if value not in known.values:
            raise Refused(_("请选一项。"), name)
    if given_on > timezone.localdate():
        raise Refused(_("日期还没到，给了再记。"), "given_on")
    made = ResourceLink(
        case=case, party=party, kind=kind, meets=meets, given_on=given_on, at=timezone.now(), by_name=by.name,
        **of_row(case),
    )  # fmt: skip
    made.what, made.giver = text(what, 200, "what"), text(giver, 100, "giver")
    made.save(force_insert=True)
    audit.record("case.resource_linked", case, by=by, party=party, what=kind)
    return made


@action
def unlink_resource(link: ResourceLink, *, by: Actor) -> ResourceLink:
    """Take back what was written wrongly; the row stays."""
    case = locked(link.case)
    link = ResourceLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link.case = case
    require(policies.unlink_resource(by, link))
    link.taken_back_at = timezone.now()
    link.save(update_fields=["taken_back_at"])
    audit.record("case.resource_unlinked", case, by=by, party=link.party)
    return link
