"""A case of somebody whose data is restricted, and every verb of the practice room that may be asked about it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.places.models import Division
from linli.practice import actions as practice
from linli.practice.actions.assessments import Found
from linli.practice.actions.beginnings import Asked, Given
from linli.practice.actions.closings import Ending
from linli.practice.definitions import shipped
from linli.practice.models import CarePlan, CaseComment, CaseFile, CaseSession, CaseWorker, Dossier, GroupMember, Guest
from linli.practice.told import Entry, Review
from linli.records.models import ServiceRecord
from linli.surveys import actions as questions
from linli.surveys.models import Respondent
from tests.factories import accounts, activities, endings, groups, plans, sheets, surveys
from tests.factories import practice as factory


def rows(her: Person, by: Actor) -> dict[type[models.Model], Any]:
    """Return what stands in her case when the restriction comes."""
    case = factory.case(her, by)
    place = Division.objects.get(pk=her.community_id)
    group = groups.begun(place, by, her)
    asked = [row for row in surveys.drawn(place, size=500).respondents() if row.person_id == her.pk]
    return {
        Respondent: asked[0],
        CaseFile: case, CaseWorker: case.team.get(), **planned(case, by), GroupMember: groups.member(group, her),
        Guest: practice.welcome(activities.activity(place, by), her, by=by),
    }  # fmt: skip


def planned(case: CaseFile, by: Actor) -> dict[type[models.Model], Any]:
    """Return a plan that waits for approval, and a session."""
    place = {name: getattr(case, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    now = timezone.now()
    with acting():
        plan = CarePlan.objects.create(case=case, number=1, begun_at=now, submitted_at=now, **place)
        record = ServiceRecord.objects.create(
            kind="case_session", method="case", happened_on=now.date(), recorded_at=now, channel="web", source="case",
            source_id=str(case.pk), provenance="manual", **place,
        )  # fmt: skip
        session = CaseSession.objects.create(case=case, number=1, form="interview", record=record, **place)
    return {CarePlan: plan, CaseSession: session}


def _plan(r: Any) -> CarePlan:
    return CarePlan.objects.select_related("case__client").get(pk=r.made[CarePlan].pk)


def _session(r: Any) -> CaseSession:
    return CaseSession.objects.select_related("case__client").get(pk=r.made[CaseSession].pk)


def _comment(r: Any) -> CaseComment:
    case = _case(r)
    place = {name: getattr(case, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        return CaseComment.objects.create(case=case, about="case", subject=case.pk, at=timezone.now(), **place)


def _case(r: Any) -> CaseFile:
    return CaseFile.objects.select_related("client").get(pk=r.made[CaseFile].pk)


def _member(r: Any) -> CaseWorker:
    held = colleague(r)
    return factory.join(_case(r), Actor(user=held.user_id, post=held.pk, role=held.role))


def colleague(r: Any) -> Any:
    """Return a post beside the one who asks."""
    return accounts.post(Role.SOCIAL_WORKER, r.county.towns[0])


def _brought(r: Any) -> Any:
    return practice.bring_back(sheets.photograph(), factory.printed(_case(r), r.by).code, by=r.by)


def _made(r: Any) -> Dossier:
    made = factory.whole(_case(r), r.by)
    made.made_at = timezone.now()
    return made


# Verbs that a restriction leaves, each with its reason.
LEFT = {
    "practice.take_back_supervision": "a meeting counts no more; nothing is read of her",
    "practice.release": "ends a sight",
    "practice.raise_crisis": "a life comes first, and nothing is shown of her (个人信息保护法 13)",
    "practice.note_crisis": "a crisis runs on to its outcome",
    "practice.drop_member": "notes that she has left",
    "practice.note_dossier": "says why a file was not made",
    "practice.tell_of_death": "her worker is told that there is something to bring to its end",
    "practice.advance_dossier": "says how far a file is",
}

CALLS: dict[str, Callable[[Any], Any]] = {
    "practice.open_case": lambda r: practice.open_case(r.her, by=r.by, source="self", problem="x"),
    "practice.accept": lambda r: practice.accept(_case(r), by=r.by),
    "practice.refuse": lambda r: practice.refuse(_case(r), by=r.by, reason="x"),
    "practice.consult": lambda r: practice.consult(_case(r), by=r.by, reason="x"),
    "practice.refer_on": lambda r: practice.refer_on(_case(r), by=r.by, reason="x"),
    "practice.assign": lambda r: practice.assign(_case(r), colleague(r), "colleague", by=r.by),
    "practice.suspend": lambda r: practice.suspend(_case(r), by=r.by, reason="x", until=timezone.localdate()),
    "practice.resume": lambda r: practice.resume(_case(r), by=r.by),
    "practice.ask_transfer": lambda r: practice.ask_transfer(_case(r), by=r.by, words="x"),
    "practice.transfer": lambda r: practice.transfer(_case(r), colleague(r), by=r.by),
    "practice.take_goal": lambda r: practice.take_goal(_case(r), "child_joins_in", by=r.by),
    "practice.set_goal": lambda r: practice.set_goal(_case(r), plans.goal(), by=r.by),
    "practice.propose_entry": lambda r: practice.propose_entry(
        Entry("goal", "多出门", "一周几次", "weekly", 12), by=r.by, case=_case(r)
    ),
    "practice.end_goal": lambda r: practice.end_goal(_case(r), new_id(), "reached", by=r.by),
    "practice.write_plan": lambda r: practice.write_plan(_case(r), plans.frame(), by=r.by),
    "practice.discard_plan": lambda r: practice.discard_plan(_plan(r), by=r.by),
    "practice.submit_plan": lambda r: practice.submit_plan(_plan(r), by=r.by),
    "practice.approve_plan": lambda r: practice.approve_plan(_plan(r), by=r.by),
    "practice.send_back_plan": lambda r: practice.send_back_plan(_plan(r), by=r.by, why="x"),
    "practice.comment": lambda r: practice.comment(_case(r), "plan", _plan(r).pk, "x", by=r.by),
    "practice.hold_session": lambda r: practice.hold_session(_case(r), plans.told(), by=r.by, key=new_id()),
    "practice.correct_session": lambda r: practice.correct_session(_session(r), plans.told(), by=r.by, reason="x"),
    "practice.review_case": lambda r: practice.review_case(_case(r), Review("x"), by=r.by),
    "practice.evaluate": lambda r: practice.evaluate(_case(r), by=r.by, reason="x"),
    "practice.go_on": lambda r: practice.go_on(_case(r), by=r.by, reason="x"),
    "practice.reassess": lambda r: practice.reassess(_case(r), by=r.by, reason="x"),
    "practice.work_under": lambda r: practice.work_under(_case(r), None, by=r.by, reason="x"),
    "practice.take_part": lambda r: practice.take_part(_case(r), r.made[Guest].activity, by=r.by),
    "practice.welcome": lambda r: practice.welcome(r.made[Guest].activity, r.her, by=r.by),
    "practice.fetch_child": lambda r: practice.fetch_child(r.made[Guest], r.other, by=r.by),
    "practice.come_in": lambda r: practice.come_in(practice.hang_code(r.made[Guest].activity, by=r.by), r.her, by=r.by),
    "practice.add_member": lambda r: practice.add_member(r.made[GroupMember].group, r.her, by=r.by),
    "practice.measure": lambda r: practice.measure(r.made[GroupMember], by=r.by, before=1, after=2),
    "practice.sign_in": lambda r: practice.sign_in(
        practice.open_code(r.made[GroupMember].group.groupsessions.get(), by=r.by), r.her, by=r.by
    ),
    "practice.propose_closing": lambda r: practice.propose_closing(_case(r), Ending("moved"), by=r.by),
    "practice.close": lambda r: practice.close(endings.closure(_case(r)), by=r.by),
    "practice.return_closing": lambda r: practice.return_closing(endings.closure(_case(r)), by=r.by, answer="x"),
    "practice.follow_up": lambda r: practice.follow_up(
        endings.follow_up(_case(r)), by=r.by, happened_on=timezone.localdate(), minutes=5, words="x"
    ),
    "practice.skip_follow_up": lambda r: practice.skip_follow_up(endings.follow_up(_case(r)), by=r.by, why="x"),
    "practice.ask_reopen": lambda r: practice.ask_reopen(_case(r), by=r.by, reason="x"),
    "practice.reopen": lambda r: practice.reopen(endings.reopening(_case(r)), by=r.by),
    "practice.refuse_reopen": lambda r: practice.refuse_reopen(endings.reopening(_case(r)), by=r.by, answer="x"),
    "practice.file_form": lambda r: practice.file_form(_case(r), shipped()["case_intake"], {}, by=r.by),
    "practice.print_paper": lambda r: practice.print_paper(_case(r), "case_intake", "pdf", by=r.by),
    "practice.bring_back": lambda r: _brought(r),
    "practice.ask_dossier": lambda r: practice.ask_dossier(_case(r), "pdf", "x", by=r.by),
    "practice.make_dossier": lambda r: practice.make_dossier(factory.whole(_case(r), r.by), "x", by=r.by),
    "practice.lay_dossier": lambda r: practice.lay_dossier(factory.whole(_case(r), r.by), by=r.by),
    "practice.keep_dossier": lambda r: practice.keep_dossier(factory.whole(_case(r), r.by), b"x", by=r.by),
    "practice.take_dossier": lambda r: practice.take_dossier(_made(r), by=r.by),
    "practice.answer_comment": lambda r: practice.answer_comment(_comment(r), "x", by=r.by),
    "practice.resolve_comment": lambda r: practice.resolve_comment(_comment(r), by=r.by),
    "practice.read_note": lambda r: practice.read_note(_session(r), by=r.by),
    "practice.read_notes": lambda r: practice.read_notes([_session(r)], by=r.by),
    "practice.see_case": lambda r: practice.see_case(_case(r), by=r.by),
    "practice.open_referral": lambda r: practice.open_referral(_case(r), by=r.by, to_name="x", reason="x"),
    "practice.step_referral": lambda r: practice.step_referral(endings.referral(_case(r)), "fail", by=r.by),
    "practice.apply_aid": lambda r: practice.apply_aid(_case(r), by=r.by, amount=Decimal(1), reason="x", agreed=True),
    "practice.resubmit_aid": lambda r: practice.resubmit_aid(
        endings.aid(_case(r)), by=r.by, amount=Decimal(1), reason="x"
    ),
    "practice.agree_aid": lambda r: practice.agree_aid(endings.aid(_case(r)), by=r.by),
    "practice.return_aid": lambda r: practice.return_aid(endings.aid(_case(r)), by=r.by, reason="x"),
    "practice.refuse_aid": lambda r: practice.refuse_aid(endings.aid(_case(r)), by=r.by, reason="x"),
    "practice.attach": lambda r: practice.attach(_case(r), [sheets.photograph()], by=r.by, kind="proof"),
    "practice.take_out_attachment": lambda r: practice.take_out_attachment(
        endings.attachment(_case(r)), by=r.by, why="x"
    ),
    "practice.link_resource": lambda r: practice.link_resource(
        _case(r), by=r.by, party="charity", kind="goods", meets="need", given_on=timezone.localdate()
    ),
    "practice.unlink_resource": lambda r: practice.unlink_resource(endings.resource(_case(r)), by=r.by),
    "practice.accompany": lambda r: practice.accompany(_case(r), colleague(r), "x", by=r.by),
    "practice.approve": lambda r: practice.approve(_member(r), by=r.by),
    "practice.assess": lambda r: practice.assess(_case(r), Found(), base=0, by=r.by),
    "practice.score_scale": lambda r: practice.score_scale(_case(r), "phq9", [], timezone.localdate(), by=r.by),
    "practice.note_intake": lambda r: practice.note_intake(_case(r), Asked(), base=0, by=r.by),
    "practice.sign_consent": lambda r: practice.sign_consent(_case(r), Given("x", (), "spoken"), by=r.by),
    "surveys.answer": lambda r: questions.answer(r.made[Respondent], {"overall": ["5"]}, by=r.by, way="phone"),
    "surveys.note_attempt": lambda r: questions.note_attempt(r.made[Respondent], "no_reply", by=r.by),
    "surveys.reveal_number": lambda r: questions.reveal_number(r.made[Respondent], by=r.by),
    "surveys.find_address": lambda r: questions.find_address(r.made[Respondent], by=r.by),
    "surveys.report_coaching": lambda r: questions.report_coaching(r.made[Respondent], by=r.by),
    "practice.attach_sheet": lambda r: practice.attach_sheet(factory.signature(_case(r), r.by), b"x", by=r.by),
}
