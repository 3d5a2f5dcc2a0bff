"""Papers are set in our own fonts: rare characters appear, nothing in the data is taken for markup."""

import json
import re
import zlib

import pytest

from linli.papers import glyphs, pdf
from tests.support.hostile import SECURITY

HARD = SECURITY / "hanzi" / "hard_chars.txt"
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ebe0]")
SIMPLE = "#show: paper.with(title: data.title)\n= #data.title\n#data.body"


def hard_characters() -> str:
    """Return the 276 hard characters."""
    return "".join(HARD.read_text().split())


def characters(content: bytes) -> str:
    """Return every character the paper's fonts say they draw (the ToUnicode tables of the PDF)."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            table = zlib.decompress(packed)
        except zlib.error:
            continue
        for line in table.splitlines() if b"beginbf" in table else ():
            codes = [bytes.fromhex(code.decode()) for code in re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", line)]
            if len(codes) > 1 and max(map(len, codes)) <= 8 and not line.startswith(b"<0000>"):
                span = int.from_bytes(codes[1], "big") - int.from_bytes(codes[0], "big") if len(codes) == 3 else 0
                first = codes[-1].decode("utf-16-be", errors="ignore")
                found += [first[:-1] + chr(ord(first[-1]) + step) for step in range(min(span, 255) + 1) if first]
    return "".join(found)


def test_a_wrong_template_says_what_is_wrong() -> None:
    with pytest.raises(pdf.CannotPrint, match="unknown variable"):
        pdf.render("#nothing_of_this_name", {})


def test_the_hard_characters_appear_in_the_paper() -> None:
    told = hard_characters()
    drawn = characters(pdf.render(SIMPLE, {"title": "生僻字", "body": told}))
    assert [character for character in told if character not in drawn] == []


def test_the_fonts_draw_every_hard_character() -> None:
    told = hard_characters()
    assert glyphs.drawable(told) == told


@pytest.mark.parametrize("rare", ["王\ue816", "👨", "葛󠄀城"])
def test_a_character_no_font_has_is_named_and_the_paper_is_still_printed(rare: str) -> None:
    assert "〔U+" in glyphs.drawable(rare)
    assert pdf.render(SIMPLE, {"title": rare, "body": rare}).startswith(b"%PDF")


def test_the_characters_of_rare_names_are_drawn_whatever_extension_they_stand_in() -> None:
    rare = "𠮷田𣲗𬭚䶮㛃𠀀𪛖𪜀𫝀𫠠𬺰"  # extensions A to F, first and last of some
    assert glyphs.drawable(rare) == rare
    drawn = characters(pdf.render(SIMPLE, {"title": "𠮷", "body": rare}))
    assert [character for character in rare if character not in drawn] == []


def test_hostile_strings_are_set_as_they_are_and_no_chinese_character_is_lost() -> None:
    told = json.loads((SECURITY / "cn_hostile_strings.json").read_text(encoding="utf-8"))
    strings = [one for some in told.values() if isinstance(some, list) for one in some if isinstance(one, str)]
    page = '#show: paper.with(title: "试")\n#data.all.join(parbreak())'
    drawn = set(characters(pdf.render(page, {"all": strings})))
    han = {one for string in strings for one in string if HAN.fullmatch(one)}
    assert len(strings) > 50
    assert sorted(han - drawn) == []


MARKUP = ("#panic()", "*粗* _斜_ $x$ @a <b>", '"#sys.inputs"', "= 标题", "\\#", "`a`", "// 注释")


@pytest.mark.parametrize("text", MARKUP)
def test_nothing_in_the_data_is_taken_for_markup(text: str) -> None:
    drawn = characters(pdf.render(SIMPLE, {"title": "试", "body": text}))
    assert set(text) - {" "} <= set(drawn)


def test_the_paper_has_its_pages_counted_and_a_code_to_scan() -> None:
    body = "#show: paper.with(title: data.title, qr: data.qr)\n#data.title\n#pagebreak()\n末页"
    content = pdf.render(body, {"title": "季报", "qr": pdf.qr("https://example.invalid/m/reports/1/")})
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 2
    assert set("第页共打印时间") <= set(characters(content))


def test_what_cannot_stand_on_a_paper_is_a_fault_of_the_caller() -> None:
    with pytest.raises(TypeError):
        pdf.render("#data.x", {"x": object()})
