"""Random lives of a small county: acts, corrections and withdrawals in any order, the same for the same seed."""

from datetime import date, timedelta
from random import Random

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel.policy import acting
from linli.people.models import PriorityTag
from linli.places.models import Division
from linli.records import actions
from linli.records.models import Kind, ServiceRecord, Undertaking
from tests.factories import accounts, people
from tests.factories.places import County
from tests.factories.records import entry

FIRST_DAY = date(2023, 1, 1)
DAYS = 500
UNDER = {
    Kind.CASE_SESSION: Undertaking.Kind.CASE,
    Kind.FOLLOW_UP: Undertaking.Kind.CASE,
    Kind.GROUP_SESSION: Undertaking.Kind.GROUP,
    Kind.EVENT: Undertaking.Kind.COMMUNITY_PROJECT,
}


class History:
    """A county with residents, cases, groups and projects, and a hand that keeps writing."""

    def __init__(self, county: County, seed: int) -> None:
        self.county = county
        self.chance = Random(seed)  # noqa: S311
        self.by = system_actor()
        self.posts = [accounts.post(Role.SOCIAL_WORKER, town) for town in county.towns]
        self.residents = [self._resident(number) for number in range(16)]
        self.undertakings = [
            actions.undertake(
                kind, f"{kind}{number}", place, by=self.by, source="test", source_id=f"{place.code}-{kind}-{number}",
                opened_on=FIRST_DAY,
            )
            for place in county.communities for kind in Undertaking.Kind for number in range(2)
        ]  # fmt: skip
        self.records: list[ServiceRecord] = []

    def _resident(self, number: int) -> object:
        place = self.county.communities[number % len(self.county.communities)]
        made = people.person(place, f"居民{number}", birth_date=date(1930 + number * 5, 3, 1))
        if number % 3 == 0:
            with acting():
                PriorityTag.objects.create(
                    person=made, category="low_income", basis="observed", starts_on=FIRST_DAY,
                    **people.areas(place),
                )  # fmt: skip
        return made

    def go_on(self, steps: int) -> None:
        """Write ``steps`` acts; about one in five corrects or withdraws an earlier one."""
        for _ in range(steps):
            choice = self.chance.random()
            if self.records and choice < 0.12:
                self._correct()
            elif self.records and choice < 0.2:
                chosen = self._take()
                actions.withdraw(chosen, by=self.by, reason="记错了")
            else:
                self.records.append(self._record())

    def _take(self) -> ServiceRecord:
        return self.records.pop(self.chance.randrange(len(self.records)))

    def _record(self) -> ServiceRecord:
        place = self.chance.choice(self.county.communities)
        kind = self.chance.choice(list(Kind))
        minutes = self.chance.choice([None, 15, 30, 45, 90])
        return actions.record(
            entry(
                place, kind=kind, happened_on=self._day(), minutes=minutes, undertaking=self._undertaking(place, kind),
                persons=self.chance.sample(self.residents, self.chance.randrange(4)),
                head_count=self.chance.choice([0, 0, 10, 25]), server_count=self.chance.choice([0, 1, 3]),
            ),
            by=self.by,
        )  # fmt: skip

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self.chance.randrange(DAYS))

    def _undertaking(self, place: Division, kind: Kind) -> Undertaking | None:
        under = UNDER.get(kind)
        if under is None or (kind == Kind.EVENT and self.chance.random() < 0.3):
            return None
        return self.chance.choice([one for one in self.undertakings if one.kind == under])

    def _correct(self) -> None:
        changes: dict[str, object] = self.chance.choice(
            [
                {"minutes": 60},
                {"happened_on": self._day()},
                {"persons": self.chance.sample(self.residents, 2), "head_count": 10},
                {"place": self.chance.choice(self.county.communities)},
            ]
        )
        self.records.append(actions.correct(self._take(), by=self.by, reason="补全", **changes))
