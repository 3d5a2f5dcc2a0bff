"""Accounts for tests: no place and no person is needed, only where it belongs and a holder's id."""

from dataclasses import dataclass
from uuid import UUID

from linli.accounts.sight import system_actor
from linli.kernel.ids import new_id
from linli.kernel.scope import Scope, enter
from linli.ledger import actions
from linli.ledger.actions import Leg, Terms


@dataclass(frozen=True)
class Place:
    """Anything with the area columns."""

    county_id: int = 1
    town_id: int | None = 11
    community_id: int | None = 111
    grid_id: int | None = None


HERE = Place()
JOB = system_actor()


def reach(*areas: int) -> None:
    """Let the transaction reach these areas (the county of :data:`HERE` without any)."""
    enter(Scope(column="county_id", areas=areas or (1,)))


def account(
    unit: str = "point", *, floor: int | None = 0, lots: bool = False, place: Place = HERE, **told: UUID
) -> UUID:
    """Open an account of somebody new."""
    terms = Terms(unit, "test", floor, lots)
    return actions.open_account("test.holder", told.get("holder") or new_id(), terms, place=place, by=JOB)


def issuer(unit: str = "point", place: Place = HERE) -> UUID:
    """Open an account without a floor."""
    return account(unit, floor=None, place=place)


def move(source: UUID, target: UUID, amount: int, key: str = "", **told: object) -> actions.Done:
    """Enter one movement as a job."""
    legs = [Leg(source, -amount), Leg(target, amount, told.get("expires_on"))]  # type: ignore[arg-type]
    return actions.transfer("test", legs, key=key or str(new_id()), place=HERE, by=JOB)


def funded(amount: int, unit: str = "point", *, lots: bool = False) -> UUID:
    """Open an account and put something in."""
    made = account(unit, lots=lots)
    move(issuer(unit), made, amount)
    return made
