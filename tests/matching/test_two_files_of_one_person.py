"""Duplicates, the pure part: each comparison on its level, twins never certain, order of no importance."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.matching import duplicates
from linli.matching.duplicates import File, likeness
from tests.people.cards import card

BORN = date(1951, 2, 3)
HER = File("王小明", BORN, "2", card(), frozenset({"phone"}), frozenset(), "示范家苑3栋501")


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("王小明", "王小明", "same"), ("尼玛·扎西", "尼玛•扎西", "same"), ("尼玛·扎西", "尼玛扎西", "same"),
        ("王小明", "王晓明", "sounds"), ("王小明", "王小红", "one_off"), ("王小明", "王明", "one_off"),
        ("王小明", "李小明", "one_off"), ("王明", "李明", "other"), ("王小明", "赵大光", "other"), ("", "王", ""),
    ],
)  # fmt: skip
def test_names(one: str, other: str, level: str) -> None:
    assert duplicates.name_level(one, other) == duplicates.name_level(other, one) == level


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (BORN, "same"), (date(1951, 3, 2), "turned"), (date(1951, 2, 8), "digit"), (date(1948, 2, 3), "year"),
        (date(1951, 2, 20), "month"), (date(1970, 12, 31), "other"), (None, ""),
    ],
)  # fmt: skip
def test_birthdays(other: date | None, level: str) -> None:
    assert duplicates.born_level(BORN, other) == duplicates.born_level(other, BORN) == level


def test_documents() -> None:
    number = card()
    old = number[:6] + number[8:17]
    slipped = number[:10] + str((int(number[10]) + 1) % 10) + number[11:]
    turned = number[:11] + number[12] + number[11] + number[13:]
    told = [
        duplicates.document_level(number, other) for other in (number, old, slipped, turned, card(serial="004"), "")
    ]
    assert told == ["same", "same", "slip", "slip", "two", ""]


def test_the_same_facts_are_certain_and_a_shared_telephone_alone_is_nothing() -> None:
    assert likeness(HER, HER).is_certain
    neighbour = File("赵大光", date(1980, 7, 1), "1", "", frozenset({"phone"}), frozenset({"phone"}), "别处")
    assert not likeness(HER, neighbour).is_likely


def test_a_name_heard_wrong_and_a_birthday_turned_round_are_still_likely() -> None:
    assert likeness(HER, File("王晓明", date(1951, 3, 2), "2", "", frozenset({"phone"}))).is_likely
    assert likeness(HER, File("王小明", None, "2", "", frozenset(), frozenset(), HER.home)).is_likely


def test_twins_are_never_certain_whatever_their_papers() -> None:
    family = {"telephones": frozenset({"mother"}), "family": frozenset({"mother"}), "home": "h"}
    for mine, hers in ((card(serial="002"), card(serial="004")), (card(serial="002"), ""), ("", "")):
        found = likeness(
            File("王小明", BORN, "2", mine, **family),
            File("王小红", BORN, "2", hers, **family),  # type: ignore[arg-type]
        )
        assert not found.is_certain
        assert not found.is_likely


def test_brothers_and_sisters_of_one_home_are_not_likely() -> None:
    older = File("王小刚", date(1949, 5, 6), "1", "", frozenset({"phone"}), frozenset(), HER.home)
    assert not likeness(HER, older).is_likely


FACTS = st.builds(
    File,
    name=st.text("王李小晓明红·•", min_size=0, max_size=4),
    born=st.none() | st.dates(date(1940, 1, 1), date(1960, 12, 31)),
    sex=st.sampled_from(["", "1", "2"]),
    document=st.sampled_from(["", card(), card(serial="004"), "999999510203002", "E1234567"]),
    telephones=st.frozensets(st.sampled_from("abc")),
    family=st.frozensets(st.sampled_from("ab")),
    home=st.sampled_from(["", "h", "j"]),
)


@given(FACTS, FACTS)
def test_the_order_of_the_two_does_not_matter(one: File, other: File) -> None:
    assert likeness(one, other) == likeness(other, one)
