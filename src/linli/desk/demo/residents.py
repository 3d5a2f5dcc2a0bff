"""About three thousand people in the forty communities that have a workroom. Their documents carry area 999999."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stdnum.cn import ric

from linli.desk.demo.county import County, words
from linli.desk.demo.sums import dice_of
from linli.kernel.actor import Actor
from linli.people.loading import Home, Resident, load_people
from linli.people.models import Household, Person
from linli.places.actions import Door, open_homes
from linli.places.models import Division, Dwelling

HOUSEHOLDS = 28  # in each community with a workroom
SINCE = date(2022, 4, 1)
PREFIX = "15401"  # a range of numbers that no operator has been given


@dataclass
class Residents:
    """The people of each community, and the households they live in."""

    people: dict[int, list[Person]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[int, list[tuple[Household, list[Person]]]] = field(default_factory=lambda: defaultdict(list))


def settle(county: County, by: Actor) -> Residents:
    """Open the dwellings and register the people; who is there already stays as she is."""
    maker = _Maker()
    found = Residents()
    for point in county.rooms:
        place = county.place_of(point)
        doors = _doors(place, county.grids[place.pk], maker)
        dwellings = open_homes(place, doors, by=by)
        load_people([maker.home(place, dwellings[door]) for door in doors], by=by)
        _find(place, found)
    return found


def _find(place: Division, found: Residents) -> None:
    """Read the people back in a fixed order, whoever wrote them."""
    rows = Person.objects.filter(community_id=place.pk, household__dwelling__isnull=False).defer("search")
    homes: dict[Any, tuple[Household, list[Person]]] = {}
    for person in rows.select_related("household").order_by("household__address", "birth_date", "name"):
        if person.household is not None:
            homes.setdefault(person.household_id, (person.household, []))[1].append(person)
            found.people[place.pk].append(person)
    found.homes[place.pk] = list(homes.values())


def neighbour(county: County, found: Residents) -> tuple[Person, str]:
    """Return an old person who lives alone near the first workroom, and her telephone: whose own door may be tried."""
    places = [county.place_of(point).pk for point in county.rooms]
    for person in (people[0] for place in places for _home, people in found.homes[place] if len(people) == 1):
        telephone = person.telephones.first()
        if telephone is not None:
            return person, telephone.number.removeprefix("+86")
    raise LookupError("nobody in the demo lives alone and has a telephone")


def _doors(place: Division, grids: list[Division], maker: "_Maker") -> list[Door]:
    """Return the doors of a community: flats in a town street, houses by lane in a village."""
    if place.name.endswith("村"):
        return [
            Door("本村", f"{group + 1}组", "一片", f"{number + 1}号", grids[group % 2].pk)
            for group in range(4)
            for number in range(HOUSEHOLDS // 4)
        ]
    estate = maker.dice.choice(maker.words["estates"])
    return [
        Door(estate, f"{building}栋", f"{stairwell}单元", f"{floor}0{side}", grids[building % 2].pk)
        for building in (1, 2, 3)
        for stairwell in (1, 2)
        for floor in (1, 2, 3)
        for side in (1, 2)
    ][:HOUSEHOLDS]


class _Maker:
    """Makes families; everything follows from one seed and the order of the doors."""

    def __init__(self) -> None:
        self.dice, self.words = dice_of("青禾县的居民"), words()["words"]
        self.count = self.phones = 0
        self.born: dict[date, int] = defaultdict(int)

    def home(self, place: Division, dwelling: Dwelling) -> Home:
        """Make the household of one dwelling: elders alone, couples, families of three generations."""
        surname = self.dice.choice(self.words["surnames"])
        residents = tuple(self._family(surname))
        return Home(place, dwelling, f"{surname}家", residents, SINCE)

    def _family(self, surname: str) -> Iterator[Resident]:
        shape = self.dice.choices(["alone", "couple", "parents", "generations", "left"], [18, 20, 30, 20, 12])[0]
        woman = self.dice.random() < 0.6
        match shape:
            case "alone":
                yield self._elder(surname, woman, "户主", "elder_alone")
            case "couple":
                yield self._elder(surname, False, "户主", "empty_nest")
                yield self._elder(self.dice.choice(self.words["surnames"]), True, "配偶", "empty_nest")
            case "parents":
                yield self._adult(surname, False, "户主")
                yield self._adult(self.dice.choice(self.words["surnames"]), True, "配偶")
                for _number in range(self.dice.randint(1, 2)):
                    yield self._child(surname, "子女", "")
            case "generations":
                yield self._elder(surname, woman, "户主", "")
                yield self._adult(surname, False, "儿子")
                yield self._adult(self.dice.choice(self.words["surnames"]), True, "儿媳")
                yield self._child(surname, "孙子女", "")
            case _:
                yield self._elder(surname, True, "户主", "")
                for _number in range(self.dice.randint(1, 2)):
                    yield self._child(surname, "孙子女", "child_left_behind")

    def _elder(self, surname: str, woman: bool, relation: str, tag: str) -> Resident:
        tags = [tag] if tag else []
        tags += [code for code, share in (("disability", 0.1), ("low_income", 0.12)) if self.dice.random() < share]
        name = surname + self.dice.choice(self.words["elder_women" if woman else "elder_men"])
        called = surname + ("阿姨" if woman else "叔")
        note = self.dice.choice(self.words["notes"]) if self.dice.random() < 0.2 else ""
        return self._resident(name, woman, (1936, 1963), relation, tags, phone=0.8, called=called, note=note)

    def _adult(self, surname: str, woman: bool, relation: str) -> Resident:
        name = surname + self.dice.choice(self.words["women" if woman else "men"])
        tags = [code for code, share in (("low_income_edge", 0.04), ("disability", 0.04)) if self.dice.random() < share]
        return self._resident(name, woman, (1976, 1995), relation, tags, phone=0.95)

    def _child(self, surname: str, relation: str, tag: str) -> Resident:
        woman = self.dice.random() < 0.5
        name = surname + self.dice.choice(self.words["girls" if woman else "boys"])
        return self._resident(name, woman, (2009, 2019), relation, [tag] if tag else [], phone=0.0)

    def _resident(
        self, name: str, woman: bool, born: tuple[int, int], relation: str, tags: list[str], *, phone: float,
        called: str = "", note: str = "",
    ) -> Resident:  # fmt: skip
        self.count += 1
        if self.count % 250 == 0:  # names that forms and printers stumble over
            name = self.words["rare_names"][self.count // 250 % len(self.words["rare_names"])]
        birth = date(self.dice.randint(*born), 1, 1) + timedelta(days=self.dice.randrange(365))
        number = ""
        if self.dice.random() < phone:
            self.phones += 1
            number = f"{PREFIX}{self.phones:06d}"
        started = SINCE + timedelta(days=self.dice.randrange(300))
        return Resident(
            name,
            id_number(birth, self._serial(birth), woman),
            relation,
            number,
            called,
            note,
            tuple((tag, started) for tag in tags),
        )

    def _serial(self, birth: date) -> int:
        self.born[birth] += 1
        return self.born[birth]


def id_number(birth: date, serial: int, woman: bool) -> str:
    """Return an identity number of nobody: area 999999, the birth date, a serial of the right sex, the check digit."""
    order = serial * 2 + (0 if woman else 1)
    body = f"999999{birth:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))
