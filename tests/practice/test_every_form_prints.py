"""Every form of the packs is set as PDF and as Word: both open, nothing is missing, no character is an empty box."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import settings
from docx import Document
from pypdf import PdfReader
from pypdf.generic import ContentStream

from linli.accounts.models import Role
from linli.practice import actions
from linli.practice.definitions import PACKS, Form, shipped
from linli.practice.models import Activity, CaseFile, Group
from linli.practice.papers import setting
from linli.practice.papers.laying import Sheet, live
from linli.practice.papers.setting import Head
from tests.conftest import Standing
from tests.factories import activities, endings, groups, people, plans, practice
from tests.factories.places import County
from tests.practice.test_print_a_paper import words

NAME = "𠮷㛃·买买提"
REGIONS = sorted(path.name for path in settings.PACKS.iterdir() if path.is_dir())


def boxes(content: bytes) -> int:
    """Return how many glyphs of a PDF are the empty one (glyph 0) that stands where a character is missing."""
    return sum(piece[at : at + 2] == b"\0\0" for piece in _drawn(content) for at in range(0, len(piece) - 1, 2))


def _drawn(content: bytes) -> Iterator[bytes]:
    reader = PdfReader(BytesIO(content))
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                told = operands[0] if operator == b"TJ" else operands
                yield from (getattr(one, "original_bytes", one) for one in told if isinstance(one, str | bytes))


@pytest.fixture
def subjects(county: County, post: Callable[..., Standing]) -> dict[str, tuple[Any, Standing]]:
    worker, supervisor = post(Role.SOCIAL_WORKER, county.towns[0]), post(Role.SUPERVISOR, county.towns[0])
    somebody = people.person(county.communities[0], NAME)
    case: CaseFile = plans.working(somebody, worker.actor, supervisor.actor)
    plans.session(case, worker.actor)
    practice.assessment(case)
    endings.referral(case)
    group: Group = groups.begun(county.communities[0], worker.actor, somebody)
    lesson: Activity = activities.activity(county.communities[0], worker.actor, name=f"{NAME}的茶会")
    actions.welcome(lesson, somebody, by=worker.actor)
    return {"case": (case, worker), "group": (group, worker), "activity": (lesson, worker)}


def laid(subjects: dict[str, tuple[Any, Standing]]) -> Iterator[tuple[Form, list[Sheet]]]:
    for of, (subject, worker) in subjects.items():
        for form in shipped(of).values():
            yield form, list(live(form, subject, worker.actor))


def test_every_form_is_set_as_pdf_and_word_with_every_character(subjects: dict[str, tuple[Any, Standing]]) -> None:
    head, named = Head(NAME, "GA-1", "ABCDEFGHJK", "https://linli.example/w/papers/ABCDEFGHJK/", NAME), 0
    for form, sheets in laid(subjects):
        assert sheets, form.code
        content = setting.bound(head, setting.packed(sheets))
        told = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        assert (boxes(content), "〔U+" in told, form.title in re.sub(r"\s", "", told)) == (0, False, True), form.code
        text = words(setting.as_word(None, head, sheets))
        assert form.title in text and "{%" not in text, form.code
        named += "𠮷" in told and "𠮷" in text
    assert named == sum(len(shipped(of)) for of in PACKS)


def test_an_empty_box_is_counted() -> None:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[settings.ROOT / "vendor/fonts"]
    )
    page = '#set text(font: "Noto Sans SC", fallback: false)\n'
    told = [
        typst.compile((page + one).encode(), font_paths=fonts, ignore_system_fonts=True, format="pdf")
        for one in ("字", "字\ue816字")
    ]
    assert [boxes(one) for one in told] == [0, 1]


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_every_form(region: str) -> None:
    assert {of: len(shipped(of, region)) for of in PACKS} == {"case": 9, "group": 5, "activity": 3}


@pytest.mark.full
def test_libreoffice_opens_every_word_file(subjects: dict[str, tuple[Any, Standing]], tmp_path: Path) -> None:
    office = os.environ.get("LINLI_OFFICE") or shutil.which("soffice")
    assert office, "make test-full says how LibreOffice is installed"
    for form, sheets in laid(subjects):
        (tmp_path / f"{form.code}.docx").write_bytes(setting.as_word(None, Head(form.title, "GA-1"), sheets))
    files = sorted(str(path) for path in tmp_path.glob("*.docx"))
    subprocess.run(
        [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files], check=True, timeout=300
    )
    assert len(list(tmp_path.glob("*.pdf"))) == len(files) > 10
    assert Document(files[0]).paragraphs
