"""A long frame is drawn by the worker: told how far, kept whole or not at all, and never twice."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.surveys import actions, packs, tasks
from linli.surveys.actions import drawing
from linli.surveys.models import DrawRun, Respondent, Stratum, Survey
from tests.factories import surveys as factory
from tests.factories.places import County
from tests.support.login import sign_in


@pytest.fixture
def work(county: County, residents: list[Person], monkeypatch: pytest.MonkeyPatch) -> factory.Fieldwork:
    """A survey of ten people, in a region where nine are drawn while one waits."""
    lines = packs.ways()
    monkeypatch.setattr(drawing, "ways", lambda: SimpleNamespace(**{**vars(lines), "at_once": 9}))
    return factory.prepared(county.division)


@pytest.fixture
def deferred(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was given to the worker."""
    given: list[tuple[str, str]] = []
    monkeypatch.setattr(drawing, "_defer", lambda survey, by: given.append((str(survey), str(by.post))))
    return given


def ask(work: factory.Fieldwork, capture: Callable[..., Any]) -> DrawRun | None:
    with work.asking(work.evaluator) as by, capture(execute=True):
        return actions.ask_draw(work.survey, by=by)


def test_nobody_but_the_evaluator_asks_or_tells_how_far(work: factory.Fieldwork) -> None:
    for by in (work.officer, work.interviewer):
        for verb in (actions.ask_draw, actions.read_frame):
            with pytest.raises(Refused, match="由负责这次调查的第三方评估员来做"):
                verb(work.survey, by=by)
        with pytest.raises(Refused, match="由负责这次调查的第三方评估员来做"):
            actions.note_draw(work.survey, 1, by=by)


def test_while_it_is_drawn_nobody_asks_again(
    work: factory.Fieldwork, deferred: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    run = ask(work, django_capture_on_commit_callbacks)
    assert run is not None and (run.people, run.get_step_display()) == (10, "排队")
    with pytest.raises(Refused, match="正在抽样"):
        ask(work, django_capture_on_commit_callbacks)
    assert deferred == [(str(work.survey.pk), str(work.evaluator.post))]
    with acting():
        DrawRun.objects.update(asked_at=timezone.now() - timedelta(hours=2))  # the worker has died over it
    assert ask(work, django_capture_on_commit_callbacks) is not None
    assert len(deferred) == 2


def test_the_worker_draws_and_says_that_it_is_done(
    work: factory.Fieldwork, deferred: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ask(work, django_capture_on_commit_callbacks)
    tasks.draw_survey(*deferred[0])
    survey, run = work.again(), DrawRun.objects.get()
    assert (survey.frame_size, survey.drawn, survey.stage) == (10, 10, "open")
    assert (run.get_step_display(), run.people, run.note, run.ended_at is not None) == ("抽好了", 10, "", True)
    assert len(work.respondents()) == 10


def test_run_again_it_draws_nobody_twice(
    work: factory.Fieldwork, deferred: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ask(work, django_capture_on_commit_callbacks)
    tasks.draw_survey(*deferred[0])
    before = work.again().commitment
    tasks.draw_survey(*deferred[0])
    assert work.again().commitment == before and len(work.respondents()) == 10


def test_a_fault_while_it_is_kept_leaves_nothing_and_is_told(
    work: factory.Fieldwork, deferred: list[Any], django_capture_on_commit_callbacks: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ask(work, django_capture_on_commit_callbacks)
    with monkeypatch.context() as broken:
        broken.setattr(drawing, "_papers", lambda count: 1 / 0)
        tasks.draw_survey(*deferred[0])
    assert (work.again().stage, Stratum.objects.count(), work.respondents()) == ("preparing", 0, [])
    assert "抽样时出了意外" in DrawRun.objects.get().note
    page = sign_in(Client(), work.evaluator).get(f"/m/surveys/{work.survey.pk}/").content.decode()
    assert "没有抽成" in page
    ask(work, django_capture_on_commit_callbacks)
    tasks.draw_survey(*deferred[1])
    assert (work.again().stage, DrawRun.objects.get().note) == ("open", "")


def test_an_empty_frame_is_told_on_the_page(
    county: County, deferred: list[Any], monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    lines = packs.ways()
    monkeypatch.setattr(drawing, "ways", lambda: SimpleNamespace(**{**vars(lines), "at_once": -1}))
    work = factory.prepared(county.division)
    ask(work, django_capture_on_commit_callbacks)
    tasks.draw_survey(*deferred[0])
    assert DrawRun.objects.get().note == "名单里一个人也没有，抽不出样本。"


def test_the_page_shows_how_far_it_is(
    work: factory.Fieldwork, deferred: list[Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    ask(work, django_capture_on_commit_callbacks)
    with work.asking(work.evaluator) as by:
        actions.note_draw(work.survey, DrawRun.Step.DRAWING, by=by)
    page = sign_in(Client(), work.evaluator).get(f"/m/surveys/{work.survey.pk}/").content.decode()
    assert "正在抽样" in page and "名单里 10 人" in page


def test_a_short_frame_is_drawn_while_one_waits(
    county: County, residents: list[Person], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    work = factory.prepared(county.division)
    assert ask(work, django_capture_on_commit_callbacks) is None
    assert (work.again().stage, DrawRun.objects.exists()) == ("open", False)


def test_in_pieces_the_same_seed_draws_the_same_people(county: County, residents: list[Person]) -> None:
    whole, pieces = factory.drawn(county.division, size=4), factory.prepared(county.division, size=4)
    with pieces.asking(pieces.evaluator) as by:
        laid = actions.read_frame(pieces.survey, by=by)
        with connection.execute_wrapper(_none):
            chosen = drawing.chosen_of(pieces.survey, laid, factory.SEED, factory.KEY)
        actions.keep_draw(pieces.survey, laid, chosen, by=by)
    assert [row.code for row in pieces.respondents()] == [row.code for row in whole.respondents()]
    assert pieces.again().frame_digest == whole.survey.frame_digest
    assert Respondent.objects.count() <= 8 and Survey.objects.filter(opened_at__isnull=False).count() == 2


def _none(*_asked: Any) -> None:
    raise AssertionError("a draw asks the database for nothing")
