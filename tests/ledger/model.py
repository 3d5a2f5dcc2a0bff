"""The ledger as plain Python: what the functions of the database must equal, operation by operation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

MADE, AGAIN = "made", "again"
Leg = tuple[UUID, int, date | None]


@dataclass
class Lot:
    """What came in at once: by which leg, until when, how much is left."""

    leg: tuple[int | None, UUID]
    day: date | None
    left: int


@dataclass
class Account:
    """An account; ``floor`` None has none."""

    floor: int | None
    by_lots: bool
    unit: str = "point"
    balance: int = 0
    held: int = 0
    closed: bool = False
    lots: list[Lot] = field(default_factory=list)

    def usable(self, today: date) -> int:
        """What has not run out."""
        return sum(lot.left for lot in self.lots if lot.day is None or lot.day >= today)


@dataclass
class Hold:
    """An amount kept back."""

    account: UUID
    amount: int
    open: bool = True
    captured: bool = False


@dataclass
class Entry:
    """An entry: legs in order, what each leg took out of which day, which legs were reversed."""

    legs: list[tuple[UUID, int]]
    reversal: bool
    took: dict[UUID, list[tuple[date | None, int]]] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)
    whole: bool = False


@dataclass
class Book:
    """The whole ledger, on a day."""

    today: date
    accounts: dict[UUID, Account] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)

    def _known(self, key: str, request: Any) -> str:
        if key not in self.keys:
            return ""
        return AGAIN if self.keys[key] == request else "LD001"

    def post(self, number: int, key: str, legs: list[Leg], *, late: bool = False) -> str:
        """Enter legs, in the order of their accounts."""
        request = ("post", sorted(legs, key=lambda leg: leg[0]))
        return self._known(key, request) or self._enter(number, key, request, request[1], late=late)

    def _enter(
        self, number: int, key: str, request: Any, legs: list[Leg], *, late: bool = False, hold: Hold | None = None,
        undoes: int | None = None, undone: frozenset[UUID] = frozenset(),
    ) -> str:  # fmt: skip
        found = [self.accounts.get(account) for account, _amount, _day in legs]
        if any(account is None or account.closed for account in found):
            return "LD003"
        if wrong := self._refusal(legs, hold, late):
            return wrong
        self.keys[key] = request
        entry = self.entries[number] = Entry([(account, amount) for account, amount, _day in legs], undoes is not None)
        if hold is not None:
            hold.open, hold.captured = False, True
            self.accounts[hold.account].held -= hold.amount
        for name, amount, _day in legs:
            self.accounts[name].balance += amount
        queue: list[list[Any]] = []
        for name, amount, _day in legs:
            if self.accounts[name].by_lots and amount < 0:
                first = (undoes, name) if name in undone else None
                entry.took[name] = self._take(self.accounts[name], -amount, first, late or hold is not None)
                queue += [[day, part] for day, part in entry.took[name]]
        for name, amount, day in legs:
            if self.accounts[name].by_lots and amount > 0:
                back = self.entries[undoes].took.get(name, []) if undoes is not None and name in undone else None
                parts = [(day, amount)] if day else _drawn(queue, amount) if back is None else back
                self.accounts[name].lots += [Lot((number, name), one, part) for one, part in parts]
        return MADE

    def _refusal(self, legs: list[Leg], hold: Hold | None, late: bool) -> str:
        if hold is not None and (not hold.open or -next(n for a, n, _d in legs if a == hold.account) > hold.amount):
            return "LD005"
        totals: dict[str, int] = {}
        for name, amount, _day in legs:
            account, freed = self.accounts[name], hold.amount if hold and hold.account == name else 0
            totals[account.unit] = totals.get(account.unit, 0) + amount
            free = account.balance - account.held + freed
            if amount < 0 and account.floor is not None and free + amount < account.floor:
                return "LD004"
        if any(totals.values()):
            return "LD007"
        for name, amount, _day in legs:
            account = self.accounts[name]
            strict = account.by_lots and amount < 0 and not late and hold is None
            if strict and account.usable(self.today) < -amount:
                return "LD004"
        by_lots = any(self.accounts[name].by_lots for name, _amount, _day in legs)
        return "LD008" if by_lots and any(day and day < self.today for _a, _n, day in legs) else ""

    def _take(
        self, account: Account, wanted: int, first: tuple[int | None, UUID] | None, late: bool
    ) -> list[tuple[date | None, int]]:
        taken = []
        for lot in sorted(account.lots, key=lambda lot: (lot.leg != first, lot.day or date.max)):
            part = min(lot.left, wanted) if late or lot.day is None or lot.day >= self.today else 0
            if part:
                lot.left -= part
                wanted -= part
                taken.append((lot.day, part))
        account.lots = [lot for lot in account.lots if lot.left]
        return taken

    def reserve(self, number: int, key: str, account: UUID, amount: int) -> str:
        """Keep an amount back."""
        if told := self._known(key, ("reserve", account, amount)):
            return told
        held = self.accounts[account]
        if held.closed or held.floor is None:
            return "LD003"
        if held.balance - held.held - amount < held.floor or (held.by_lots and amount > held.usable(self.today)):
            return "LD004"
        self.keys[key] = ("reserve", account, amount)
        self.holds[number] = Hold(account, amount)
        held.held += amount
        return MADE

    def release(self, number: int) -> str:
        """Let a hold go."""
        hold = self.holds[number]
        if not hold.open:
            return "LD005" if hold.captured else AGAIN
        hold.open = False
        self.accounts[hold.account].held -= hold.amount
        return MADE

    def capture(self, number: int, key: str, kept: int, target: UUID, amount: int) -> str:
        """Use what was kept back."""
        hold = self.holds[kept]
        legs: list[Leg] = sorted([(hold.account, -amount, None), (target, amount, None)], key=lambda leg: leg[0])
        request = ("capture", kept, legs)
        if hold.account == target:
            return "LD003"
        return self._known(key, request) or self._enter(number, key, request, legs, hold=hold)

    def reverse(self, number: int, key: str, entry: int, chosen: list[UUID] | None = None) -> str:
        """Undo an entry, or the legs of some accounts."""
        request = ("reverse", entry, chosen and sorted(chosen))
        if told := self._known(key, request):
            return told
        was = self.entries.get(entry)
        if was is None or was.reversal or was.whole or was.undone & set(chosen or dict(was.legs)):
            return "LD009"
        back: list[Leg] = [(name, -amount, None) for name, amount in was.legs if chosen is None or name in chosen]
        undone = frozenset(name for name, _amount, _day in back)
        if chosen is not None:
            others = [name for name, amount in was.legs if back and amount * back[0][1] > 0]
            mixed = any(amount * back[0][1] < 0 for _name, amount, _day in back)
            units = {self.accounts[name].unit for name, _amount in was.legs}
            if len(back) != len(chosen) or mixed or len(others) != 1 or len(units) > 1:
                return "LD009"
            back.append((others[0], -sum(amount for _name, amount, _day in back), None))
        told = self._enter(number, key, request, back, undoes=entry, undone=undone)
        if told == MADE:
            was.undone |= undone
            was.whole = len(back) == len(was.legs)
        return told

    def expire(self, number: int, target: UUID) -> int:
        """Let what has run out go back; return from how many accounts."""
        legs: list[Leg] = []
        for name, account in sorted(self.accounts.items()):
            over = sum(lot.left for lot in account.lots if lot.day is not None and lot.day < self.today)
            amount = min(over, account.balance - account.held)
            if account.unit == self.accounts[target].unit and amount > 0:
                legs.append((name, -amount, None))
        if legs:
            total = sum(amount for _name, amount, _day in legs)
            self._enter(number, f"expire {number}", None, [*legs, (target, -total, None)], late=True)
        return len(legs)

    def close(self, name: UUID) -> str:
        """Close an account."""
        account = self.accounts[name]
        if account.closed:
            return AGAIN
        if account.balance or account.held:
            return "LD010"
        account.closed = True
        return MADE

    def state(self) -> dict[UUID, tuple[int, int, bool, list[tuple[date | None, int]]]]:
        """Return balance, holds, whether it is closed, and the lots of every account."""
        return {
            name: (one.balance, one.held, one.closed, sorted_lots((lot.day, lot.left) for lot in one.lots))
            for name, one in self.accounts.items()
        }


def sorted_lots(lots: Iterable[tuple[date | None, int]]) -> list[tuple[date | None, int]]:
    """Return lots in one order, whatever order they were made in."""
    return sorted(lots, key=lambda lot: (lot[0] or date.max, lot[1]))


def _drawn(queue: list[list[Any]], wanted: int) -> list[tuple[date | None, int]]:
    """Return the days that an amount takes from what others gave, in order; what nobody dated does not run out."""
    parts: list[tuple[date | None, int]] = []
    while wanted:
        if not queue:
            return [*parts, (None, wanted)]
        day, left = queue[0]
        part = min(left, wanted)
        parts.append((day, part))
        wanted -= part
        queue[0][1] -= part
        if not queue[0][1]:
            queue.pop(0)
    return parts
