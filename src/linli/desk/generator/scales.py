"""How big a generated county is."""

from dataclasses import dataclass
from datetime import date

from linli.kernel.period import Period, last_quarter, shift

MEMBERS = 3  # people in each household


@dataclass(frozen=True)
class Scale:
    """Towns, communities in each, households in each community, and records over three years."""

    towns: int
    communities: int
    households: int
    records: int

    @property
    def spots(self) -> int:
        """Return the number of communities."""
        return self.towns * self.communities

    @property
    def homes(self) -> int:
        """Return the number of households."""
        return self.spots * self.households

    @property
    def people(self) -> int:
        """Return the number of people."""
        return self.homes * MEMBERS


SCALES = {"county": Scale(25, 10, 800, 2_000_000), "small": Scale(2, 2, 50, 2_000)}


def three_years(today: date) -> Period:
    """Return the three years that end with the last whole quarter."""
    end = last_quarter(today).end
    return Period(shift(end.replace(day=1), -35), end)
