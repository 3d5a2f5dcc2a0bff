"""For every route with arguments: the object of an area that it is asked for, as a given actor.

A route that is not told here fails the matrix: nobody adds a door without saying what may stand behind it.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from linli.accounts.models import Role, User
from linli.insights import sealing
from linli.insights.models import Report, ReportSnapshot, State
from linli.kernel.actor import Actor
from linli.kernel.period import last_quarter
from linli.kernel.policy import acting
from linli.outreach.models import HardshipLead, MandatoryReport
from linli.papers.models import ImportBatch
from linli.people.actions import merge
from linli.people.models import AccessGrant, AccessRequest, KinshipLink, PriorityTag, Proxy, SuspectedHarm
from linli.records import definitions
from linli.tasks.models import Draft, Task
from tests.architecture.matrix import groups, notices, practice, projects, rights, supervision, surveys, workforce
from tests.architecture.matrix.evaluation import OBJECTS as EVALUATION
from tests.architecture.matrix.giving import OBJECTS as GIVING
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import accounts as posts
from tests.factories import doors as factory
from tests.factories.people import areas, person


def _pk(name: str) -> Finder:
    return lambda world, area, by: {"pk": getattr(area, name).pk}


def _draft(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.post if by and by.post and by.scope.areas and area is world.here else area.worker.post
    with acting():
        draft = Draft(owner_id=owner, form="record")
        draft.body = json.dumps({"narrative": area.narrative}, ensure_ascii=False)
        draft.save(force_insert=True)
    return {"pk": draft.pk}


def _task(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.post if by and by.post and area is world.here else area.worker.post
    with acting():
        task = Task.objects.create(
            kind="call_back", title="回个电话", owner_id=owner, county_id=area.county.division.pk, town_id=area.town.pk,
            community_id=area.community.pk, due_on=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
    return {"pk": task.pk}


def _post(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": area.worker.post}


def _handover(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.post if by and by.post and area is world.here else area.worker.post
    leaver = posts.post(Role.GRID_WORKER, area.community)
    with acting():
        Task.objects.create(
            kind="handover", title="接手", owner_id=owner, subject=leaver.pk, subject_kind="accounts.post",
            due_on=timezone.localdate(), **areas(area.community),
        )  # fmt: skip
    return {"pk": leaver.pk}


def _user(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": area.worker.user}


def _link(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    user = User.objects.get(pk=area.worker.user)
    return {"pk": user.pk, "token": default_token_generator.make_token(user)}


def _passkey(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.user if by and area is world.here else area.worker.user
    with acting():
        made = Authenticator.objects.create(
            user_id=owner, type=Authenticator.Type.WEBAUTHN, data={"name": "通行密钥", "credential": {}}
        )
    return {"pk": made.pk}


def _report(**more: str) -> Finder:
    def find(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
        last = last_quarter(timezone.localdate())
        with acting():
            report, _ = Report.objects.get_or_create(
                place=area.town,
                start=last.start,
                end=last.end,
                defaults={"county_id": area.county.division.pk, "town_id": area.town.pk, "state": State.DRAFT},
            )
        return {"pk": report.pk, **more}

    return find


def _sealed(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    key, now = _report()(world, area, by), timezone.now()
    report = Report.objects.get(**key)
    told = definitions.of(report.place)
    content = sealing.content_of(report, told, sealing.Moments({}, now))
    with acting():
        ReportSnapshot.objects.create(
            report=report, version=1, as_of=now, at=now, definitions=told.key, content=content,
            digest=sealing.digest(content),
        )  # fmt: skip
    return key


def _service_point(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": next(room for room in area.county.rooms if room.community_id == area.community.pk).pk}


def _tag(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        tag, _ = PriorityTag.objects.get_or_create(
            person=area.person,
            category="living_alone",
            basis="observed",
            defaults={"starts_on": timezone.localdate(), **areas(area.community)},
        )
    return {"pk": tag.pk}


def _kin(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    other = person(area.community, "示范亲属")
    with acting():
        link = KinshipLink.objects.create(person=area.person, other=other, kind="child", **areas(area.community))
    return {"pk": link.pk}


def _pair(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": area.person.pk, "other": person(area.community, "示范同名").pk}


def _merge(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    other = person(area.community, "示范同名")
    return {"pk": merge(area.person, other, by=replace(area.worker, role=Role.STATION_LEAD)).pk}


def _batch(**more: Any) -> Finder:
    def find(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
        owner = by.post if by and by.post and area is world.here else area.worker.post
        with acting():
            batch = ImportBatch.objects.create(
                kind="people", file_name="名单.xlsx", sha256="0" * 64, owner_id=owner, **areas(area.community), **more
            )
        return {"pk": batch.pk}

    return find


def _glass(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    now = timezone.now()
    with acting():
        grant = AccessGrant.objects.create(
            person=area.person, kind="break_glass", grantee_id=area.worker.post, grantee_user=area.worker.user,
            reason="danger", starts_at=now, until=now + timedelta(hours=1), **areas(area.community),
        )  # fmt: skip
    return {"pk": grant.pk}


def _asked(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        asked = AccessRequest.objects.create(
            person=area.person, asker_id=area.worker.post, asker_user=area.worker.user, reason="家访",
            asked_at=timezone.now(), **areas(area.community),
        )  # fmt: skip
    return {"pk": asked.pk}


def _harm(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        mark = SuspectedHarm.objects.create(
            person=area.person, by_whom=person(area.community, "示范亲属"), since=timezone.localdate(),
            **areas(area.community),
        )  # fmt: skip
    return {"pk": mark.pk}


def _proxy(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """A proxy of the asker's own, or of somebody in the area; out of reach, another's for another."""
    user = by if by and not by.post and area is world.here else area.worker
    found = Proxy.objects.filter(person=area.person, user_id=user.user, ended_at=None).first()
    return {"pk": (found or factory.proxy(area.person, user)).pk}


def _call(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    key = _task(world, area, by)
    with acting():
        Task.objects.filter(**key).update(person=area.person.pk)
    return key


def _lead(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        lead, _ = HardshipLead.objects.get_or_create(
            record=area.record, defaults={
                "kind": "poverty", "signs": ["poor"], "person": area.person, "owner_id": area.worker.post,
                "due_on": timezone.localdate(), **areas(area.community),
            },
        )  # fmt: skip
    return {"pk": lead.pk}


def _report_of_harm(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.post if by and by.post and area is world.here else area.worker.post
    with acting():
        MandatoryReport.objects.filter(person=area.person, closed_at=None).update(
            closed_at=timezone.now(), ending="转介"
        )
        made = MandatoryReport.objects.create(
            person=area.person, opened_at=timezone.now(), opened_by_id=owner, owner_id=owner, **areas(area.community)
        )
    return {"pk": made.pk}


PERSON_PAGES = (
    "person_card", "card_issue", "card_end", "counter_person", "counter_open", "counter_call", "counter_contact",
    "person_family", "person_records", "person_looks", "person_edit", "person_numbers", "tag_new", "household_move",
    "household_leave", "kin_new", "person_same", "person_death", "person_consents",
    "person_looks_paper", "person_locked", "person_access", "glass_break", "person_safety",
)  # fmt: skip
BATCH_PAGES = (
    "import_batch", "import_columns", "import_choose", "import_take", "import_again", "import_abandon", "import_undo",
)  # fmt: skip

OBJECTS: dict[str, Finder] = {
    "set_password": _link,
    "post_end": _post,
    "handover_brief": _handover,
    "account_lock": _user,
    "account_unlock": _user,
    "account_reset": _user,
    "person": _pk("person"),
    **{name: _pk("person") for name in (*PERSON_PAGES, *rights.PERSON_PAGES)},
    **{
        name: lambda world, area, by: {"pk": area.person.pk, "purpose": "publish_story"}
        for name in ("consent_give", "consent_withdraw", "consent_sheet")
    },
    **dict.fromkeys(("my_consent", "my_consent_end"), lambda world, area, by: {"purpose": "publish_story"}),
    **dict.fromkeys(("visit_unchanged", "visit_tried", "visit_call", "visit_hurried", "crisis"), _pk("person")),
    "call": _call,
    "lead": _lead,
    **dict.fromkeys(("mandatory_report", "report_call", "report_reporter", "report_close"), _report_of_harm),
    **rights.OBJECTS,
    **practice.OBJECTS,
    **supervision.OBJECTS,
    **groups.OBJECTS,
    **workforce.OBJECTS,
    **notices.OBJECTS,
    **projects.OBJECTS,
    **projects.PROCUREMENT,
    **GIVING,
    **surveys.OBJECTS,
    **EVALUATION,
    "glass_review": _glass,
    "grant_close": _glass,
    "access_answer": _asked,
    "harm_lift": _harm,
    **dict.fromkeys(("household", "household_split", "household_unite"), _pk("household")),
    "number": lambda world, area, by: {"kind": "document", "pk": area.person.documents.get().pk},
    "telephone_remove": lambda world, area, by: {"pk": area.person.telephones.get().pk},
    "tag_end": _tag,
    "kin_end": _kin,
    **dict.fromkeys(("person_merge", "person_part"), _pair),
    "merge_undo": _merge,
    "import_template": lambda world, area, by: {"kind": "people"},
    **dict.fromkeys(BATCH_PAGES, _batch()),
    "import_errors": _batch(bad=1),
    "mfa_remove_webauthn": _passkey,
    "record": _pk("record"),
    "api_v1:read_record": _pk("record"),
    **dict.fromkeys(("record_draft", "record_save", "record_discard"), _draft),
    **{name: _pk("record") for name in ("record_correct", "record_withdraw", "record_minutes")},
    "report": _report(),
    "report_versions": _sealed,
    "report_cell": _report(code="case_count"),
    "report_move": _report(verb="confirm"),
    "report_file": _report(form="excel"),
    "report_gap": lambda world, area, by: {**_report()(world, area, by), "record": area.record.pk},
    "task_done": _task,
    "card": lambda world, area, by: {"token": "nothing-known"},
    **dict.fromkeys(("family_act", "family_end", "proxy_ask", "proxy_end"), _proxy),
    **dict.fromkeys(("service_point", "service_point_close"), _service_point),
}
