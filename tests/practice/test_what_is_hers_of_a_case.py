"""个案里哪些是她的: a copy holds her own words and what was agreed; erased, no word is left and the counts stay.

Erasing is the worker's, so that those tests are of the jobs role.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.accounts.standing import Standing as Door
from linli.accounts.standing import widened
from linli.directory.models import Programme
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, place
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.people import actions as people_actions
from linli.people.copies import Part
from linli.people.models import Erasure, Person, RightsRequest
from linli.people.tasks import carry_out_erasures
from linli.practice import actions, given
from linli.practice.models import CaseClosure, CaseFile
from linli.records.models import ProgrammeChange, ServiceRecord
from tests.architecture.matrix import wall
from tests.conftest import Standing
from tests.factories import doors, people, plans, practice, sheets
from tests.factories.places import County
from tests.support import database

Post = Callable[..., Standing]
NOTE = "她说不想回家"


def worked(client: Person, worker: Standing, lead: Standing, **facts: Any) -> CaseFile:
    """Return a case with a session and its homework, a closing with views of both sides, a word in the margin."""
    case = practice.case(client, worker.actor, **facts)
    practice.agree(client, worker.actor)
    actions.accept(case, by=worker.actor)
    said = plans.told(note=NOTE, homework="每天下楼一次")
    actions.hold_session(case, said, by=worker.actor, key=case.pk)
    actions.comment(case, "case", case.pk, "再想想她怕什么", by=lead.actor)
    for kind, title in (("proof", "她的诊断书"), ("letter", "学校写来的信")):
        actions.attach(case, [sheets.photograph(title)], by=worker.actor, kind=kind, title=title)
    now = timezone.now()
    told = {"reason": "reached", "asked_at": now, "decided_at": now, "granted": True, **practice._placed(case)}
    closing = CaseClosure(case=case, **told)
    closing.client_words, closing.guardian_words = "心里松快多了", "她还是不听话"
    with acting():
        closing.save(force_insert=True)
    return case


def herself(client: Person, lead: Standing) -> Actor:
    """Return the actor of a client who has signed in at her own door."""
    return widened(doors.resident(client, lead.actor), Door(client.pk))


def copy_of(client: Person, by: Actor, lead: Standing) -> Part:
    """Return the part of a copy that tells of cases, as somebody takes it."""
    asked = people_actions.ask_right(client, "copy", by=lead.actor, how="counter")
    if asked.answered_at is None:
        asked = people_actions.answer_right(asked, by=lead.actor, outcome="granted")
    (part,) = (part for part in people_actions.take_copy(asked, by=by).parts if part.code == "cases")
    return part


def test_her_own_words_and_what_was_agreed_are_hers_and_nobody_elses_words(
    client_: Person, worker: Standing, lead: Standing
) -> None:
    case = worked(client_, worker, lead)
    own = herself(client_, lead)
    part = copy_of(client_, own, lead)
    told = str(part.rows)
    assert all(word in told for word in (practice.PROBLEM, "每天下楼一次", "心里松快多了", "她的诊断书", case.number))
    assert not [word for word in (NOTE, "她还是不听话", "再想想她怕什么", "学校写来的信") if word in told]
    assert "没有写" in part.left_out
    assert copy_of(client_, lead.actor, lead) == part


def test_what_others_told_when_she_came_is_not_hers(client_: Person, worker: Standing, lead: Standing) -> None:
    worked(client_, worker, lead, source="referral", problem="邻居说她挨打")
    assert "邻居说她挨打" not in str(copy_of(client_, herself(client_, lead), lead).rows)


def test_whoever_hands_a_copy_over_reads_no_case_by_it(
    county: County, post: Post, client_: Person, worker: Standing, lead: Standing
) -> None:
    worked(client_, worker, lead)
    asked = people_actions.ask_right(client_, "copy", by=lead.actor, how="counter")
    right = people_actions.answer_right(asked, by=lead.actor, outcome="granted")
    officer = post(Role.STREET_OFFICER, county.towns[0])
    nobody = people.person(county.communities[0], "没有个案的人")
    part = next(one for one in people_actions.take_copy(right, by=officer.actor).parts if one.code == "cases")
    assert (part.rows, part) == ([], copy_of(nobody, officer.actor, lead))


def test_a_childs_words_stay_in_the_case_and_all_of_it_while_somebody_is_suspected(
    county: County, worker: Standing, lead: Standing
) -> None:
    girl, granny = practice.ward(county, worker, lead)
    case = practice.begun(girl, worker.actor)
    part = copy_of(girl, lead.actor, lead)
    assert case.number in str(part.rows) and practice.PROBLEM not in str(part.rows)
    people_actions.mark_harm(girl, granny, by=lead.actor, reason="身上有伤")
    hidden = copy_of(girl, lead.actor, lead)
    assert (hidden.rows, hidden.left_out) == ([], part.left_out)


@pytest.fixture
def jobs() -> Iterator[None]:
    with database.role("linli_jobs", str(connection.settings_dict["NAME"])):
        yield


def order(client: Person, lead: Standing, classes: list[str]) -> RightsRequest:
    asked = people_actions.ask_right(client, "delete", by=lead.actor, how="counter")
    return people_actions.answer_right(
        asked, by=lead.actor, outcome="partly", erase=classes, reason="duty", words="其余还要用。"
    )


def canaries() -> set[str]:
    """Return the models of the room in which a canary is left, sealed or plain."""
    found = set()
    for model in apps.get_app_config("practice").get_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._default_manager.values("pk", *names):
            for field in model._meta.concrete_fields:
                value = row[field.attname]
                if isinstance(field, SealedColumn) and value is not None:
                    value = crypto.unseal(bytes(value), place(model, field.attname, row["pk"]))
                if wall.MARK in str(value):
                    found.add(model._meta.object_name)
    return found


@pytest.mark.django_db(transaction=True)
def test_erased_no_word_of_an_ended_case_is_left_and_its_counts_stay(
    jobs: None, county: County, worker: Standing, lead: Standing, client_: Person
) -> None:
    other = practice.case(people.person(county.communities[0], "别人"), worker.actor)
    with wall.planting() as planted:
        case = worked(client_, worker, lead)
    with acting():
        purpose = Programme.objects.create(name="一老一小", county_id=case.county_id, starts_on=date(2024, 1, 1))
    moved = actions.work_under(case, purpose, by=worker.actor, reason="她家的事归这个项目")
    with pytest.raises(Refused, match="现在不能删：个案里写的话"):
        order(client_, lead, ["cases"])
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    assert (
        canaries() >= {"CaseAttachment", "CaseFile", "CaseSession", "CaseClosure", "CaseComment", "CaseMove"}
        and len(planted) > 6
    )
    counts = list(ServiceRecord.objects.order_by("id").values_list("happened_on", "minutes", "head_count"))
    sessions = case.casesessions.count()
    order(client_, lead, ["cases"])
    assert carry_out_erasures() == 1
    assert canaries() == set()
    moved = ProgrammeChange.objects.get(pk=moved.pk)
    assert (moved.reason, moved.to) == ("", purpose)
    assert list(ServiceRecord.objects.order_by("id").values_list("happened_on", "minutes", "head_count")) == counts
    assert case.casesessions.count() == sessions == 1
    other.refresh_from_db()
    assert other.problem == practice.PROBLEM


@contextmanager
def acting_as(by: Standing) -> Iterator[None]:
    """Be the web role in somebody's own session: past no team that does not name her."""
    with database.role("linli_app", str(connection.settings_dict["NAME"])), transaction.atomic():
        enter(by.actor.scope)
        yield


@pytest.mark.django_db(transaction=True)
def test_an_officer_in_no_team_orders_it_and_no_word_is_left(
    jobs: None, county: County, post: Post, worker: Standing, client_: Person
) -> None:
    officer = post(Role.STREET_OFFICER, county.towns[0])  # who answers where no head is
    with wall.planting():
        case = practice.case(client_, worker.actor, accepted=True)
        actions.hold_session(case, plans.told(note=NOTE), by=worker.actor, key=case.pk)
    with acting_as(officer):
        assert not CaseFile.objects.exists()
        with pytest.raises(Refused, match="现在不能删：个案里写的话"):
            order(client_, officer, ["cases"])
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    with acting_as(officer):
        order(client_, officer, ["cases"])
        with acting():
            assert given.forget([client_.pk]) == 0  # what her own session would have emptied
        with pytest.raises(ImproperlyConfigured, match="only its role"):
            people_actions.carry_out(Erasure.objects.get(), by=system_actor())
    assert {"CaseFile", "CaseSession"} <= canaries()
    assert carry_out_erasures() == 1
    assert canaries() == set()


@pytest.mark.django_db(transaction=True)
def test_what_runs_or_is_held_under_a_file_merged_into_hers_is_kept_too(
    jobs: None, county: County, worker: Standing, lead: Standing, client_: Person
) -> None:
    other = people.person(county.communities[0], "高某")
    case = practice.case(other, worker.actor, accepted=True)
    until = timezone.localdate() + timedelta(days=30)
    hold = people_actions.set_hold(other, by=lead.actor, grantor="青禾县公安局", reason="案件", until=until)
    people_actions.merge(client_, other, by=lead.actor)
    with pytest.raises(Refused, match="现在不能删"):
        order(client_, lead, ["records"])
    people_actions.lift_hold(hold, by=lead.actor)
    with pytest.raises(Refused, match="现在不能删：个案里写的话"):
        order(client_, lead, ["cases"])
    with pytest.raises(Refused, match="已经有一个|现在不能给这位居民另开个案"):
        actions.open_case(client_, by=worker.actor, source="self", problem=practice.PROBLEM)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    order(client_, lead, ["cases"])
    assert carry_out_erasures() == 1
    case.refresh_from_db()
    assert case.problem == ""


@pytest.mark.django_db(transaction=True)
def test_a_hold_keeps_every_word(jobs: None, county: County, worker: Standing, lead: Standing, client_: Person) -> None:
    case = worked(client_, worker, lead)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
    until = timezone.localdate() + timedelta(days=30)
    people_actions.set_hold(client_, by=lead.actor, grantor="青禾县公安局", reason="案件", until=until)
    with pytest.raises(Refused, match="现在不能删"):
        order(client_, lead, ["cases"])
    case.refresh_from_db()
    assert case.problem == practice.PROBLEM
