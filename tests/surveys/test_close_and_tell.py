"""A survey is closed: counted as worked out by hand, its people forgotten, its draw open to everybody."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.people.models import Person
from linli.surveys import actions
from linli.surveys.models import Answer, Attempt, Door, Rectification, Respondent, Survey, SurveyResult
from linli.surveys.views.public import told
from tests.factories import surveys as factory
from tests.factories.people import person
from tests.factories.places import County
from tests.support.login import sign_in

BORN = date(1990, 6, 1)


@pytest.fixture
def work(county: County) -> factory.Fieldwork:
    """30 grown-ups in one community and 20 in another; 10 are drawn of them, 6 and 4."""
    for place, count in ((0, 30), (2, 20)):
        for number in range(count):
            person(county.communities[place], f"居民{place}{number}", birth_date=BORN)
    return factory.drawn(county.division)


def answered(work: factory.Fieldwork, first: list[int], second: list[int], **more: list[str]) -> None:
    """Have the first of each community give these levels."""
    strata: dict[int, list[Respondent]] = {}
    for row in work.respondents():
        strata.setdefault(row.stratum.size, []).append(row)
    for size, levels in ((30, first), (20, second)):
        for row, level in zip(strata[size], levels, strict=False):
            factory.tell(row, work.interviewer, level, **more)


def test_nobody_but_the_evaluator_closes_and_not_before_the_last_day(county: County, residents: list[Person]) -> None:
    work = factory.drawn(county.division, closes_on=timezone.localdate() + timedelta(days=1))
    for by in (work.officer, work.interviewer):
        with pytest.raises(Refused, match="由负责这次调查的第三方评估员来做"):
            actions.close(work.survey, by=by)
    with pytest.raises(Refused, match="中途谁也看不到结果"):
        actions.close(work.survey, by=work.evaluator)
    assert not SurveyResult.objects.exists()


def test_the_result_is_the_one_worked_out_by_hand(work: factory.Fieldwork) -> None:
    # 6 of 30 and 4 of 20 were drawn; 5 and 4 answered, 4 and 2 of them satisfied (3, 4 or 5).
    # p = 0.6 × 4/5 + 0.4 × 2/4 = 0.68.
    # Var = 0.36 × (1 − 5/30) × 0.16 / 4 + 0.16 × (1 − 4/20) × 0.25 / 3 = 0.012 + 0.0106667 = 0.0226667.
    # n* = 0.68 × 0.32 / 0.0226667 = 9.6; Wilson at z = 1.959964: middle (0.68 + 3.841459/19.2) / 1.400152 = 0.628558,
    # half 1.959964 × √(0.0226667 + 3.841459 / 368.64) / 1.400152 = 0.254626.
    answered(work, [5, 4, 4, 3, 1], [5, 5, 2, 1])
    refuser = next(row for row in work.respondents() if row.state == "waiting")
    with work.asking() as by:
        actions.note_attempt(refuser, "refused", by=by)
    told = factory.closed(work).result.content
    overall = told["questions"][0]["result"]
    assert {name: overall[name] for name in ("n", "frame", "drawn", "reached", "answered", "response_rate")} == {
        "n": 9, "frame": 50, "drawn": 10, "reached": 10, "answered": 9, "response_rate": 0.9,
    }  # fmt: skip
    assert overall["share"] == pytest.approx(0.68, abs=1e-9)
    assert (overall["low"], overall["high"]) == (pytest.approx(0.373931, abs=2e-6), pytest.approx(0.883184, abs=2e-6))


def test_who_skipped_the_question_is_not_counted_in_it(work: factory.Fieldwork) -> None:
    answered(work, [5, 4], [])
    third = [row for row in work.respondents() if row.state == "waiting"][0]
    with work.asking() as by:
        actions.answer(third, {"help": ["1"]}, by=by, way="phone", whole=True)
    questions = factory.closed(work).result.content["questions"]
    assert [(one["code"], one["n"]) for one in questions] == [("overall", 2), ("why", 0), ("help", 1), ("words", 0)]
    assert (questions[0]["result"]["n"], questions[0]["result"]["answered"]) == (2, 3)


def test_reasons_are_counted_with_how_many_answered(work: factory.Fieldwork) -> None:
    answered(work, [5, 4, 2], [], why=["quick", "slow"])
    why = factory.closed(work).result.content["questions"][1]
    counts = {row["code"]: row["count"] for row in why["chosen"] if row["count"]}
    assert (why["n"], counts) == (3, {"quick": 3, "slow": 3})


def test_a_community_of_few_answers_has_no_figure_of_its_own(work: factory.Fieldwork) -> None:
    answered(work, [5, 4, 4, 3, 1], [5])
    rows = factory.closed(work).result.content["questions"][0]["communities"]
    assert rows == [{"name": "示范第1社区", "few": True}, {"name": "柳河第1社区", "few": True}]


def test_communities_of_few_answers_are_one_sentence(work: factory.Fieldwork) -> None:
    answered(work, [5, 4, 4, 3, 1], [5])
    survey = factory.closed(work)
    page = Client().get(f"/survey/{survey.pk}/").content.decode()
    assert "2 个社区答这题的都不到 10 人，不单列" in page
    assert "示范第1社区" not in page


def test_a_community_of_enough_answers_has_its_row_and_the_others_their_sentence() -> None:
    figure = {
        "share": 0.8, "low": 0.5, "high": 0.9, "n": 10, "confidence": 0.95, "frame": 30, "drawn": 12, "reached": 11,
        "answered": 10,
    }  # fmt: skip
    rows = [{"name": "大社区", "result": figure}, {"name": "小社区", "few": True}, {"name": "另一个", "few": True}]
    question = {"text": "满意吗", "n": 12, "chosen": [], "type": "five", "result": None, "communities": rows}
    (one,) = told({"questions": [question]})
    assert [row["name"] for row in one["communities"]] == ["大社区"]
    assert one["communities"][0]["cells"][2] == "n=10"
    assert one["few"] == 2


def test_nobody_answered_and_no_figure_is_printed(work: factory.Fieldwork) -> None:
    survey = factory.closed(work)
    assert survey.result.content["questions"][0]["result"] is None
    page = Client().get(f"/survey/{survey.pk}/").content.decode()
    assert "答的人不够，没有这个数" in page
    assert "%（" not in page


def test_after_the_closing_no_row_tells_who_it_was(work: factory.Fieldwork) -> None:
    answered(work, [5], [])
    survey = factory.closed(work)
    with seeing(work.evaluator.scope):
        rows = Respondent.objects.filter(survey=survey)
        assert rows.count() == 10
        for name in ("person", "token_sealed", "sent_at", "call_at", "held_by", "held_at"):
            assert set(rows.values_list(name, flat=True)) == {None}
        assert set(rows.values_list("paper", flat=True)) == {""}
        assert Attempt.objects.filter(survey=survey).count() == 0
        assert Answer.objects.filter(survey=survey).count() == 4
    assert Door.objects.filter(survey=survey).count() == 0
    assert survey.frame_key_sealed is None
    assert {pk.version for pk in rows.values_list("pk", flat=True)} <= {4}


def test_a_closed_survey_and_its_result_are_never_changed(work: factory.Fieldwork) -> None:
    survey = factory.closed(work)
    for breach in (
        lambda: Survey.objects.filter(pk=survey.pk).update(title="别的"),
        lambda: Survey.objects.filter(pk=survey.pk).update(closed_at=None, seed_shown=""),
        lambda: SurveyResult.objects.filter(survey=survey).update(content={}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), acting():
            breach()
    with pytest.raises(Refused, match="已经结束了"):
        actions.close(survey, by=work.evaluator)


def test_before_the_closing_the_public_page_shows_the_commitment_and_no_seed(work: factory.Fieldwork) -> None:
    answered(work, [5], [])
    page = Client().get(f"/survey/{work.survey.pk}/").content.decode()
    assert work.survey.commitment in page
    assert "调查进行中" in page
    assert factory.SEED not in page
    assert "%" not in page.split("<main")[1].split("</main>")[0]
    assert Client().get(f"/survey/{work.survey.pk}/draw.json").status_code == 404


def test_after_it_anybody_draws_the_sample_again(work: factory.Fieldwork, tmp_path: Path) -> None:
    drawn = {row.code for row in work.respondents()}
    survey = factory.closed(work)
    told = Client().get(f"/survey/{survey.pk}/draw.json").json()
    assert told["seed"] == factory.SEED
    assert {code for codes in told["sample"].values() for code in codes} == drawn
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(told))
    call_command("survey", "replay", str(file))


def test_the_public_page_prints_the_figure_whole_with_its_method(work: factory.Fieldwork) -> None:
    answered(work, [5, 4, 4, 3, 1], [5, 5, 2, 1])
    survey = factory.closed(work)
    page = Client().get(f"/survey/{survey.pk}/").content.decode()
    assert "68.0%（95% 置信区间 37.4%–88.3%；n=9，应答率 100.0%：联系上 9 人，答了 9 人，抽到 10 人）" in page
    assert "算满意的是：非常满意、满意、基本满意。" in page
    assert survey.seed_shown in page


def test_only_a_number_of_a_running_survey_is_told_to_be_true(work: factory.Fieldwork) -> None:
    number = work.survey.callback
    assert (len(number), number.isdecimal()) == (12, True)
    spoken = f"{number[:4]} {number[4:8]}-{number[8:]}"
    assert "是真的" in Client().get("/survey/", {"number": spoken}).content.decode()
    assert "没有这个号码" in Client().get("/survey/", {"number": "000000000000"}).content.decode()
    factory.closed(work)
    assert "没有这个号码" in Client().get("/survey/", {"number": number}).content.decode()


def test_rectification_names_units_and_has_no_place_for_a_person() -> None:
    columns = {field.name for field in Rectification._meta.get_fields()}
    assert columns == {"id", "survey", "place", "what", "due_on", "asked_at", "answer", "answered_at"}


def test_what_a_unit_is_asked_is_refused_while_the_survey_runs_and_by_others(
    county: County, work: factory.Fieldwork
) -> None:
    due, unit = timezone.localdate() + timedelta(days=30), county.communities[0]
    with pytest.raises(Refused, match="调查结束以后才能提整改"):
        actions.rectify(work.survey, unit, "回电话要快", due, by=work.officer)
    survey = factory.closed(work)
    with pytest.raises(Refused, match="由区县或负责的评估员提出"):
        actions.rectify(survey, unit, "回电话要快", due, by=factory.actor("station_lead", county.towns[0]))
    with pytest.raises(Refused, match="要在今天以后"):
        actions.rectify(survey, unit, "回电话要快", date(2020, 1, 1), by=work.officer)


def test_the_unit_answers_once_and_no_other_does(county: County, work: factory.Fieldwork) -> None:
    survey, due = factory.closed(work), timezone.localdate() + timedelta(days=30)
    row = actions.rectify(survey, county.communities[0], "回电话要快", due, by=work.officer)
    lead, other = (factory.actor(Role.STATION_LEAD, town) for town in county.towns)
    with pytest.raises(Refused, match="由那个单位来答复"):
        actions.answer_rectification(row, "加了一部电话", by=other)
    client = sign_in(Client(), lead)
    assert "回电话要快" in client.get("/m/surveys/").content.decode()
    assert client.post(f"/m/surveys/rectify/{row.pk}/", {"answer": "加了一部电话"}).status_code == 302
    row.refresh_from_db()
    assert (row.answer, row.answered_at is not None) == ("加了一部电话", True)
    with pytest.raises(Refused, match="已经答复过了"):
        actions.answer_rectification(row, "又加了一部", by=lead)


def test_the_public_list_asks_as_much_at_one_survey_as_at_three(
    county: County, residents: list[Person], django_assert_num_queries: Callable[..., Any]
) -> None:
    for count in (1, 3):
        while Survey.objects.filter(opened_at__isnull=False).count() < count:
            factory.drawn(county.division)
        Client().get("/survey/")
        with django_assert_num_queries(4):
            Client().get("/survey/")
