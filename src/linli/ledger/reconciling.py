"""The whole ledger counted again from its legs, beside what is kept: ``./linli ledger reconcile``."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Each check returns (what is wrong with, kept, counted); a ledger in order returns no row.
CHECKS: tuple[tuple[str | Promise, str], ...] = (
    (
        _("余额和分录之和"),
        """
        SELECT a.id::text, CASE WHEN a.floor IS NULL THEN coalesce(s.total, 0) ELSE a.balance END, coalesce(p.total, 0)
          FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_posting GROUP BY account_id) p
            ON p.account_id = a.id
          LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_slot GROUP BY account_id) s
            ON s.account_id = a.id
         WHERE CASE WHEN a.floor IS NULL THEN coalesce(s.total, 0) ELSE a.balance END <> coalesce(p.total, 0)
        """,
    ),
    (
        _("低于最低余额"),
        "SELECT id::text, balance - held, floor FROM ledger_account WHERE floor IS NOT NULL AND balance - held < floor",
    ),
    (
        _("预留和没有了结的预留之和"),
        """
        SELECT a.id::text, a.held, coalesce(h.total, 0) FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(amount) AS total FROM ledger_hold WHERE closed_at IS NULL
                      GROUP BY account_id) h ON h.account_id = a.id
         WHERE a.held <> coalesce(h.total, 0)
        """,
    ),
    (
        _("余额和各批剩余之和"),
        """
        SELECT a.id::text, a.balance, coalesce(l.total, 0) FROM ledger_account a
          LEFT JOIN (SELECT account_id, sum(remaining) AS total FROM ledger_lot GROUP BY account_id) l
            ON l.account_id = a.id
         WHERE a.balance <> coalesce(l.total, 0) AND (a.by_lots OR l.total IS NOT NULL)
        """,
    ),
    (
        _("一批的剩余和它的支出"),
        """
        SELECT l.id::text, l.remaining, l.amount - coalesce(p.total, 0) FROM ledger_lot l
          LEFT JOIN (SELECT lot_id, sum(amount) AS total FROM ledger_lotpart GROUP BY lot_id) p ON p.lot_id = l.id
         WHERE l.remaining <> l.amount - coalesce(p.total, 0)
        """,
    ),
    (
        _("一笔的两边"),
        """
        SELECT t.id::text, t.legs, count(p.id) FROM ledger_transfer t
          LEFT JOIN ledger_posting p ON p.transfer_id = t.id GROUP BY t.id HAVING count(p.id) <> t.legs
        UNION ALL
        SELECT p.transfer_id::text, 0, sum(p.amount) FROM ledger_posting p
         GROUP BY p.transfer_id, p.unit HAVING sum(p.amount) <> 0
        """,
    ),
    (
        _("分录的单位和账户的单位"),
        """
        SELECT p.id::text, 0, p.amount FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
         WHERE p.unit <> a.unit
        """,
    ),
)

_further: list[tuple[str | Promise, str]] = []


def register(told: str | Promise, sql: str) -> None:
    """Have an upper room's papers compared with its accounts; ``sql`` returns (what, on paper, in the ledger)."""
    _further.append((told, sql))


@dataclass(frozen=True)
class Difference:
    """One place where what is kept is not what is counted: which check, of what, both figures."""

    check: str
    subject: str
    kept: int
    counted: int


def differences() -> Iterator[Difference]:
    """Yield every difference, in one look at the ledger when no transaction runs yet (the jobs role sees it all)."""
    with connection.cursor() as cursor:
        if not connection.in_atomic_block:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            for told, sql in (*CHECKS, *_further):
                cursor.execute(sql)
                for subject, kept, counted in cursor.fetchall():
                    yield Difference(str(told), subject, int(kept), int(counted))
        finally:
            if not connection.in_atomic_block:
                cursor.execute("ROLLBACK")


def size() -> tuple[int, int, int]:
    """Return how many accounts, entries and legs there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_transfer),"
            " (SELECT count(*) FROM ledger_posting)"
        )
        accounts, entries, legs = cursor.fetchone()
    return accounts, entries, legs
