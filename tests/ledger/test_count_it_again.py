"""``./linli ledger reconcile``: every balance counted again; what was changed past the functions is told."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from linli.__main__ import JOBS_COMMANDS
from linli.ledger import actions
from tests.factories.ledger import HERE, JOB, account, funded, issuer, move, reach
from tests.ledger.planting import as_the_owner
from tests.support.database import role

PLANTED = {
    "余额和分录之和": "UPDATE ledger_account SET balance = balance + 1 WHERE NOT by_lots AND floor = 0 AND balance > 0",
    "预留和没有了结的预留之和": "UPDATE ledger_account SET held = held + 1 WHERE held > 0",
    "余额和各批剩余之和": "UPDATE ledger_account SET by_lots = true WHERE held > 0",
    "一批的剩余和它的支出": "UPDATE ledger_lot SET remaining = remaining - 1, amount = amount",
    "低于最低余额": "ALTER TABLE ledger_account DROP CONSTRAINT account_stays_above_its_floor;"
    " UPDATE ledger_account SET balance = -1 WHERE NOT by_lots AND floor = 0",
    "一笔的两边": "ALTER TABLE ledger_posting DISABLE TRIGGER USER; DELETE FROM ledger_posting WHERE amount = 5",
    "分录的单位和账户的单位": "ALTER TABLE ledger_posting DISABLE TRIGGER USER;"
    " UPDATE ledger_posting SET unit = 'minute'",
}
MENDED = (
    "ALTER TABLE ledger_posting ENABLE TRIGGER USER",
    "TRUNCATE ledger_account, ledger_transfer, ledger_posting, ledger_lot, ledger_lotpart, ledger_hold, ledger_slot",
    "ALTER TABLE ledger_account DROP CONSTRAINT IF EXISTS account_stays_above_its_floor",
    "ALTER TABLE ledger_account ADD CONSTRAINT account_stays_above_its_floor"
    " CHECK (floor IS NULL OR balance >= floor + held)",
)


@pytest.fixture
def filled(transactional_db: None) -> Iterator[None]:
    """A small ledger with everything in it; its tables as they were, afterwards."""
    with transaction.atomic():
        reach()
        her, dated = funded(100), account(lots=True)
        move(issuer(), dated, 33)
        move(dated, her, 5)
        actions.reserve(her, 10, key="h", place=HERE, by=JOB)
    yield
    as_the_owner(*MENDED)


def reconcile() -> str:
    """Run the command as the role it has on the command line; return what it says."""
    from django.db import connection

    said = StringIO()
    with role("linli_jobs", str(connection.settings_dict["NAME"])):
        call_command("ledger", "reconcile", stdout=said)
    return said.getvalue()


def test_the_command_is_the_workers() -> None:
    assert "ledger" in JOBS_COMMANDS


def test_a_ledger_in_order_says_so(filled: None) -> None:
    assert reconcile() == "重算了 4 个账户、3 笔、6 条分录，都对得上。\n"


@pytest.mark.parametrize("check", PLANTED)
def test_what_was_changed_by_hand_is_told(filled: None, check: str) -> None:
    as_the_owner(*PLANTED[check].split("; "))
    said = StringIO()
    from django.db import connection

    with role("linli_jobs", str(connection.settings_dict["NAME"])), pytest.raises(CommandError, match="处对不上"):
        call_command("ledger", "reconcile", stdout=said)
    assert f"{check}：" in said.getvalue()
