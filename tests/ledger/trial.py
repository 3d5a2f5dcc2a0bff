"""Many operations in one call: a function of the test database that does each and says what came of it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from tests.factories.ledger import reach
from tests.ledger.model import AGAIN, MADE, Account, Book, Leg, sorted_lots

AREAS = "ARRAY[1, 11, 111, NULL]::integer[]"
LISTS = {
    "accounts": "ARRAY(SELECT jsonb_array_elements_text(op->'accounts'))::uuid[]",
    "amounts": "ARRAY(SELECT jsonb_array_elements_text(op->'amounts'))::bigint[]",
    "days": "ARRAY(SELECT jsonb_array_elements_text(op->'days'))::date[]",
    "chosen": "CASE WHEN op->'chosen' = 'null' THEN NULL"
    " ELSE ARRAY(SELECT jsonb_array_elements_text(op->'chosen'))::uuid[] END",
}
HEAD = "(op->>'id')::uuid, 'test', op->>'key', op->>'digest', now(), (op->>'today')::date, NULL::uuid[], " + AREAS
ASK = """
CREATE OR REPLACE FUNCTION ledger_trial(ops jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    op jsonb; said text; told text[] := '{{}}';
BEGIN
    FOR op IN SELECT value FROM jsonb_array_elements(ops) LOOP
        BEGIN
            CASE op->>'do'
            WHEN 'post' THEN
                SELECT fresh INTO said FROM ledger_post({head}, {accounts}, {amounts}, {days}, (op->>'late')::boolean,
                                                        (op->>'hold')::uuid);
            WHEN 'reserve' THEN
                SELECT fresh INTO said FROM ledger_reserve((op->>'id')::uuid, (op->>'account')::uuid,
                    (op->>'amount')::bigint, op->>'key', op->>'digest', now(), (op->>'today')::date, NULL, 1);
            WHEN 'release' THEN said := ledger_release((op->>'hold')::uuid, now(), 1);
            WHEN 'reverse' THEN
                SELECT fresh INTO said FROM ledger_reverse((op->>'id')::uuid, op->>'key', op->>'digest', now(),
                    (op->>'today')::date, NULL::uuid[], {areas}, (op->>'entry')::uuid, {chosen});
            WHEN 'expire' THEN said := ledger_expire((op->>'id')::uuid, 'expire', now(), (op->>'today')::date,
                    NULL::uuid[], {areas}, (op->>'target')::uuid, 100000);
            WHEN 'close' THEN said := ledger_close((op->>'account')::uuid, now(), 1);
            END CASE;
        EXCEPTION WHEN OTHERS THEN said := SQLSTATE;
        END;
        told := told || said;
    END LOOP;
    RETURN told;
END $$
""".format(head=HEAD, areas=AREAS, **LISTS)
SAID = {"true": MADE, "t": MADE, "false": AGAIN, "f": AGAIN}


def uuid(number: int) -> UUID:
    """Return the id of an operation's thing, from its number."""
    return UUID(int=(7 << 76) | (2 << 62) | number)


def stored() -> dict[UUID, tuple[int, int, bool, list[tuple[date | None, int]]]]:
    """Return what the database has of every account, as the model says it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.balance + coalesce((SELECT sum(s.amount) FROM ledger_slot s WHERE s.account_id = a.id), 0),"
            " a.held, a.closed_at IS NOT NULL FROM ledger_account a"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT account_id, expires_on, remaining FROM ledger_lot WHERE remaining > 0")
        lots: dict[UUID, list[tuple[date | None, int]]] = {}
        for account, day, left in cursor.fetchall():
            lots.setdefault(account, []).append((day, left))
    return {name: (int(balance), held, shut, sorted_lots(lots.get(name, []))) for name, balance, held, shut in rows}


class Trial:
    """Random operations drawn from one seed: the model does each at once, the database a batch of them in one call."""

    def __init__(self, seed: int, accounts: Sequence[tuple[UUID, Account]], today: date) -> None:
        self.dice = Random(seed)
        self.book = Book(today, dict(accounts))
        self.number = 0
        self.recent: list[tuple[str, dict[str, Any]]] = []
        self.entries: list[int] = []
        self.holds: list[int] = []

    def batch(self, count: int) -> None:
        """Do ``count`` operations on both sides; what each came to must be the same, and all accounts afterwards."""
        drawn = [self._draw() for _ in range(count)]
        with transaction.atomic():
            reach()
            with connection.cursor() as cursor:
                cursor.execute("SELECT ledger_trial(%s)", [json.dumps([op for op, _said in drawn], default=str)])
                told = [SAID.get(said, said) for said in cursor.fetchone()[0]]
            wrong = [(op, here, there) for (op, here), there in zip(drawn, told, strict=True) if str(here) != there]
            assert not wrong, wrong[:3]
            assert stored() == self.book.state()
        self._forget()

    def _forget(self) -> None:
        """Keep what later operations may still name; the model would otherwise grow with each of a million."""
        self.entries, self.holds = self.entries[-400:], self.holds[-400:]
        kept = set(self.entries)
        self.book.entries = {name: entry for name, entry in self.book.entries.items() if name in kept}
        self.recent = self.recent[-200:]
        keys = {op["key"] for _kind, op in self.recent}
        self.book.keys = {key: request for key, request in self.book.keys.items() if key in keys}

    def _draw(self) -> tuple[dict[str, Any], Any]:
        self.number += 1
        kinds = ("post", "reserve", "release", "capture", "reverse", "expire", "close", "again", "other")
        kind = self.dice.choices(kinds, (60, 8, 5, 5, 8, 1, 1, 6, 2))[0]
        if kind in ("again", "other"):
            return self._repeated(kind == "other")
        if (kind in ("release", "capture") and not self.holds) or (kind == "reverse" and not self.entries):
            kind = "post"
        op, said = getattr(self, f"_{kind}")(f"k{self.number}")
        if said == MADE and kind in ("post", "reserve"):
            self.recent.append((kind, op))
        return op, said

    def _repeated(self, other: bool) -> tuple[dict[str, Any], Any]:
        if not self.recent:
            return self._post(f"k{self.number}")
        kind, known = self.dice.choice(self.recent)
        op = {**known, "id": uuid(self.number), "today": self.book.today}
        op["digest"] = "another" if other else op["digest"]
        return op, "LD001" if other else AGAIN

    def _some(self) -> UUID:
        return self.dice.choice(list(self.book.accounts))

    def _post(self, key: str) -> tuple[dict[str, Any], Any]:
        count = self.dice.choices((2, 3, 5), (8, 2, 1))[0]
        names = sorted(self.dice.sample(list(self.book.accounts), count))
        amounts = [self.dice.randrange(2, 60) for _ in names[1:]]
        signs = self.dice.choice((1, -1))
        amounts = [signs * amount for amount in amounts]
        amounts.append(-sum(amounts) + (self.dice.random() < 0.02))
        day = date.fromordinal(self.book.today.toordinal() + self.dice.randrange(-1, 40))
        days = [day if amount > 0 and self.dice.random() < 0.5 else None for amount in amounts]
        legs: list[Leg] = list(zip(names, amounts, days, strict=True))
        late = self.dice.random() < 0.05
        op = self._op("post", key, accounts=[leg[0] for leg in legs], amounts=[leg[1] for leg in legs],
                      days=[leg[2] for leg in legs], late=late, hold=None)  # fmt: skip
        said = self.book.post(self.number, key, legs, late=late)
        if said == MADE:
            self.entries.append(self.number)
        return op, said

    def _op(self, do: str, key: str, **told: Any) -> dict[str, Any]:
        digest = hashlib.sha256(json.dumps([do, told], default=str).encode()).hexdigest()
        return {"do": do, "id": uuid(self.number), "key": key, "digest": digest, "today": self.book.today, **told}

    def _reserve(self, key: str) -> tuple[dict[str, Any], Any]:
        account, amount = self._some(), self.dice.randrange(1, 50)
        said = self.book.reserve(self.number, key, account, amount)
        if said == MADE:
            self.holds.append(self.number)
        return self._op("reserve", key, account=account, amount=amount), said

    def _release(self, key: str) -> tuple[dict[str, Any], Any]:
        hold = self.dice.choice(self.holds)
        return self._op("release", key, hold=uuid(hold)), self.book.release(hold)

    def _capture(self, key: str) -> tuple[dict[str, Any], Any]:
        hold = self.dice.choice(self.holds)
        kept = self.book.holds[hold]
        target, amount = self._some(), self.dice.randrange(1, kept.amount + 2)
        said = self.book.capture(self.number, key, hold, target, amount)
        legs = sorted([(kept.account, -amount), (target, amount)], key=lambda leg: leg[0])
        op = self._op("post", key, accounts=[name for name, _n in legs], amounts=[n for _name, n in legs],
                      days=[None, None], late=False, hold=uuid(hold))  # fmt: skip
        return op, said

    def _reverse(self, key: str) -> tuple[dict[str, Any], Any]:
        entry = self.dice.choice(self.entries)
        names = [name for name, _amount in self.book.entries[entry].legs]
        part = self.dice.random() < 0.4
        chosen = sorted(self.dice.sample(names, self.dice.randrange(1, len(names)))) if part else None
        op = self._op("reverse", key, entry=uuid(entry), chosen=chosen)
        return op, self.book.reverse(self.number, key, entry, chosen)

    def _expire(self, key: str) -> tuple[dict[str, Any], Any]:
        self.book.today = date.fromordinal(self.book.today.toordinal() + 1)
        open_ended = [name for name, one in self.book.accounts.items() if one.floor is None]
        target = self.dice.choice(open_ended)
        return self._op("expire", key, target=target), self.book.expire(self.number, target)

    def _close(self, key: str) -> tuple[dict[str, Any], Any]:
        name, shut = self._some(), sum(one.closed for one in self.book.accounts.values())
        if self.book.accounts[name].floor is None or shut * 5 > len(self.book.accounts):
            return self._post(key)
        return self._op("close", key, account=name), self.book.close(name)


def opened(count: int, make: Any) -> list[tuple[UUID, Account]]:
    """Open accounts of every sort with ``make(unit, floor=…, lots=…)``, and tell the model of them."""
    found = []
    for number in range(count):
        floor, lots = ((None, False), (0, True), (0, False), (-100, False), (0, True))[number % 5]
        unit = "minute" if number % 10 == 9 or number == count - 5 else "point"
        found.append((make(unit, floor=floor, lots=lots), Account(floor, lots, unit)))
    return found


def today() -> date:
    """Return the day a trial begins on."""
    return timezone.localdate()
