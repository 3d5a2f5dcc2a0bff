"""Keys change while others read and write: broken off anywhere, no row is ever unreadable; the history goes along."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from linli.accounts.actions import keys
from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel import crypto
from linli.kernel.fields import place
from linli.kernel.policy import Refused, acting
from linli.people import actions as people
from linli.people.models import Person, Telephone
from linli.records import actions as records
from linli.records.models import ServiceRecord
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import record
from tests.support.threads import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ring")]
Post = Callable[..., Standing]


def resident(county: County, worker: Standing, name: str, phone: str) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name=name, phones=[(phone, "")])


@pytest.fixture
def worker(county: County, post: Post, jobs: None) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def written(county: County, worker: Standing) -> Standing:
    """People with numbers and records with narratives, one of them corrected: history rows too."""
    for number in range(5):
        person = resident(county, worker, f"王{number}", f"1380013800{number}")
        made = record(worker.actor, county.communities[0], persons=[person], narrative=f"第{number}次")
    records.correct(made, by=worker.actor, reason="补全", narrative="改过的话")
    return worker


def filled() -> list[keys.Column]:
    """The columns that hold anything here: to walk two hundred empty ones at every fall shows nothing more."""
    return [one for one in keys.columns() if one.model._default_manager.exclude(**{one.name: None}).exists()]


def everything(columns: list[keys.Column] | None = None) -> dict[tuple[str, Any], str]:
    """Open every sealed value there is; raises where one cannot be opened."""
    opened = {}
    for column in columns or keys.columns():
        for pk, value in column.model._default_manager.exclude(**{column.name: None}).values_list("pk", column.name):
            opened[f"{column.model.__name__}.{column.name}", pk] = crypto.unseal(
                bytes(value), place(column.model, column.name, pk)
            )
    return opened


def left(columns: list[keys.Column] | None = None) -> int:
    return sum(keys.under_other_keys(one, crypto.keyring().current).count() for one in columns or keys.columns())


def test_nobody_changes_keys_from_a_session(county: County, post: Post) -> None:
    by = post(Role.SECURITY_ADMIN, county.division).actor
    for verb in (lambda: keys.rewrap(keys.columns()[0], by=by), lambda: keys.rewrap_factors(by=by)):
        with pytest.raises(Refused, match="命令行"):
            verb()


def test_every_value_goes_under_the_new_key_and_reads_the_same(written: Standing) -> None:
    before = everything()
    assert {kind for kind, _pk in before} >= {"ServiceRecord.narrative_sealed", "Telephone.number_sealed"}
    call_command("keys", "new")
    assert left() == len(before)
    call_command("keys", "rotate")
    assert (left(), everything()) == (0, before)
    event = Event.objects.get(verb="keys.changed")
    assert event.facts == {"key": "k2", "values": len(before)}
    call_command("keys", "retire", "k1")
    assert set(crypto.keyring().keys) == {"k2"}
    assert everything() == before


def test_an_old_key_is_not_put_away_while_it_is_needed(written: Standing) -> None:
    for key in ("k1", "k9"):
        with pytest.raises(CommandError, match="已经不用的密钥"):
            call_command("keys", "retire", key)
    call_command("keys", "new")
    with pytest.raises(CommandError, match="先运行"):
        call_command("keys", "retire", "k1")


def test_a_new_key_seals_from_the_next_value_on(county: County, worker: Standing) -> None:
    resident(county, worker, "王甲", "13800138001")
    call_command("keys", "new")
    resident(county, worker, "王乙", "13800138002")
    found = {crypto.key_id(bytes(one.number_sealed)) for one in Telephone.objects.all() if one.number_sealed}
    assert found == {"k1", "k2"}


@pytest.mark.parametrize("seed", range(3))
def test_broken_off_anywhere_it_goes_on_and_every_row_is_readable_meanwhile(
    written: Standing, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    before, chance, whole, columns = everything(), Random(seed), crypto.rewrap, filled()
    assert set(before) == set(everything(columns))

    class Fall(Exception):
        """The power goes."""

    def falling(value: bytes, where: str) -> bytes:
        if chance.random() < 0.4:
            raise Fall
        return whole(value, where)

    call_command("keys", "new")
    monkeypatch.setattr(crypto, "rewrap", falling)
    falls = 0
    while left(columns):
        try:
            keys.rewrap(chance.choice(columns), by=system_actor(), limit=3)
        except Fall:
            falls += 1
        assert everything(columns) == before
    assert falls
    assert (left(), everything()) == (0, before)


def test_writers_at_the_same_moment_lose_nothing(county: County, written: Standing) -> None:
    call_command("keys", "new")
    before = everything()
    column = next(one for one in keys.columns() if one.model is Telephone)

    def rotate() -> int:
        return sum(keys.rewrap(column, by=system_actor(), limit=2) for _ in range(6))

    def write() -> int:
        for number in range(6):
            resident(county, written, f"李{number}", f"1390013900{number}")
        return 0

    results = race(system_actor().scope, rotate, write)
    assert not [one for one in results if isinstance(one, Exception)]
    call_command("keys", "rotate")
    after = everything()
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 6
    assert left() == 0


def test_the_history_changes_in_nothing_else(written: Standing) -> None:
    """The door that lets sealed values through lets nothing else through, and is shut where nobody opens it."""
    one = ServiceRecord.objects.first()
    assert one is not None
    for change, opened in (({"title": "别的"}, True), ({"narrative_sealed": b"x"}, False)):
        with acting(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            if opened:
                connection.cursor().execute("SELECT set_config('linli.rewrapping', 'on', true)")
            ServiceRecord.objects.filter(pk=one.pk).update(**change)


def test_the_web_role_cannot_open_that_door(county: County, post: Post) -> None:
    with transaction.atomic():
        see(county.division)
        made = record(post(Role.SOCIAL_WORKER, county.towns[0]).actor, county.communities[0], narrative="话")
    with acting(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        see(county.division)
        connection.cursor().execute("SELECT set_config('linli.rewrapping', 'on', true)")
        ServiceRecord.objects.filter(pk=made.pk).update(narrative_sealed=b"x")


def test_second_factors_go_along(written: Standing) -> None:
    from allauth.mfa.models import Authenticator

    from linli.accounts.adapters import MFAAdapter

    secret = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    with acting():
        factor = Authenticator.objects.create(
            user=written.user, type="totp", data={"secret": secret, "migrated_codes": [secret], "other": "text"}
        )
    call_command("keys", "new")
    assert (keys.rewrap_factors(by=system_actor()), keys.rewrap_factors(by=system_actor())) == (1, 0)
    factor.refresh_from_db()
    assert factor.data["secret"] != secret
    assert [MFAAdapter().decrypt(one) for one in (factor.data["secret"], *factor.data["migrated_codes"])] == [
        "JBSWY3DPEHPK3PXP"
    ] * 2
    assert factor.data["other"] == "text"


def test_numbers_are_still_found_by_their_index(county: County, worker: Standing) -> None:
    resident(county, worker, "王甲", "13800138001")
    before = list(Telephone.objects.values_list("pk", "number_blind"))
    call_command("keys", "new")
    call_command("keys", "rotate")
    assert list(Telephone.objects.values_list("pk", "number_blind")) == before
