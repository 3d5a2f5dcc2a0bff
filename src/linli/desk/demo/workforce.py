"""The county's talent register and purchasers: two tables of made-up people; certificates verified in bulk."""

from collections.abc import Iterator
from datetime import date

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.desk.demo.county import County, words
from linli.desk.demo.rosters import bring_in
from linli.desk.demo.staff import SINCE, Staff
from linli.desk.demo.sums import dice_of
from linli.papers.writing import Cell
from linli.workforce import actions, packs
from linli.workforce.models import Checked, Credential, Grade, How, Worker

WORKERS, PURCHASERS, UNSEEN = 1300, 100, 40  # as many as one district had; some certificates wait to be looked at
PREFIX, BUYERS = "15402", "15403"  # ranges of numbers that no operator has been given
HEADER = ("姓名", "手机号", "镇街", "机构", "职业资格", "证书编号", "发证日期", "登记有效期到", "服务领域", "会说的话",
          "哪一年开始做社工")  # fmt: skip
BUYERS_HEADER = ("姓名", "手机号", "岗位", "所在镇街或社区", "到岗日期")


def enlist(county: County, staff: Staff) -> int:
    """Bring the register and the purchasers in from two tables, unless they are there; return how many workers came."""
    posts = Post.objects.select_related("user", "place").filter(place=county.division)
    officer, keeper = (posts.filter(role=role).first() for role in (Role.COUNTY_OFFICER, Role.SYSTEM_ADMIN))
    if officer is None or keeper is None or Worker.objects.filter(county_id=county.division.pk).exists():
        return 0
    made = bring_in("workers", "社工名册", HEADER, _roster(county, staff), officer).made
    waiting = Credential.objects.filter(county_id=county.division.pk, state=Checked.WAITING).order_by("id")
    keys = list(waiting.values_list("pk", flat=True))[:-UNSEEN]
    actions.verify_credentials(keys, How.ROSTER, by=actor_of(officer.user, officer))
    bring_in("accounts", "购买方名单", BUYERS_HEADER, _purchasers(county), keeper)
    return made


def _roster(county: County, staff: Staff) -> Iterator[list[Cell]]:
    """Yield those who hold posts first, then as many more as there are to be."""
    dice, told = dice_of("青禾县的社工名册"), words()["words"]
    posts = [*staff.leads, *(one for some in staff.workers.values() for one in some)]
    agencies = [one for one in county.organisations if one.kind == "agency"]
    fields, languages = packs.fields(), packs.languages()
    spoken = [code for code in languages if code not in ("putonghua", "local")]
    for number in range(WORKERS):
        name = dice.choice(told["surnames"]) + dice.choice(told["women"] + told["men"])
        place, phone = dice.choice(county.towns), f"{PREFIX}{number:06d}"
        if number < len(posts):
            name, phone = posts[number].user.name, posts[number].user.phone.removeprefix("+86")
            place = posts[number].place or place
        agency = dice.choice(agencies).name
        speaks = ("putonghua", "local", *dice.sample(spoken, dice.randrange(2)))
        does = dice.sample(list(fields), dice.randint(1, 3))
        yield [
            name, phone, place.name, agency, *(_certificate(number) if number % 4 else ("", "", "", "")),
            "、".join(fields[code] for code in does), "、".join(languages[code] for code in speaks),
            dice.randint(2008, 2022),
        ]  # fmt: skip


def _certificate(number: int) -> tuple[Cell, ...]:
    """Return the cells of a certificate; three in four have one, as many as in the source of the demo."""
    grade = Grade.SENIOR if number % 97 == 1 else Grade.WORKER if number % 3 == 1 else Grade.ASSISTANT
    return grade.label, f"SF{number:010d}", date(2016 + number % 8, 10, 1), date(2030 + number % 3, 9, 30)


def _purchasers(county: County) -> Iterator[list[Cell]]:
    dice, told = dice_of("青禾县的购买方"), words()["words"]
    places = [county.division, *county.towns]
    for number in range(PURCHASERS):
        name = dice.choice(told["surnames"]) + dice.choice(told["women"] + told["men"])
        yield [name, f"{BUYERS}{number:06d}", "购买方", places[number % len(places)].name, SINCE]
