"""The people of a generated county, made in Python because names have sounds and numbers are sealed.

Every community is made from the seed and its own number, so that two processors may share the work. The rows come out
as the text of COPY. Documents carry area 999999 and a right check digit; telephones a range that no operator has.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from random import Random
from uuid import UUID

from stdnum.cn import ric

from linli.desk.demo.county import words
from linli.desk.generator.scales import MEMBERS, Scale
from linli.kernel.fields import sealed
from linli.kernel.text import sort_key
from linli.people.models import IdentityDocument, Telephone, document_index, tail_index, telephone_index
from linli.people.search import literal, terms

HOMES = "n, spot, estate, building, stairwell, door, address, name"
PEOPLE = (
    "n, home, spot, id, name, preferred_name, sort_key, sex, born, search, relation, tag,"
    " document, number, number_blind, telephone, phone, phone_blind, tail_blind"
)
GIVEN = "明华国平建文志强德秀英桂兰玉春梅丽娟敏静雪燕红霞海波晓东立新浩鹏俊涛宇航子涵雨桐诗琪欣怡嘉树安然天乐思远"
TAGS = ("elder_alone", "empty_nest", "disability", "low_income", "child_left_behind")
NAMESAKES = 1200  # people with one serial number: each is born on another day of a cycle this long


def key(seed: int, kind: str, number: int) -> UUID:
    """Return the id of a generated row; the same in SQL: ``md5(seed || '|' || kind || '|' || number)``."""
    return UUID(bytes=hashlib.md5(f"{seed}|{kind}|{number}".encode(), usedforsecurity=False).digest())


def community(task: tuple[int, Scale, int, str]) -> tuple[str, str]:
    """Return the COPY text of the homes and of the people of one community: ``(seed, scale, number, its name)``."""
    seed, scale, spot, name = task
    dice = Random(f"{seed}|{spot}")  # nosec B311
    homes, people = [], []
    for order in range(scale.households):
        home = spot * scale.households + order
        estate, building, stairwell, door = _door(order)
        address = f"{name}{estate}{building}栋{stairwell}单元{door}"
        surname = dice.choice(words()["words"]["surnames"])
        homes.append(_line(home, spot, estate, building, stairwell, door, address, f"{surname}家"))
        people += [_line(*row) for row in _family(seed, spot, home, surname, address, dice)]
    return "".join(homes), "".join(people)


def _door(order: int) -> tuple[str, int, int, str]:
    estates = words()["words"]["estates"]
    estate, rest = divmod(order, 160)
    building, rest = divmod(rest, 32)
    stairwell, rest = divmod(rest, 16)
    return estates[estate % len(estates)], building + 1, stairwell + 1, f"{rest // 2 + 1}0{rest % 2 + 1}"


def _family(seed: int, spot: int, home: int, surname: str, address: str, dice: Random) -> Iterator[tuple[object, ...]]:
    is_old = dice.random() < 0.3
    spans = ((1936, 27), (1936, 27)) if is_old else ((1966, 32), (1966, 32))
    for order in range(MEMBERS):
        number = home * MEMBERS + order
        first, years = spans[order] if order < 2 else ((1966, 32) if is_old else (2008, 15))
        born = _birthday(number, first, years, dice)
        woman = dice.random() < 0.5 if order == 2 else order == 1
        called = (surname if order != 1 else dice.choice(words()["words"]["surnames"])) + _given(dice)
        relation = ("户主", "配偶", "子女")[order]
        tag = dice.choice(TAGS[:4]) if is_old and dice.random() < 0.35 else ""
        yield (
            number, home, spot, *_row(seed, number, called, "", woman, born, address), relation, tag,
            *_numbers(seed, number, woman, born, dice),
        )  # fmt: skip


def _row(
    seed: int, number: int, name: str, preferred: str, woman: bool, born: date, address: str
) -> tuple[object, ...]:
    return (
        key(seed, "person", number),
        name,
        preferred,
        _sorted(name),
        "2" if woman else "1",
        born,
        _terms(name, address),
    )


def _numbers(seed: int, number: int, woman: bool, born: date, dice: Random) -> Iterator[object]:
    document = key(seed, "document", number)
    body = f"999999{born:%Y%m%d}{number % 500 * 2 + (not woman):03d}"
    card = body + str(ric.calc_check_digit(body + "0"))
    yield document
    yield sealed(IdentityDocument, "number_sealed", document, card)
    yield document_index("id_card", card)
    if dice.random() < 0.15:
        yield from (None, None, None, None)
        return
    telephone, phone = key(seed, "telephone", number), f"+861542{number:07d}"
    yield telephone
    yield sealed(Telephone, "number_sealed", telephone, phone)
    yield telephone_index(phone)
    yield tail_index(phone[-4:])


def _birthday(number: int, first: int, years: int, dice: Random) -> date:
    """Return a birthday that no other person with the same serial number has."""
    start = date(first, 1, 1).toordinal()
    cycle = dice.randrange(years * 365 // NAMESAKES)
    return date.fromordinal(start + (number // 500 - start) % NAMESAKES + cycle * NAMESAKES)


def _given(dice: Random) -> str:
    return dice.choice(GIVEN) + (dice.choice(GIVEN) if dice.random() < 0.7 else "")


@lru_cache(maxsize=200_000)
def _sorted(name: str) -> str:
    return sort_key(name)


@lru_cache(maxsize=200_000)
def _of_name(name: str) -> tuple[str, ...]:
    return tuple(terms(name))


@lru_cache(maxsize=64)
def _of_address(address: str) -> tuple[str, ...]:
    return tuple(terms("", "", address))


def _terms(name: str, address: str) -> str:
    return literal(sorted({*_of_name(name), *_of_address(address)}))


def _line(*values: object) -> str:
    return "\t".join(map(_text, values)) + "\n"


def _text(value: object) -> str:
    """Return one value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
