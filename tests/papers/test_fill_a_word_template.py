"""Word papers come from a template the county may replace: what is wrong in it is named before it is used."""

import io
import zipfile

import pytest
from docx import Document

from linli.kernel.policy import Refused
from linli.papers import word

KNOWN = {"title", "rows", "total"}


def template(*paragraphs: str, header: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=1)
    for row, text in zip(table.rows, ("{%tr for r in rows %}", "{{ r.name }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = text
    document.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ titel }}", "titel"),
        ("{{ title | nofilter }}", "nofilter"),
        ("{% foo total %}", "foo"),
        ("{% if total %}", "if"),
        ("{{ title.x( }}", "title.x("),
    ],
)
def test_a_bad_tag_is_named(text: str, named: str) -> None:
    (sentence,) = word.check(template(text), KNOWN)
    assert named in sentence


def test_a_bad_tag_in_the_header_is_named_too() -> None:
    assert "titel" in word.check(template("{{ title }}", header="{{ titel }}"), KNOWN)[0]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old", b"<html>"])
def test_what_is_no_template_is_refused_with_a_sentence(content: bytes) -> None:
    assert word.check(content, KNOWN)[0].endswith("。")
    with pytest.raises(Refused):
        word.render(content, {})


def test_a_template_with_declarations_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("{{ title }}"))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
            new.writestr(entry.filename, content)
    assert "恶意" in word.check(out.getvalue(), KNOWN)[0]


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{{ title.__init__.__globals__ }}", "{{ 1/0 }}"])
def test_a_template_cannot_reach_out_of_its_sandbox(text: str) -> None:
    with pytest.raises(Refused):
        word.render(template(text), {"title": "季报", "rows": []})


def test_a_sound_template_is_filled_and_values_are_never_markup() -> None:
    content = template("{{ title }} {{ total }}", "{% if total %}有{% endif %}", header="{{ title }}")
    assert word.check(content, KNOWN) == []
    filled = word.render(
        content, {"title": "<b>&=1\x0b", "total": 3, "rows": [{"name": "周𠅤"}, {"name": "{{ 7*7 }}"}]}
    )
    document = Document(io.BytesIO(filled))
    assert [paragraph.text for paragraph in document.paragraphs] == ["<b>&=1 3", "有"]
    assert [row.cells[0].text for row in document.tables[0].rows] == ["周𠅤", "{{ 7*7 }}"]
    assert document.sections[0].header.paragraphs[0].text == "<b>&=1"
