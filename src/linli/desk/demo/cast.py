"""Who plays in the stories of the practice room: workers, heads of stations, clients, members of groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.desk.demo.county import words
from linli.desk.demo.history import Chronicle
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.people.actions.access import check_of, note_check
from linli.people.models import Person, PriorityTag
from linli.people.packs import shutting
from linli.places.models import Division, ServicePoint

GROWN, YOUNG = 20, 14  # years that leave no doubt whether somebody speaks for herself
LONGEST = timedelta(days=240)


@dataclass(frozen=True)
class Scene:
    """What is done at one moment of a story; ``play`` calls the verbs of the room."""

    at: datetime
    story: str
    play: Callable[[], object]


class Cast:
    """The county's people and workers as the stories ask for them; ``taken`` are clients who have a case already."""

    def __init__(self, told: Chronicle, taken: Sequence[UUID] = ()) -> None:
        self.told, self.county, self.staff = told, told.county, told.staff
        self.troubles: list[dict[str, Any]] = words()["troubles"]
        self.work: dict[str, Any] = words()["work"]
        self.taken = set(taken)
        self.leads = dict(zip((town.pk for town in self.county.towns), self.staff.leads, strict=True))
        people = {one.pk for some in told.residents.people.values() for one in some}
        tags = PriorityTag.objects.filter(person__in=people, category__in=shutting())
        self.shut = set(tags.values_list("person_id", flat=True))
        self.actor = lru_cache(maxsize=None)(self._actor)

    def _actor(self, post: Post, channel: Channel = Channel.WEB) -> Actor:
        return actor_of(post.user, post, channel)

    def town(self, point: ServicePoint) -> int:
        """Return the town whose workers serve a point; the centre is served by the first."""
        return point.town_id or self.county.towns[0].pk

    def worker(self, point: ServicePoint, dice: Random) -> Post:
        """Return a social worker of a point's town; the first has more to do than the second."""
        return dice.choices(self.staff.workers[self.town(point)], [7, 3])[0]

    def funded(self, point: ServicePoint) -> Programme | None:
        """Return what work that begins now at a point is counted to."""
        return self.county.funded(self.county.place_of(point), timezone.localdate())

    @cached_property
    def mountains(self) -> list[ServicePoint]:
        """Return the rooms of the towns whose work has a purpose of its own."""
        county = self.county
        return [one for one in county.rooms if county.funded(county.place_of(one), date.max)]

    def lead(self, point: ServicePoint) -> Post:
        """Return the head of the station of a point's town."""
        return self.leads[self.town(point)]

    def supervisor(self, point: ServicePoint) -> Post | None:
        """Return who supervises the cases of a point's town; None where nobody does."""
        return self.staff.supervisor if self.town(point) == self.county.towns[0].pk else None

    def check(self, post: Post, lead: Actor) -> None:
        """Have a worker's offence records queried, unless what is known of her is good for longer than any story."""
        today, known = timezone.localdate(), check_of(post)
        if known is None or known.valid_until < today + LONGEST:
            note_check(post, by=lead, queried_on=today, clear=True, reference="查询结果在站里档案柜")

    def desks(self, point: ServicePoint) -> list[Post]:
        """Return the desks of charity aid over a point, the lowest first; fewer than three where a town has none."""
        room = self.staff.rooms.get(self.county.place_of(point).pk)
        town = self.staff.officers.get(self.town(point))
        county = self.staff.officers.get(self.county.division.pk)
        return [post for post in (room, town, county) if post is not None]

    def client(self, point: ServicePoint, day: date, dice: Random, ages: tuple[int, int] = (GROWN, 120)) -> Person:
        """Return somebody grown up, of some age, who had no case yet."""
        grown = [one for one in self.grown(self.county.place_of(point), day) if _between(one, day, *ages)]
        found = [one for one in grown if one.pk not in self.taken]
        chosen = dice.choice(found)
        self.taken.add(chosen.pk)
        return chosen

    def child(self, point: ServicePoint, day: date, dice: Random) -> tuple[Person, Person] | None:
        """Return a child under 14 who had no case yet and her parent; None when the place has no such family left."""
        found = []
        for _home, people in self.told.residents.homes[self.county.place_of(point).pk]:
            old = [one for one in people if _between(one, day, GROWN, 60)]
            young = [one for one in people if _between(one, day, 5, YOUNG - 2) and one.pk not in self.shut | self.taken]
            found += [(one, old[0]) for one in young if old]
        if not found:
            return None
        chosen = dice.choice(found)
        self.taken.add(chosen[0].pk)
        return chosen

    def members(self, point: ServicePoint, day: date, size: int, dice: Random, *, young: bool) -> list[Person]:
        """Return who joins a group; with ``young`` half of them children, as far as there are."""
        place = self.county.place_of(point)
        children = [] if not young else [
            one for one in self.told.residents.people[place.pk] if _between(one, day, 6, 16) and one.pk not in self.shut
        ]  # fmt: skip
        some = dice.sample(children, min(size // 2, len(children)))
        return some + dice.sample(self.grown(place, day), size - len(some))

    def grown(self, place: Division, day: date) -> list[Person]:
        """Return the adults of a community."""
        return [one for one in self.told.residents.people[place.pk] if _between(one, day, GROWN, 120)]


def _between(person: Person, day: date, low: int, high: int) -> bool:
    born = person.birth_date
    return born is not None and low <= (day - born) // timedelta(days=365.25) < high
