"""去标识: of free text only pairs of common words are kept; whatever identifies somebody is not among them."""

import string
from collections.abc import Iterable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.kernel.text import bigrams
from linli.practice import extracting
from linli.practice.extracting import telling, vocabulary, weighed, words
from linli.practice.queries.digest import KIND_OF_PLACE, Digest

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂英华玉兰建国志梓轩浩宇欣怡雨桐子涵诗思琪俊熙一诺安宁高兴"
SENTENCE = "最近%s睡不着，说想多出门，每周和邻居一起散步，%s陪着去医院看病"

names = st.builds(lambda a, b: a + b, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2))
phones = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
documents = st.from_regex(r"999999(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-9]{5}[0-9X]", fullmatch=True)
places = st.builds(
    lambda town, road, door: f"{town}镇{road}路{door}号",
    st.text("青禾沙河石桥柳林白马龙泉", min_size=2, max_size=2), st.text("解放幸福建设", min_size=2, max_size=2),
    st.integers(1, 999),
)  # fmt: skip
companies = st.builds(lambda who, what: f"{who}{what}有限公司", names, st.sampled_from(["建材", "纺织", "物流"]))
planted = st.one_of(names, phones, documents, places, companies)


def kept(texts: list[str], cut: list[str]) -> list[str]:
    """Return the terms of an extract whose own wordings are ``texts``."""
    return Digest("60-69", "low", (), ("mood",), (), (), (), tuple(texts)).terms(cut)


def told(text: str) -> set[str]:
    """Return every pair of characters that would give a text away."""
    return {pair for pair in bigrams(text) if len(pair) == 2 and pair not in vocabulary()}


@given(st.lists(planted, min_size=1, max_size=3), st.booleans())
@example(["高兴"], True)
@example(["安宁"], False)
@settings(max_examples=150)
def test_nothing_that_identifies_somebody_is_in_an_extract(secrets: list[str], known: bool) -> None:
    texts = [SENTENCE % (secret, secret) for secret in secrets] + secrets
    found = kept(texts, secrets if known else [])
    assert all(term[:2] in ("b:", "r:", "n:", "w:") for term in found)
    pairs = {term[2:] for term in found if term.startswith("w:")}
    assert pairs <= vocabulary()
    for secret in secrets:
        assert not pairs & told(secret)
        assert not any(secret in term for term in found if len(secret) > 2)
        assert not known or secret not in pairs
    assert not any(character in string.digits for pair in pairs for character in pair)
    assert {"出门", "邻居", "散步"} <= pairs


def test_a_keeper_of_whole_texts_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with every pair of a text let in, the same question finds the name."""

    def everything(texts: Iterable[str], names: Iterable[str], known: frozenset[str]) -> set[str]:
        return {pair for text in texts for pair in bigrams(text)}

    monkeypatch.setattr("linli.practice.queries.digest.words", everything)
    pairs = {term[2:] for term in kept([SENTENCE % ("蒋梓轩", "")], [])}
    assert pairs & told("蒋梓轩")


def test_a_known_name_goes_even_where_it_is_a_common_word() -> None:
    assert "w:散步" in kept(["和散步去散步"], [])
    assert words(["散步散步"], ["散步"], vocabulary()) == set()
    assert [KIND_OF_PLACE.sub("", place) for place in ("青禾县", "柳林镇", "河口村", "第三网格")] == [
        "青禾", "柳林", "河口", "",
    ]  # fmt: skip


def test_pairs_do_not_reach_across_what_was_cut() -> None:
    assert words(["出某门"], ["某"], frozenset({"出门"})) == set()
    assert words(["出8门", "出\n门", "出A门"], [], frozenset({"出门"})) == set()
    assert words(["想出门"], [], frozenset({"出门"})) == {"出门"}


def test_a_rare_term_weighs_more_than_a_common_one_and_a_goal_more_than_a_word() -> None:
    found = weighed(["w:散步", "w:出门", "g:x"], {"w:散步": 3, "w:出门": 900, "g:x": 3}, 1000)
    assert found["g:x"] > found["w:散步"] > found["w:出门"] > 0


def test_only_as_many_extracts_are_looked_at_as_may_be() -> None:
    docs = {"w:a": 10, "w:b": extracting.CLOSELY - 10, "w:c": extracting.CLOSELY + 1}
    assert telling(["w:c", "w:b", "w:a", "w:none"], docs) == ["w:a", "w:b"]
    assert telling(["w:c"], docs) == ["w:c"]
    assert telling(["w:none"], docs) == []


def test_sessions_are_told_in_bands() -> None:
    assert [extracting.band(count) for count in (0, 5, 6, 20, 21, 300)] == [0, 0, 6, 11, 21, 21]
