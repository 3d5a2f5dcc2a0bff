"""The county's talent register and its purchasers: made-up workers in a few statements, their certificates verified."""

from collections.abc import Iterator
from datetime import date

from linli.accounts import actions as accounts
from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.desk.demo.county import County, words
from linli.desk.demo.staff import SINCE, Staff
from linli.desk.demo.sums import dice_of
from linli.kernel.actor import Actor
from linli.workforce import actions, packs
from linli.workforce.facts import Certificate, Enrolment, Facts
from linli.workforce.models import Checked, Credential, Grade, How, Worker

WORKERS, PURCHASERS, UNSEEN = 1300, 100, 40  # as many as one district had; some certificates wait to be looked at
PREFIX, BUYERS = "15402", "15403"  # ranges of numbers that no operator has been given


def enlist(county: County, staff: Staff, by: Actor) -> int:
    """Fill the register and the posts of the purchasers, unless they are; return how many workers are new."""
    officer = (
        Post.objects.filter(role=Role.COUNTY_OFFICER, place=county.division).select_related("user", "place").first()
    )
    if officer is None or Worker.objects.filter(county_id=county.division.pk).exists():
        return 0
    made = actions.enrol(county.division, list(_roster(county, staff)), by=by)
    waiting = Credential.objects.filter(county_id=county.division.pk, state=Checked.WAITING).order_by("id")
    keys = list(waiting.values_list("pk", flat=True))[:-UNSEEN]
    actions.verify_credentials(keys, How.ROSTER, by=actor_of(officer.user, officer))
    _purchasers(county, by)
    return len(made)


def _roster(county: County, staff: Staff) -> Iterator[Enrolment]:
    """Yield those who hold posts first, then as many more as there are to be."""
    dice, told = dice_of("青禾县的社工名册"), words()["words"]
    posts = [*staff.leads, *(one for some in staff.workers.values() for one in some)]
    agencies = [one for one in county.organisations if one.kind == "agency"]
    fields, languages = list(packs.fields()), [code for code in packs.languages() if code not in ("putonghua", "local")]
    for number in range(WORKERS):
        name = dice.choice(told["surnames"]) + dice.choice(told["women"] + told["men"])
        place, phone = dice.choice(county.towns), f"+86{PREFIX}{number:06d}"
        if number < len(posts):
            name, phone = posts[number].user.name, posts[number].user.phone
            place = posts[number].place or place
        facts = Facts(
            name, place, dice.choice(agencies), ("putonghua", "local", *dice.sample(languages, dice.randrange(2))),
            tuple(dice.sample(fields, dice.randint(1, 3))), dice.randint(2008, 2022),
        )  # fmt: skip
        yield Enrolment(facts, phone, _certificate(number) if number % 4 else None)


def _certificate(number: int) -> Certificate:
    """Return a certificate; three in four have one, as many as in the source of the demo."""
    grade = Grade.SENIOR if number % 97 == 1 else Grade.WORKER if number % 3 == 1 else Grade.ASSISTANT
    issued = date(2016 + number % 8, 10, 1)
    return Certificate(grade, f"SF{number:010d}", issued, date(2030 + number % 3, 9, 30))


def _purchasers(county: County, by: Actor) -> None:
    dice, told = dice_of("青禾县的购买方"), words()["words"]
    places = [county.division, *county.towns]
    for number in range(PURCHASERS):
        name = dice.choice(told["surnames"]) + dice.choice(told["women"] + told["men"])
        user = accounts.open_account(name, f"{BUYERS}{number:06d}", by=by)
        accounts.appoint(user, Role.PURCHASER, places[number % len(places)], starts_on=SINCE, by=by)
