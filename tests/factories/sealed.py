"""One row of each table with a sealed column that no other factory makes, so that a value can be put into it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.directory.models import Programme
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, seeing
from linli.notifications.models import Message
from linli.outreach.models import HomeVisit, MandatoryReport, Reporter
from linli.papers.models import ImportBatch, ImportRow
from linli.people.models import AccessGrant, Death, Erasure, GlassReview, LegalHold, Person
from linli.places.models import Division
from linli.practice.models import (
    Activity,
    Assessment,
    Attendance,
    CarePlan,
    CaseComment,
    CaseFile,
    CaseMove,
    CaseReview,
    CaseSession,
    CaseSignature,
    CaseTransfer,
    CommentReply,
    CommunityProject,
    CrisisResponse,
    Group,
    GroupMember,
    GroupSession,
    Intake,
    PlanAction,
    PlanGoal,
    ScaleMeasure,
    SupervisionRecord,
    WorkWeek,
)
from linli.projects.models.evaluation import Interview
from linli.records.models import ProgrammeChange, ServiceRecord, Undertaking
from linli.surveys.models import Answer, Door
from linli.transparency.models import Objection, PublicNotice
from tests.factories import endings, evaluation, payments, workforce
from tests.factories import practice as factory
from tests.factories import projects as bought
from tests.factories import tenders as procedures
from tests.factories import together as together_papers


def plans(case: CaseFile, record: ServiceRecord, place: dict[str, Any]) -> None:
    """Make what a plan and a session hold."""
    now, today = timezone.now(), date(2026, 1, 1)
    plan = CarePlan.objects.create(case=case, number=1, begun_at=now, **place)
    goal = PlanGoal.objects.create(case=case, plan=plan, position=1, ends_on=today, **place)
    PlanAction.objects.create(case=case, goal=goal, position=0, **place)
    said = CaseComment.objects.create(case=case, about="plan", subject=plan.pk, at=now, **place)
    CommentReply.objects.create(case=case, comment=said, at=now, **place)
    CaseSession.objects.create(case=case, record=record, number=1, form="interview", **place)
    CaseReview.objects.create(case=case, plan=plan, number=1, on=today, since=today, sessions=1, at=now, **place)


def case_papers(case: CaseFile) -> None:
    """Make a form that was filed, the whole file, and a signed sheet that came back."""
    factory.filed(case)
    factory.whole(case)
    factory.returned(case)


def answers() -> None:
    """Make an answer in a survey that runs, by the link it was sent with."""
    door = Door.objects.get(pk__in=Door.objects.values("pk")[:1])
    with seeing(Scope(token=door.respondent)):
        Answer.objects.create(survey_id=door.survey_id, respondent_id=door.respondent, question="words", way="message")


def supervision(owner: UUID, place: dict[str, Any]) -> None:
    """Make what supervision leaves."""
    now, today = timezone.now(), date(2026, 1, 5)
    SupervisionRecord.objects.create(
        kind="individual", held_on=today, minutes=60, supervisor_id=owner, supervisor_user=new_id(), recorded_at=now,
        **place,
    )  # fmt: skip
    WorkWeek.objects.create(post_id=owner, user_id=new_id(), monday=today, **place)


def beginnings(case: CaseFile, person: Person, place: dict[str, Any]) -> None:
    """Make what the first weeks of a case hold."""
    now = timezone.now()
    CaseSignature.objects.create(case=case, kind="assent", how="spoken", signer=person, at=now, **place)
    Intake.objects.create(case=case, version=1, at=now, **place)
    Assessment.objects.create(case=case, version=1, risk="low", at=now, **place)
    ScaleMeasure.objects.create(case=case, scale="phq9", pack=1, on=now.date(), total=0, at=now, **place)


def together(person: Person, place: dict[str, Any], owner: UUID) -> None:
    """Make what a group and an activity hold."""
    work = Undertaking.objects.create(
        kind="community_project", title="项目", source="sealed", source_id="1", opened_on=date(2026, 1, 1), **place
    )
    project = CommunityProject.objects.create(name="项目", undertaking=work, opened_on=date(2026, 1, 1), **place)
    purpose = Programme.objects.create(name="项目", county_id=place["county_id"], starts_on=date(2026, 1, 1))
    ProgrammeChange.objects.create(undertaking=work, to=purpose, at=timezone.now(), **place)
    Activity.objects.create(
        project=project,
        kind="event",
        size="small",
        name="活动",
        planned_on=date(2026, 1, 1),
        owner_id=owner,
        **place,
    )
    group = Group.objects.create(name="小组", opened_at=timezone.now(), **place)
    held = GroupSession.objects.create(group=group, number=1, theme="主题", **place)
    member = GroupMember.objects.create(group=group, person=person, joined_on=date(2026, 1, 1), **place)
    now = timezone.now()
    Attendance.objects.create(group=group, session=held, member=member, present=True, how="roll", at=now, **place)
    together_papers.filed(group)
    together_papers.returned(group)


def published(place: dict[str, Any]) -> None:
    """Make a notice and an objection to it."""
    now, today = timezone.now(), date(2026, 1, 1)
    notice = PublicNotice.objects.create(
        kind="other", title="公示", body="内容", basis="依据", publisher="单位", telephone="1", starts_on=today,
        ends_on=today, published_at=now, changed_at=now, **place,
    )  # fmt: skip
    Objection.objects.create(notice=notice, number=1, made_at=now, due_on=today, **place)


def buying(place: dict[str, Any]) -> None:
    """Make a project with a receipt, an evaluation with an interview, a sealed bid, a contract, a payment."""
    town = Division.objects.get(pk=place["town_id"])
    agency = bought.agency(place["county_id"])
    project = bought.bare(town, agency)
    bought.expense(project)
    procedures.contract(procedures.bare(project, agency))
    made = evaluation.bare(project)
    with seeing(Scope(post=made.post_id)):
        Interview.objects.create(evaluation=made, with_whom="served", held_on=date(2026, 1, 5), at=timezone.now())
    payments.bare(project)


def rows(person: Person, record: ServiceRecord, place: dict[str, Any], owner: UUID) -> None:
    """Make them, about one person; ``place`` are the areas of a row, ``owner`` is a post. Grants and reports stand."""
    now = timezone.now()
    grant = AccessGrant.objects.filter(person=person).exclude(review__isnull=False).first()
    assert grant is not None
    free = Person.objects.exclude(pk__in=LegalHold.objects.values("person")).defer("search").first()
    assert free is not None
    caseless = Person.objects.exclude(pk__in=CaseFile.objects.values("client")).defer("search").first()
    assert caseless is not None
    report = MandatoryReport.objects.filter(person=person).first()
    assert report is not None
    with acting():
        HomeVisit.objects.create(record=record, **place)
        Death.objects.create(person=person, died_on=date(2026, 1, 1), source="家属", taken_back_at=now, **place)
        GlassReview.objects.create(
            grant=grant, grantee_user=grant.grantee_user, reviewer_user=new_id(), finding="justified", at=now, **place
        )
        case = CaseFile.objects.create(
            number="GA-1", client=caseless, source="self", opened_at=now, opened_by_id=owner, **place
        )
        CaseMove.objects.create(case=case, verb="refuse", came_from="intake", to="refused", at=now, **place)
        for end in (*endings.ENDS,):
            end(case)
        CaseTransfer.objects.create(case=case, old_id=owner, asked_at=now, **place)
        CrisisResponse.objects.create(case=case, kind="other", at=now, **place)
        plans(case, record, place)
        beginnings(case, person, place)
        together(person, place, owner)
        supervision(owner, place)
        answers()
        case_papers(case)
        Reporter.objects.create(report=report, **place)
        workforce.rows(place)
        published(place)
        Erasure.objects.create(person=free, classes=["family"], ordered_at=now, done_at=now, **place)
        Message.objects.create(
            key=str(new_id()), person=person.pk, template="visit_appointed", rungs=["site"], made_at=now, **place
        )
        buying(place)
        batch = ImportBatch.objects.create(kind="people", file_name="表.xlsx", sha256="0" * 64, owner_id=owner, **place)
        ImportRow.objects.create(batch=batch, position=1, sheet="表", number=2, **place)
