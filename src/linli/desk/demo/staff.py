"""The people who work there: a post of every role, and the logins a visitor may try."""

import base64
import hmac
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from linli.accounts import actions
from linli.accounts.models import Post, Role, User
from linli.desk.demo.county import County, words
from linli.desk.demo.sums import dice_of
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.people.models import Person
from linli.places.models import Division, ServicePoint

SINCE = date(2022, 4, 1)
PREFIX = "15400"  # a range of numbers that no operator has been given


@dataclass(frozen=True)
class Login:
    """One account to try: who, in which role and place, and what she signs in with."""

    role: str
    name: str
    place: str
    phone: str
    password: str
    secret: str


@dataclass
class Staff:
    """The posts by the service point they work at, and by the grid they walk."""

    logins: list[Login] = field(default_factory=list)
    neighbour: tuple[Person, str] | None = None  # an old person and her telephone
    supervisor: Post | None = None  # of the first town
    buying: dict[str, Post] = field(default_factory=dict)  # who sets projects up, approves them, leads an agency
    evaluator: Post | None = None  # of the county, who asks with the interviewer what people think of its services
    interviewer: Post | None = None
    leads: list[Post] = field(default_factory=list)  # of the towns in their order
    officers: dict[int, Post] = field(default_factory=dict)  # who decides on aid, by town or county
    workers: dict[int, list[Post]] = field(default_factory=dict)  # social workers by town
    rooms: dict[int, Post] = field(default_factory=dict)  # community workers by community
    grids: dict[int, Post] = field(default_factory=dict)  # grid workers by grid


def engage(county: County, by: Actor) -> Staff:
    """Open the accounts and fill the posts; those held already are found."""
    hired = _Hiring(county, by)
    street, room = county.towns[0], county.rooms[0]
    community = county.place_of(room)
    for role, place in (
        (Role.COUNTY_OFFICER, county.division),
        (Role.EVALUATOR, county.division),
        (Role.STREET_OFFICER, street),
        (Role.SYSTEM_ADMIN, county.division),
        (Role.SECURITY_ADMIN, county.division),
        (Role.AUDIT_ADMIN, county.division),
    ):
        post = hired.show(role, place)
        if role in (Role.COUNTY_OFFICER, Role.STREET_OFFICER):
            hired.staff.officers[place.pk] = post
        if role == Role.EVALUATOR:
            hired.staff.evaluator = post
        if role == Role.COUNTY_OFFICER:
            hired.staff.buying[role] = post
    for station, town in zip(county.stations, county.towns, strict=True):
        shown = town == street
        hired.staff.leads.append(hired.take(Role.STATION_LEAD, town, station, shown=shown))
        hired.staff.workers[town.pk] = [
            hired.take(Role.SOCIAL_WORKER, town, station, shown=shown and not number) for number in range(2)
        ]
    for point in county.rooms:
        place = county.place_of(point)
        shown = place == community
        hired.staff.rooms[place.pk] = hired.take(Role.COMMUNITY_WORKER, place, point, shown=shown)
        for number, grid in enumerate(county.grids[place.pk]):
            hired.staff.grids[grid.pk] = hired.take(Role.GRID_WORKER, grid, point, shown=shown and not number)
    hired.staff.supervisor = hired.show(Role.SUPERVISOR, street)  # where a head of a station can name her
    hired.staff.buying[Role.PURCHASER] = hired.show(Role.PURCHASER, county.division)
    hired.staff.buying[Role.PROVIDER_LEAD] = hired.show(Role.PROVIDER_LEAD, county.organisations[0])
    hired.show(Role.BID_JUDGE, county.division)
    hired.staff.interviewer = hired.show(Role.INTERVIEWER, county.division)
    return hired.staff


class _Hiring:
    """Gives every post its person: names and numbers follow from the order alone."""

    def __init__(self, county: County, by: Actor) -> None:
        self.county, self.by, self.staff = county, by, Staff()
        self.dice, self.count, self.words = dice_of("青禾县的工作人员"), 0, words()["words"]

    def show(self, role: str, place: Division | Organisation) -> Post:
        """Fill a post whose login is printed."""
        return self.take(role, place, None, shown=True)

    def take(
        self, role: str, place: Division | Organisation, point: ServicePoint | None, *, shown: bool
    ) -> Post:  # fmt: skip
        """Fill one post; with ``shown`` its holder gets a password and a second factor."""
        self.count += 1
        name = self.dice.choice(self.words["surnames"]) + self.dice.choice(self.words["women"] + self.words["men"])
        phone = f"{PREFIX}{self.count:06d}"
        login = _login(role, name, place, phone)
        if known := User.objects.by_phone(f"+86{phone}"):
            user = known
        elif shown:
            user = actions.open_account(name, phone, login.password, login.secret, by=self.by)
        else:
            user = actions.open_account(name, phone, by=self.by)
        if shown:
            self.staff.logins.append(login)
        where = {"organisation" if isinstance(place, Organisation) else "place": place}
        return actions.appoint(user, role, service_point=point, starts_on=SINCE, by=self.by, **where)  # type: ignore[arg-type]


def _login(role: str, name: str, place: Division | Organisation, phone: str) -> Login:
    """Return a login whose password and second factor belong to this installation alone."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo|{phone}".encode(), "sha256").digest()
    letters = base64.b32encode(digest).decode()
    password = "-".join(letters[start : start + 4].lower() for start in (0, 4, 8))
    return Login(str(Role(role).label), name, place.name, phone, password, letters[12:44])
