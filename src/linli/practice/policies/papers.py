"""Who fills forms, takes papers of a case away, changes a county's forms: the sentence that refuses, or None."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.places.models import Division
from linli.practice.models import CaseFile, Dossier, PrintedPaper
from linli.practice.models.filed import Printed
from linli.practice.packs import clocks
from linli.practice.policies.cases import IN_CHARGE, Part, member, reads, works


def file_form(by: Actor, case: CaseFile) -> Refusal:
    """The team fills forms, as it writes everything else in a case."""
    return works(by, case)


def print_paper(by: Actor, case: CaseFile) -> Refusal:
    """A paper leaves with the team or the head of the station; never by broken glass, never of a restricted file."""
    if (refusal := locks.refusal([case.client], by)) is not None:
        return refusal
    if member(by, case) is None and not (by.role in IN_CHARGE and by.scope.holds(case)):
        return _("这份档案的纸由它的团队或站长打印。")
    return reads(by, case)


ask_dossier = make_dossier = lay_dossier = keep_dossier = print_paper


def take_dossier(by: Actor, dossier: Dossier) -> Refusal:
    """Who asked for a whole file takes it, once it is made and until it is cleared away."""
    if dossier.paper.by_post_id != by.post:
        return _("整卷由要它的人自己取。")
    if dossier.made_at is None or dossier.cleared_at is not None:
        return _("这份整卷还没有做好，或者已经清掉了，请重新做一份。")
    return print_paper(by, dossier.case)


def clear_dossiers(by: Actor) -> Refusal:
    """The nightly job alone clears whole files away."""
    return None if by.channel == Channel.JOB else _("整卷由系统到时候自动清掉。")


def note_dossier(by: Actor, dossier: Dossier) -> Refusal:
    """The worker tells, as the post that asked, how far a whole file is, or why it could not be made."""
    return None if dossier.paper.by_post_id == by.post else _("整卷由要它的人自己取。")


advance_dossier = note_dossier


def bring_back(by: Actor, paper: PrintedPaper) -> Refusal:
    """The team or the head of the station brings a signed sheet back, as long as its code runs; closed cases too."""
    if (refusal := print_paper(by, paper.case)) is not None:
        return refusal
    row = member(by, paper.case)
    if row is not None and row.part == Part.SUPERVISOR:
        return _("签好的纸由团队传回来。")
    return code_over(paper)


def code_over(paper: Printed) -> Refusal:
    """The code of a paper runs for the days of the pack."""
    if timezone.now() - paper.printed_at > timedelta(days=clocks()["paper_code_days"]):
        return _("这张纸打印得太久了，编号已经过期。请重新打印一张再签。")
    return None


def change_form(by: Actor, county: Division) -> Refusal:
    """The county officer changes the forms and their templates for her county."""
    if by.role == Role.COUNTY_OFFICER and by.scope.column == "county_id" and county.pk in by.scope.areas:
        return None
    return _("表和模板由区县经办人来改。")


replace_paper_template = change_form
