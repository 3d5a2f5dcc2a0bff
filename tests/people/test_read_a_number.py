"""Numbers are checked, explained and masked."""

from datetime import date

import pytest

from linli.kernel.policy import Refused
from linli.people import numbers
from linli.people.models import DocumentKind, Sex
from tests.people.cards import card

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("id_card", "11010519491231002", "现在是17位"),
        ("id_card", "110105194912310021", "最后一位对不上"),
        ("id_card", card("19510230"), "不是一个真实的日子"),
        ("id_card", card("20991231"), "不是一个真实的日子"),
        ("id_card", card("18010101"), "不是一个真实的日子"),
        ("id_card", "11010519491231002X' OR 1=1", "应是18位"),
        ("id_card", "", "请填写证件号码"),
        ("old_id", "110105491331002", "不是一个真实的日子"),
        ("old_id", "1101054912310", "15位"),
        ("hmt_permit", card(), "81、82或83"),
        ("foreign_pr", card(area="110105"), "9开头"),
        ("passport", "E1", "不像护照"),
        ("none", "123", "请留空"),
        ("library_card", "123456", "没有这种证件"),
    ],
)
def test_a_wrong_number_is_refused_with_what_is_wrong(kind: str, typed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        numbers.document(kind, typed, today=TODAY)


def test_the_example_of_the_standard() -> None:
    read = numbers.document(DocumentKind.ID_CARD, "11010519491231002x", today=TODAY)
    assert (read.number, read.birth_date, read.sex) == ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE)


def test_full_width_digits_and_blanks_are_read() -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in card(serial="003"))
    read = numbers.document(DocumentKind.ID_CARD, f" {wide[:6]} {wide[6:]}", today=TODAY)
    assert (read.number, read.sex) == (card(serial="003"), Sex.MALE)


def test_other_kinds_of_document() -> None:
    old = numbers.document(DocumentKind.OLD_ID, "999999510203001", today=TODAY)
    assert (old.birth_date, old.sex) == (date(1951, 2, 3), Sex.MALE)
    permit = numbers.document(DocumentKind.HMT_PERMIT, card(area="810000"), today=TODAY)
    assert permit.birth_date == date(1951, 2, 3)
    assert numbers.document(DocumentKind.FOREIGN_PR, card(area="911124"), today=TODAY).sex == Sex.FEMALE
    assert numbers.document(DocumentKind.FOREIGN_PR, "FRA110000123456", today=TODAY).birth_date is None
    assert numbers.document(DocumentKind.PASSPORT, "e 1234 5678", today=TODAY).number == "E12345678"
    assert numbers.document(DocumentKind.NONE, "", today=TODAY).number == ""


@pytest.mark.parametrize("typed", ["", "abc", "12345", "2234567", "138123455", "+", "1" * 40, "九九九", "138\x001234"])
def test_what_is_no_telephone_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        numbers.telephone(typed)
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("typed", "stored", "masked"),
    [
        ("138 1234 5521", "+8613812345521", "138****5521"),
        ("+86-138-1234-5521", "+8613812345521", "138****5521"),
        ("19912345521", "+8619912345521", "199****5521"),
        ("(0916)221-2345", "+869162212345", "0916***2345"),
        ("+852 2123 4567", "+85221234567", "+8522***4567"),
    ],
)
def test_telephones_are_kept_in_one_form(typed: str, stored: str, masked: str) -> None:
    assert numbers.telephone(typed) == stored
    assert numbers.mask_telephone(stored) == masked


def test_a_landline_takes_the_area_it_is_told() -> None:
    assert numbers.telephone("2212345", area="0916") == "+869162212345"


def test_masks_keep_the_ends_only() -> None:
    assert numbers.mask_document("610722195102031234") == "610***********1234"
    assert numbers.mask_document("E12345678") == "E*******8"
    assert numbers.mask_document("") == ""


def test_age_on_a_day() -> None:
    born = date(1952, 2, 29)
    assert [numbers.age(born, day) for day in (date(1953, 2, 28), date(1953, 3, 1), date(2026, 2, 28))] == [0, 1, 73]
