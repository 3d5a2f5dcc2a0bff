"""Names: declared normalisation, surnames read as surnames, keys for search and order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import text


@pytest.mark.parametrize("dot", "•‧・･∙⋅●")
def test_look_alike_dots_become_the_state_form(dot: str) -> None:
    assert text.tidy_name(f"尼玛{dot}扎西") == "尼玛·扎西"


def test_surnames_are_read_as_surnames() -> None:
    assert text.pinyin("单雄信")[0] == "shan"
    assert text.pinyin("曾小贤")[0] == "zeng"
    assert text.initials("尼玛·扎西") == "nmzx"


def test_bigrams() -> None:
    assert text.bigrams("王小明") == ["王小", "小明"]
    assert text.bigrams("王") == ["王"]
    assert text.bigrams("") == []


def test_four_byte_characters_survive() -> None:
    assert text.tidy_name("𠮷野") == "𠮷野"
    assert text.sort_key("𬭚") != ""


@pytest.mark.parametrize("unseen", "\u200b\u115f\u1160\u3164\uffa0")
def test_what_cannot_be_seen_is_no_name(unseen: str) -> None:
    assert text.tidy(f"{unseen} {unseen}") == ""
    assert text.tidy_name(f"王{unseen}小明") == "王小明"


def test_what_comes_together_once_the_unseen_is_gone_is_composed() -> None:
    assert text.tidy("e\u200b\u0301") == "\u00e9"


@given(st.text())
def test_tidying_twice_changes_nothing_more(raw: str) -> None:
    once = text.tidy(raw)
    assert text.tidy(once) == once
    assert "\x00" not in once
