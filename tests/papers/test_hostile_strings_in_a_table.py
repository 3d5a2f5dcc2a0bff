"""Hostile strings in every text column of a table go in as they are after the declared normalisation, or are refused
with a sentence; and they come out again the same."""

import io
from collections.abc import Callable

import pytest

from linli.kernel.text import tidy, tidy_name
from linli.papers import actions, queries
from linli.papers.models import State
from linli.papers.writing import Sheet, holdable, workbook
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.rosters import brought
from tests.papers.tables import csv
from tests.papers.test_write_a_workbook import hostile

pytestmark = pytest.mark.django_db

HEADER = ["姓名", "身份证号", "联系电话", "所在社区", "住址", "备注", "性别", "出生日期", "类别"]


def told(text: str) -> str:
    """Return one line of text as the people room keeps it."""
    return " ".join(tidy(text).split())


def sample() -> list[str]:
    """Return every twelfth hostile string and all that are short: enough to meet each kind."""
    found = list(dict.fromkeys(text for text in hostile() if told(text)))
    return [text for number, text in enumerate(found) if number % 12 == 0 or len(text) < 8]


def test_hostile_texts_go_in_and_out_unchanged_or_are_refused_with_a_sentence(
    county: County, post: Callable[..., Standing]
) -> None:
    worker = post("community_worker", county.communities[0])
    place = county.communities[0].name
    texts = sample()
    rows = [[text, "", "", place, text, text[:200], "", "", ""] for text in texts]
    batch = brought(io.BytesIO(workbook([Sheet("名单", HEADER, rows)])), worker)
    by_number = {line.number: line for line in batch.lines.all()}
    bad = {number for number, line in by_number.items() if line.verdict == "bad"}
    sentences = [error[1] for line in by_number.values() for error in line.finding["errors"]]
    assert all(sentence.endswith(("。", "?", "？")) for sentence in sentences)
    batch = actions.take_in(batch, by=worker.actor)
    while batch.state == State.PREVIEWED:
        bad |= {line.number for line in batch.lines.filter(verdict="bad")}
        batch = actions.take_in(batch, by=worker.actor)
    alike = {line.number for line in batch.lines.filter(verdict="differs")}  # like a row before them: nobody said which
    assert len(alike) < len(texts) / 50
    expected = sorted(
        (tidy_name(kept), told(kept), told(holdable(tidy(text[:200]))))
        for number, text in enumerate(texts, 2)
        for kept in [holdable(tidy(text))]
        if number in by_number and number not in bad | alike
    )
    assert sorted(Person.objects.values_list("name", "actual_address", "note")) == expected
    assert len(expected) > len(texts) / 2
    out = workbook([queries.error_sheet(batch, worker.actor)])
    assert out.startswith(b"PK")


def test_hostile_texts_in_number_and_day_columns_are_refused_with_a_sentence(
    county: County, post: Callable[..., Standing]
) -> None:
    worker = post("community_worker", county.communities[0])
    place = county.communities[0].name
    lines = [",".join(HEADER)]
    for number, text in enumerate(sample()):
        quoted = '"' + text.replace('"', '""').replace("\0", "").encode("utf-8", "replace").decode() + '"'
        lines.append(",".join([f"居民{number}", quoted, quoted, place, "", "", quoted, quoted, quoted]))
    batch = brought(csv("\n".join(lines)), worker)
    assert batch.good <= batch.rows / 20
    for line in batch.lines.filter(verdict="bad"):
        assert all(sentence for _code, sentence in line.finding["errors"])
