"""The database keeps the promises: the web role only reads, nothing is changed, nothing that does not balance stays."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from linli.kernel.policy import acting
from linli.ledger.models import Account, Posting
from tests.factories.ledger import account, funded, issuer, move, reach
from tests.ledger.planting import as_the_owner

TABLES = ("account", "slot", "transfer", "posting", "lot", "lotpart", "hold")
ADDED = """
    INSERT INTO ledger_posting (transfer_id, account_id, amount, unit, kind, at, holder, county_id)
    SELECT t.id, a.id, {amount}, 'point', 'planted', now(), a.holder, 1 FROM ledger_transfer t, ledger_account a
     WHERE NOT EXISTS (SELECT FROM ledger_posting p WHERE p.transfer_id = t.id AND p.account_id = a.id) LIMIT {rows}
"""


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_web_role_may_not_write(table: str, verb: str) -> None:
    reach()
    with pytest.raises(ProgrammingError, match="permission denied"), acting(), connection.cursor() as cursor:
        cursor.execute(verb.format(f"ledger_{table}"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["transfer", "posting"])
@pytest.mark.parametrize("verb", ["UPDATE ledger_{} SET kind = 'other'", "DELETE FROM ledger_{}"])
def test_not_even_the_owner_changes_an_entry(table: str, verb: str) -> None:
    with transaction.atomic():
        reach()
        funded(10)
    with pytest.raises(psycopg.errors.RestrictViolation):
        as_the_owner(verb.format(table))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "planted",
    [
        ADDED.format(amount=5, rows=1),
        ADDED.format(amount="(CASE WHEN a.floor IS NULL THEN 5 ELSE -5 END)", rows=2),
        "INSERT INTO ledger_transfer (id, kind, key, digest, legs, at, county_id)"
        " VALUES (gen_random_uuid(), 'planted', 'planted', '', 2, now(), 1)",
    ],
    ids=["one leg more", "two legs more that balance", "no legs at all"],
)
def test_an_entry_that_does_not_balance_is_not_kept_whoever_writes_it(planted: str) -> None:
    with transaction.atomic():
        reach()
        funded(10)
        account()
        issuer()
    with pytest.raises(psycopg.DatabaseError, match="do not sum to nothing"):
        as_the_owner(planted)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("planted", "promise"),
    [
        ("balance = -1", "account_stays_above_its_floor"),
        ("held = balance + 1", "account_stays_above_its_floor"),
        ("held = -1", "account_holds_nothing_negative"),
        ("closed_at = now()", "account_is_closed_when_empty"),
        ("floor = 1", "account_begins_above_its_floor"),
        ("by_lots = true, floor = -5", "account_by_lots_has_its_own_bottom"),
        ("floor = NULL", "account_without_floor_is_told_by_slots"),
        ("unit = 'dollar'", "account_counts_a_unit"),
    ],
)
def test_the_constraints_hold_against_the_owner(planted: str, promise: str) -> None:
    with transaction.atomic():
        reach()
        her = funded(10)
    with pytest.raises(psycopg.errors.CheckViolation, match=promise):
        as_the_owner(f"UPDATE ledger_account SET {planted} WHERE id = '{her}'")


@pytest.mark.django_db
def test_balances_and_legs_are_whole_numbers_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name LIKE 'ledger_%'"
            " AND data_type IN ('real', 'double precision', 'numeric', 'money')"
        )
        assert cursor.fetchall() == []
    assert {type(value) for value in (Account(balance=1).balance, Posting(amount=1).amount)} == {int}


@pytest.mark.django_db(transaction=True)
def test_what_was_refused_at_the_end_leaves_nothing() -> None:
    with transaction.atomic():
        reach()
        her, him = funded(10), account()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reach()
        move(her, him, 10)
        raise ZeroDivisionError
    with transaction.atomic():
        reach()
        assert Account.objects.get(pk=her).balance == 10
