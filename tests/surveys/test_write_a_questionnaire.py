"""A questionnaire: eight types of question, versions that never change, reasons as data."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.surveys import actions
from linli.surveys.models import QuestionnaireVersion
from linli.surveys.packs import templates
from linli.surveys.questions import Question, Type, Value, parse, read, shown
from tests.factories import surveys as factory
from tests.factories.places import County

FIVE = {"code": "overall", "type": "five", "text": "满意吗？"}
WHY = {
    "code": "why", "type": "several", "text": "为什么？", "about": "overall",
    "options": [{"code": "slow", "label": "慢", "when": "low"}, {"code": "kind", "label": "好", "when": "high"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "一个问题也没有。"),
        ([FIVE] * 31, "问题太多了，最多 30 个。"),
        ([FIVE, FIVE], "有两个问题用了同一个代码。"),
        ([WHY, FIVE], "第 1 题问的是为什么，前面要先有那道五级评价。"),
        ([{**FIVE, "text": " "}], "第 1 题要有问句，最多 100 个字。"),
        ([{**FIVE, "type": "picture"}], "第 1 题的代码或类型不对。"),
        ([{"code": "a", "type": "one", "text": "哪个？", "options": [{"code": "x", "label": "甲"}]}],
         "第 1 题要有两个以上的选项，最多二十个。"),
        ([{"code": "a", "type": "number", "text": "几次？", "least": 5, "most": 1}], "第 1 题最小的数比最大的还大。"),
    ],
)  # fmt: skip
def test_what_is_no_questionnaire_is_refused(rows: Any, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(rows)
    assert refused.value.sentence == sentence


def question(kind: str, **facts: Any) -> Question:
    return parse([{"code": "a", "type": kind, "text": "问"} | facts])[0]


TWO = [{"code": "x", "label": "甲"}, {"code": "y", "label": "乙"}]


@pytest.mark.parametrize(
    ("asked", "raw", "sentence"),
    [
        (question("one", options=TWO), ["z"], "请在列出的里面选一个。"),
        (question("one", options=TWO), ["x", "y"], "请在列出的里面选一个。"),
        (question("several", options=TWO), ["x", "z"], "请在列出的里面选。"),
        (question("five"), ["6"], "请在列出的里面选一个。"),
        (question("ten"), ["11"], "请在列出的里面选一个。"),
        (question("number", least=0, most=9), ["10"], "请填 0 到 9 之间的整数。"),
        (question("number"), ["1.5"], "请填一个整数。"),
        (question("number"), ["NaN"], "请填一个整数。"),
        (question("number"), ["1e999999"], "请填一个整数。"),
        (question("date"), ["2026-02-30"], "请选一个日期，比如 2026-05-01。"),
        (question("short"), ["字" * 101], "太长了，最多 100 个字。"),
        (question("long"), ["字" * 2001], "太长了，最多 2000 个字。"),
    ],
)
def test_an_answer_that_is_none_is_refused_at_its_question(asked: Question, raw: list[str], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read(asked, raw)
    assert (refused.value.sentence, refused.value.field) == (sentence, "a")


@pytest.mark.parametrize(
    ("asked", "raw", "value", "words"),
    [
        (question("one", options=TWO), ["x"], Value("x"), "甲"),
        (question("several", options=TWO), ["y", "x"], Value(["x", "y"]), "甲、乙"),
        (question("five"), ["5"], Value(5), "非常满意"),
        (question("ten"), ["0"], Value(0), "0"),
        (question("number"), ["１２"], Value(12), "12"),
        (question("date"), ["2026-05-01"], Value("2026-05-01"), "2026-05-01"),
        (question("short"), [" 好 "], Value(text="好"), "好"),
        (question("long"), ["多来看看"], Value(text="多来看看"), "多来看看"),
        (question("five"), [""], Value(), ""),
    ],
)
def test_each_type_reads_its_answer(asked: Question, raw: list[str], value: Value, words: str) -> None:
    assert read(asked, raw) == value
    assert shown(asked, value.value, value.text) == words


def test_eight_types_are_tested() -> None:
    assert len(Type) == 8


def test_the_reasons_follow_the_level_they_are_asked_about() -> None:
    why = parse([FIVE, WHY])[1]
    assert why.offered(1) == [("slow", "慢")]
    assert why.offered(5) == [("kind", "好")]
    assert why.offered() == [("slow", "慢"), ("kind", "好")]


def test_the_templates_of_the_pack_are_questionnaires_and_short_enough_to_be_read_out() -> None:
    for one in templates().values():
        parse(one.questions)
        assert len(one.opening) <= 120
    assert set(templates()) == {"residents", "served"}


def test_nobody_but_an_evaluator_begins_one_and_nobody_else_writes_in_it(county: County) -> None:
    officer, evaluator, other = (
        factory.actor(role, county.division) for role in (Role.COUNTY_OFFICER, Role.EVALUATOR, Role.EVALUATOR)
    )
    with pytest.raises(Refused, match="问卷由第三方评估员来写"):
        actions.begin_questionnaire("residents", by=officer)
    with pytest.raises(Refused, match="请选一份模板"):
        actions.begin_questionnaire("none", by=evaluator)
    made = actions.begin_questionnaire("residents", by=evaluator)
    for write in (
        lambda: actions.write_questions(made, [FIVE], by=other),
        lambda: actions.publish(made, by=other),
    ):
        with pytest.raises(Refused, match="这份问卷是别人的"):
            write()


def test_a_published_version_stays_when_the_draft_is_written_on(county: County) -> None:
    evaluator = factory.actor(Role.EVALUATOR, county.division)
    made = actions.begin_questionnaire("residents", by=evaluator)
    first = actions.publish(made, by=evaluator)
    assert actions.publish(made, by=evaluator) == first
    actions.write_questions(made, [FIVE], by=evaluator)
    second = actions.publish(made, by=evaluator)
    assert [(one.number, len(one.questions)) for one in made.versions.order_by("number")] == [(1, 4), (2, 1)]
    assert first.digest != second.digest


def test_the_database_lets_nobody_change_a_published_version(county: County) -> None:
    version = factory.version(factory.actor(Role.EVALUATOR, county.division))
    for breach in (
        lambda: QuestionnaireVersion.objects.filter(pk=version.pk).update(questions=[FIVE]),
        lambda: QuestionnaireVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic(), acting():
            breach()
