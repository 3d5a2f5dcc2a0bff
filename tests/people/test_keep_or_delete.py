"""保存多久: what is due is proposed, a human decides, a hold stops it; erased, a shell is left and no count moves.

Everything is deleted by the worker, so that these tests are of the jobs role from the first row to the last.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from linli.accounts.models import Role, User
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.kernel import crypto
from linli.kernel.fields import SealedColumn, place
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import ERASING
from linli.people import actions
from linli.people.actions.rights import order
from linli.people.models import Erasure, LegalHold, Person
from linli.people.tasks import carry_out_erasures
from linli.records import tallies
from linli.records.models import MonthlyTally, PeriodTally, ServiceRecord
from linli.records.tasks import bring_up_to_date
from tests.conftest import Standing
from tests.factories import people as factory
from tests.factories.places import County
from tests.people.whole_file import ALL, CANARIES, NAME
from tests.people.whole_file import her as her
from tests.people.whole_file import jobs as jobs
from tests.people.whole_file import lead as lead
from tests.support import database

pytestmark = pytest.mark.django_db(transaction=True)
Post = Callable[..., Standing]


def ask(her: Person, lead: Standing, outcome: str = "granted", erase: Any = None, **told: Any) -> Any:
    asked = actions.ask_right(her, "delete", by=lead.actor, how="counter", words="金丝雀要删")
    return actions.answer_right(
        asked, by=lead.actor, outcome=outcome, erase=ALL if erase is None else erase, **told
    )  # fmt: skip


def everything() -> Iterator[tuple[str, str]]:
    """Yield every text in the database, sealed ones opened: table and text."""
    for model in apps.get_models():
        columns = list(model._meta.concrete_fields)
        for row in model._default_manager.values("pk", *(field.attname for field in columns)):
            for field in columns:
                value = row[field.attname]
                if isinstance(field, SealedColumn) and value is not None:
                    value = crypto.unseal(bytes(value), place(model, field.attname, row["pk"]))
                if isinstance(field, models.Field) and value is not None and not isinstance(value, memoryview | bytes):
                    yield model._meta.label, str(value)


def left() -> set[str]:
    return {label for label, text in everything() if any(canary in text for canary in CANARIES)}


def counted() -> list[Any]:
    bring_up_to_date()
    return [
        *MonthlyTally.objects.order_by("month", "kind").values_list("month", "kind", "records", "head_count"),
        *PeriodTally.objects.order_by("indicator", "place_id", "period_kind", "start").values_list(
            "indicator", "place_id", "period_kind", "start", "value"
        ),
    ]  # fmt: skip


def test_erased_a_shell_is_left_in_every_table_and_no_count_moves(her: Person, lead: Standing, county: County) -> None:
    before = counted()
    assert left() >= {"people.Person", "people.Telephone", "records.ServiceRecord", "tasks.Task"}
    ask(her, lead)
    assert carry_out_erasures() == 1
    assert left() - {"audit.Event", "audit.Look"} == set()
    assert "金丝雀" not in str(list(Event.objects.values_list("facts", flat=True)))
    assert "金丝雀" not in str(list(Look.objects.values_list("purpose", "fields")))
    shell = Person.objects.get(pk=her.pk)
    assert (shell.name, shell.birth_date, shell.actual_address, shell.sex) == ("已删除", None, "", "0")
    assert shell.erased_at is not None
    assert not Person.objects.visible_to(lead.actor).filter(pk=her.pk).exists()
    assert counted() == before
    tallies.rebuild(county.division, by=system_actor())
    assert counted() == before
    assert ServiceRecord.objects.standing().filter(beneficiaries__person=her).count() == 2
    assert ServiceRecord.objects.get(head_count=2).narrative == "两家都来了"
    assert User.objects.filter(name="已删除", is_active=False).count() == 1


def test_the_same_order_runs_once(her: Person, lead: Standing) -> None:
    ask(her, lead)
    assert (carry_out_erasures(), carry_out_erasures()) == (1, 0)
    done = Erasure.objects.get()
    assert done.removed["identity"] > 2
    assert Event.objects.get(verb="erasure.done").facts["removed"] == done.removed


def test_what_a_law_orders_to_keep_is_kept_and_named(her: Person, lead: Standing) -> None:
    answered = ask(her, lead)
    assert answered.kept == {"trail": "law", "harm": "law"}
    other = factory_person(her)
    with pytest.raises(Refused, match="现在不能删：谁看过"):
        ask(other, lead, erase=[*ALL, "trail"])


def factory_person(like: Person) -> Person:
    from linli.places.models import Division

    return factory.person(Division.objects.get(pk=like.community_id), "另一位")


def test_a_part_may_stay_with_its_reason_and_is_named(her: Person, lead: Standing) -> None:
    with pytest.raises(Refused, match="照办一部分"):
        ask(her, lead, erase=["doors"])
    with pytest.raises(Refused, match="选一个原因"):
        ask(her, lead, outcome="partly", erase=["doors"])
    told = ask(her, lead, outcome="partly", erase=["doors"], reason="duty", words="低保还在发。")
    assert told.kept == dict.fromkeys([code for code in ALL if code != "doors"], "duty") | {
        "trail": "law", "harm": "law",
    }  # fmt: skip
    carry_out_erasures()
    her.refresh_from_db()
    assert (her.name, her.erased_at) == (NAME, None)
    assert not her.cards.exists()


def test_the_file_of_a_child_in_difficulty_stays_while_the_duty_runs(lead: Standing, county: County) -> None:
    today = timezone.localdate()
    child = factory.person(county.communities[0], "小蒋", birth_date=date(today.year - 9, 1, 1))
    actions.tag(child, actions.Mark("orphan"), by=lead.actor)
    with pytest.raises(Refused, match="现在不能删"):
        ask(child, lead)
    told = ask(child, lead, outcome="partly", erase=["doors", "consents"], reason="duty", words="还要照看她。")
    assert told.kept["identity"] == "duty"


def test_a_hold_stops_everything_from_outside_and_inside(her: Person, lead: Standing) -> None:
    hold = actions.set_hold(
        her, by=lead.actor, grantor="青禾县公安局 青公〔2026〕1号", reason="案件", until=timezone.localdate()
    )
    with pytest.raises(Refused, match="现在不能删"):
        ask(her, lead)
    with acting(), pytest.raises(DatabaseError, match="while a hold runs"), transaction.atomic():
        order(her, ["doors"], by=lead.actor)
    actions.lift_hold(hold, by=lead.actor)
    right = actions.answer_right(
        request_of(her), by=lead.actor, outcome="granted", erase=ALL
    )  # fmt: skip
    actions.set_hold(her, by=lead.actor, grantor="法院", reason="案件", until=timezone.localdate())
    assert carry_out_erasures() == 0
    actions.lift_hold(LegalHold.objects.get(lifted_at=None), by=lead.actor)
    assert carry_out_erasures() == 1
    assert right.outcome == "granted"


def request_of(person: Person) -> Any:
    from linli.people.models import RightsRequest

    return RightsRequest.objects.get(person=person, answered_at=None)


def test_a_hold_has_a_grantor_a_reason_an_end_and_a_head_who_writes_it(
    her: Person, lead: Standing, county: County, post: Post
) -> None:
    today = timezone.localdate()
    told = {"grantor": "法院", "reason": "案件", "until": today}
    for wrong in ({"grantor": ""}, {"reason": " "}, {"until": today - timedelta(days=1)},
                  {"until": today + timedelta(days=400)}):  # fmt: skip
        with pytest.raises(Refused):
            actions.set_hold(her, by=lead.actor, **(told | wrong))
    with pytest.raises(Refused, match="由站长或区县经办人"):
        actions.set_hold(her, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor, **told)
    assert not LegalHold.objects.exists()


def test_nobodys_hand_deletes(her: Person, lead: Standing) -> None:
    ask(her, lead)
    with pytest.raises(Refused, match="不能手工删"):
        actions.carry_out(Erasure.objects.get(), by=lead.actor)


def test_the_web_role_empties_no_history_even_when_it_says_so(her: Person, lead: Standing) -> None:
    with database.role("linli_app", str(connection.settings_dict["NAME"])), transaction.atomic(), acting():
        see_town(her)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', true)", [ERASING])
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ServiceRecord.objects.update(title="")


def see_town(person: Person) -> None:
    from linli.kernel.scope import Scope, enter

    enter(Scope(column="town_id", areas=(person.town_id,)))


def test_the_worker_empties_texts_and_changes_no_fact(her: Person) -> None:
    with transaction.atomic(), acting():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', true)", [ERASING])
        for change in ({"minutes": 5}, {"title": "别的话"}):
            with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
                ServiceRecord.objects.update(**change)
