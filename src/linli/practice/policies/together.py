"""Who fills the forms of groups and activities, prints them, brings them back: the sentence that refuses, or None."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import Activity, Group, WorkPaper
from linli.practice.packs import clocks
from linli.practice.policies.activities import works_there
from linli.practice.policies.groups import in_group


def file_work_form(by: Actor, work: Group | Activity) -> Refusal:
    """The team of a group fills its forms, also once it has ended; an activity's whoever works in its area."""
    if isinstance(work, Activity):
        return works_there(by, work)
    return None if in_group(by, work) is not None else _("小组的表和纸由带组的同事来办。")


print_work_paper = file_work_form


def bring_work_back(by: Actor, paper: WorkPaper) -> Refusal:
    """Who may print it brings it back signed, as long as its code runs."""
    if (refusal := file_work_form(by, paper.subject)) is not None:
        return refusal
    if timezone.now() - paper.printed_at > timedelta(days=clocks()["paper_code_days"]):
        return _("这张纸打印得太久了，编号已经过期。请重新打印一张再签。")
    return None
