"""Who fills the forms of groups and activities, prints them, brings them back: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import Activity, Group, WorkPaper
from linli.practice.policies.activities import works_there
from linli.practice.policies.groups import in_group
from linli.practice.policies.papers import code_over


def file_work_form(by: Actor, work: Group | Activity) -> Refusal:
    """The team of a group fills its forms, also once it has ended; an activity's whoever works in its area."""
    if isinstance(work, Activity):
        return works_there(by, work)
    return None if in_group(by, work) is not None else _("小组的表和纸由带组的同事来办。")


print_work_paper = file_work_form


def bring_work_back(by: Actor, paper: WorkPaper) -> Refusal:
    """Who may print it brings it back signed, as long as its code runs."""
    return file_work_form(by, paper.subject) or code_over(paper)
