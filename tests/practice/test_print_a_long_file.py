"""A whole file of hundreds of sheets: set in sections and numbered through, written as it is read, told how far."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.papers import streaming, word
from linli.practice import actions, tasks
from linli.practice.actions import papers as verbs
from linli.practice.models import CaseFile
from linli.practice.papers import setting
from linli.practice.papers.laying import Sheet
from linli.practice.papers.setting import Head
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County
from tests.practice.test_print_a_paper import ADDRESS, PAGES, template, text, words

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    return practice.case(people.person(county.communities[0], "买买提·㛃"), worker.actor, accepted=True)


def long(count: int) -> list[Sheet]:
    """Return some sheets of a page each."""
    facts = [{"label": "说", "value": "说过的话。" * 40}]
    part = {"title": "内容", "facts": facts, "heads": [], "rows": [], "none": ""}
    return [{"title": f"过程记录№{n}", "parts": [part], "signatures": [], "seal": False} for n in range(1, count + 1)]


def test_two_hundred_pages_are_set_in_sections_and_numbered_through(tmp_path: Path) -> None:
    at, heard = timezone.now(), list[int]()
    head = Head("整卷", "GA-1", "ABCDEFGHJK", ADDRESS, at=at)
    sections = setting.packed(long(200))
    content = setting.bound(head, sections, heard.append)
    told = text(content, tmp_path)
    assert PAGES.findall(told) == [(str(page), "200") for page in range(1, 201)]
    assert re.findall(r"№(\d+)", told) == [str(number) for number in range(1, 201)]
    assert (told.count("ABCDEFGHJK"), heard) == (1, [*range(setting.SECTION, 200, setting.SECTION), 200])
    assert b"pdfaid" in content
    assert setting.bound(head, sections) == content


def test_a_word_file_written_as_it_is_read_is_the_one_made_all_at_once() -> None:
    at, heard = timezone.now(), list[int]()
    head, printed = Head("整卷", "GA-1", at=at), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheets = [*long(70), {**long(1)[0], "title": "{{ 7*7 }}\n<w:t>甲</w:t>\a𠮷"}]
    told = {"title": "整卷", "number": "GA-1", "printed": printed, "printed_by": "", "code": "", "address": "", "f": {}}
    whole = words(word.render(setting.default_template(), {**told, "sheets": sheets}))
    read = setting.as_word(None, head, setting.unpacked(setting.packed(sheets), heard.append))
    assert words(read).splitlines() == whole.splitlines()
    assert heard == [10, 20, 30, 40, 50, 60, 70, 71]
    assert streaming.fits(setting.default_template(), "sheets")


@pytest.mark.parametrize(
    "lines",
    [("{{ sheets[0].title }}",), ("{% for one in sheets %}{% endfor %}{% for one in sheets %}{% endfor %}",), ("甲",)],
)
def test_a_template_that_wants_the_whole_is_filled_all_at_once(lines: tuple[str, ...]) -> None:
    assert not streaming.fits(template(*lines), "sheets")
    assert Document(BytesIO(setting.as_word(template(*lines), Head("整卷", "GA-1"), iter(long(2)))))


def test_the_page_tells_how_far_a_long_file_is(
    case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, "SHORT", 0)
    made = actions.ask_dossier(case, "pdf", ADDRESS, by=worker.actor)
    with pytest.raises(Refused, match="由要它的人"):
        actions.advance_dossier(made, 3, by=lead.actor)
    actions.advance_dossier(made, 3, by=worker.actor)
    assert f"3/{made.records} 份" in sign_in(worker).get(reverse("dossier", args=[made.pk])).content.decode()


def test_the_worker_tells_after_each_section(case: CaseFile, worker: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "SHORT", 0)
    monkeypatch.setattr(setting, "SECTION", 3)
    made, heard = actions.ask_dossier(case, "pdf", ADDRESS, by=worker.actor), list[int]()
    advance = tasks.papers.advance_dossier
    monkeypatch.setattr(
        tasks.papers, "advance_dossier", lambda *args, **told: (heard.append(args[1]), advance(*args, **told))
    )
    tasks.make_dossier(str(made.pk), str(worker.post.pk), ADDRESS)
    made.refresh_from_db()
    assert heard[:2] == [3, 6] and heard[-1] == made.done == made.records
