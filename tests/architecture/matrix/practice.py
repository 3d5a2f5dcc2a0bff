"""What stands behind the doors of the practice room: a case whose team names whoever asks."""

from typing import Any

from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.people.actions.areas import of_row
from linli.practice.models import (
    CarePlan,
    CaseFile,
    CaseSession,
    CaseTransfer,
    CaseWorker,
    CrisisResponse,
    PlanGoal,
)
from linli.records.models import ServiceRecord
from linli.tasks.models import Draft
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import endings
from tests.factories import practice as factory

CASE_PAGES = (
    "case",
    "case_decide",
    "case_team",
    "case_suspend",
    "case_resume",
    "case_transfer",
    "case_programme",
    "case_crisis",
    "case_accompany",
    "case_consent",
    "case_consent_sheet",
    "case_assess",
    "case_assess_save",
    "case_scales",
    "case_intake",
    "case_intake_save",
    "case_close",
    "case_close_save",
    "case_review_save",
    "case_referral",
    "case_resource",
    "case_activity",
    "case_aid",
    "case_attachments",
    "case_reopen",
    "case_plan",
    "case_similar",
    "case_goal",
    "case_sessions",
    "case_review",
    "case_step",
    "session_write",
)
READERS = {Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.SUPERVISOR}


def case_of(world: World, area: Area, by: Actor | None) -> CaseFile:
    """Return the open case of the area's person; inside her reach whoever asks is in its team."""
    case = CaseFile.objects.filter(client=area.person).standing().first()
    case = case or factory.begun(area.person, area.worker)
    if by and by.post and area is world.here and by.role in READERS:
        factory.join(case, by)
    return case


def _case(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": case_of(world, area, by).pk}


def _member(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    row = CaseWorker.objects.filter(case=case, ended_at=None).order_by("starts_at").first()
    assert row is not None
    return {"pk": row.pk}


def _transfer(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """A transfer to whoever asks, inside her reach."""
    case = case_of(world, area, by)
    new = by.post if by and by.post and area is world.here else case.opened_by_id
    with acting():
        told = CaseTransfer.objects.create(
            case=case, old=case.opened_by, new_id=new, asked_at=timezone.now(), given_at=timezone.now(), **of_row(case)
        )
    return {"pk": told.pk}


def _crisis(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    with acting():
        crisis, _ = CrisisResponse.objects.get_or_create(
            case=case, kind="other", ended_at=None, defaults={"at": timezone.now(), **of_row(case)}
        )
    return {"pk": crisis.pk}


def _assessment(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.assessment(case_of(world, area, by)).case_id}


def _signature(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.signature(case_of(world, area, by), area.worker).pk}


def _plan(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    with acting():
        plan, _ = CarePlan.objects.get_or_create(
            case=case, number=1, defaults={"begun_at": timezone.now(), **of_row(case)}
        )
    return {"pk": plan.pk}


def _goal(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    plan = CarePlan.objects.select_related("case").get(pk=_plan(world, area, by)["pk"])
    with acting():
        goal, _ = PlanGoal.objects.get_or_create(
            plan=plan, position=1,
            defaults={"case": plan.case, "ends_on": timezone.localdate(), **of_row(plan.case)},
        )  # fmt: skip
    return {"pk": plan.case_id, "line": goal.line}


def _entry(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.entry(area.worker).pk}


def _session(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    now, told = timezone.now(), {"case": case, "number": 1, **of_row(case)}
    row = CaseSession.objects.filter(case=case).first()
    with acting():
        if row is None:
            record = ServiceRecord.objects.create(
                kind="case_session", method="case", happened_on=now.date(), recorded_at=now, channel="web",
                source="practice.session", source_id=str(case.pk), provenance="manual", protected=True, minutes=30,
                **of_row(case),
            )  # fmt: skip
            row = CaseSession.objects.create(form="interview", record=record, **told)
    return {"pk": row.pk}


def _draft(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """A page that is being written: by whoever asks, in the reach of its owner alone."""
    case = case_of(world, area, by)
    if by and by.post and area is world.here:
        enter(by.scope)
        with acting():
            Draft.objects.get_or_create(owner_id=by.post, form=f"session:{case.pk.hex}")
        enter(Scope(column="county_id", areas=(area.county.division.pk,)))
    return {"pk": case.pk}


def _form(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {**_case(world, area, by), "code": "case_intake"}


def _filed(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    case = case_of(world, area, by)
    return {"pk": factory.filed(case).pk}


def _paper(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"code": factory.printed(case_of(world, area, by), by).code}


def _returned(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.returned(case_of(world, area, by), by).pk}


def _dossier(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": factory.whole(case_of(world, area, by), by).pk}


OBJECTS: dict[str, Finder] = {
    "case_new": lambda world, area, by: {"pk": area.person.pk},
    **dict.fromkeys(CASE_PAGES, _case),
    "case_goal_line": _goal,
    "library_propose": _goal,
    "library_entry": _entry,
    "plan_check": _plan,
    "session": _session,
    "session_correct": _session,
    "session_save": _draft,
    "case_approve": _member,
    "case_briefing": _transfer,
    "crisis_note": _crisis,
    "case_picture": _signature,
    "referral": lambda world, area, by: {"pk": endings.referral(case_of(world, area, by)).pk},
    "resource_unlink": lambda world, area, by: {"pk": endings.resource(case_of(world, area, by)).pk},
    "aid": lambda world, area, by: {"pk": endings.aid(case_of(world, area, by)).pk},
    "aid_print": lambda world, area, by: {"pk": endings.aid(case_of(world, area, by)).pk},
    "aid_enclosed": lambda world, area, by: {"pk": endings.enclosure(case_of(world, area, by)).pk},
    "attachment": lambda world, area, by: {"pk": endings.attachment(case_of(world, area, by)).pk},
    "closing": lambda world, area, by: {"pk": endings.closure(case_of(world, area, by)).pk},
    "follow_up": lambda world, area, by: {"pk": endings.follow_up(case_of(world, area, by)).pk},
    "reopening": lambda world, area, by: {"pk": endings.reopening(case_of(world, area, by)).pk},
    "case_papers": _case,
    "case_dossier": _case,
    "case_form": _form,
    "case_paper": lambda world, area, by: {**_form(world, area, by), "kind": "pdf"},
    "case_form_filed": _filed,
    "dossier": _dossier,
    "paper": _paper,
    "returned_picture": _returned,
    **dict.fromkeys(
        ("form_questions", "form_question_out", "form_template", "form_template_file"),
        lambda world, area, by: {"code": "case_intake"},
    ),
    "case_assessment": _assessment,
    "case_measure": lambda world, area, by: _case(world, area, by) | {"scale": "phq9"},
}
