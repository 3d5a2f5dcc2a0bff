"""The eight types of question: how each is written, offered and answered. Pure; rows in, dataclasses out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.policy import Refused
from linli.kernel.text import tidy

MOST_QUESTIONS, MOST_OPTIONS = 30, 20
SHORT, LONG = 100, 2000
NUMBER = re.compile(r"-?[0-9]{1,12}")
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class Type(TextChoices):
    """What an answer may be."""

    ONE = "one", gettext_lazy("选一个")
    SEVERAL = "several", gettext_lazy("可选几个")
    FIVE = "five", gettext_lazy("五级评价")
    TEN = "ten", gettext_lazy("0到10分")
    NUMBER = "number", gettext_lazy("填数")
    DATE = "date", gettext_lazy("选日期")
    SHORT = "short", gettext_lazy("填一行")
    LONG = "long", gettext_lazy("说一段")


LEVELS = {
    5: gettext_lazy("非常满意"),
    4: gettext_lazy("满意"),
    3: gettext_lazy("基本满意"),
    2: gettext_lazy("不满意"),
    1: gettext_lazy("非常不满意"),
}
LOW, HIGH = (1, 2), (3, 4, 5)
IN_WORDS = frozenset({Type.SHORT, Type.LONG})
BY_BUTTON = frozenset({Type.ONE, Type.FIVE, Type.TEN})


@dataclass(frozen=True)
class Option:
    """One thing to choose. ``when``: 'low' or 'high' offers it after such a level of the question asked about."""

    code: str
    label: str
    when: str = ""


@dataclass(frozen=True)
class Question:
    """One question. ``about`` names the five-level question whose reasons are chosen here; bounds are for numbers."""

    code: str
    type: str
    text: str
    options: tuple[Option, ...] = ()
    about: str = ""
    least: int = 0
    most: int = 1_000_000

    @property
    def row(self) -> dict[str, Any]:
        """The question as it is stored."""
        told: dict[str, Any] = {"code": self.code, "type": str(self.type), "text": self.text}
        if self.options:
            told["options"] = [
                {"code": one.code, "label": one.label} | ({"when": one.when} if one.when else {})
                for one in self.options
            ]
        if self.about:
            told["about"] = self.about
        if self.type == Type.NUMBER:
            told |= {"least": self.least, "most": self.most}
        return told

    def offered(self, level: int | None = None) -> list[tuple[str, str]]:
        """Return value and label of what may be chosen, given the level of the question it asks about."""
        if self.type == Type.FIVE:
            return [(str(value), str(label)) for value, label in LEVELS.items()]
        if self.type == Type.TEN:
            return [(str(value), str(value)) for value in range(11)]
        side = "" if level is None else "low" if level in LOW else "high"
        return [(one.code, one.label) for one in self.options if not side or one.when in ("", side)]


@dataclass(frozen=True)
class Value:
    """An answer: what was chosen or counted, and the words of a free answer; both empty when it was skipped."""

    value: Any = None
    text: str = ""


def parse(rows: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Read the questions of a questionnaire. Raises :class:`Refused` with what is wrong and at which question."""
    if not rows:
        raise Refused(_("一个问题也没有。"))
    if len(rows) > MOST_QUESTIONS:
        raise Refused(_("问题太多了，最多 %(most)d 个。") % {"most": MOST_QUESTIONS})
    told = tuple(_question(number, row) for number, row in enumerate(rows, 1))
    codes = [one.code for one in told]
    if len(set(codes)) != len(codes):
        raise Refused(_("有两个问题用了同一个代码。"))
    for number, one in enumerate(told):
        levels = {earlier.code for earlier in told[:number] if earlier.type == Type.FIVE}
        if one.about and one.about not in levels:
            raise Refused(_("第 %(n)d 题问的是为什么，前面要先有那道五级评价。") % {"n": number + 1})
    return told


def _question(number: int, row: Mapping[str, Any]) -> Question:
    code, kind, text = str(row.get("code", "")), str(row.get("type", "")), tidy(str(row.get("text", "")))
    if not CODE.fullmatch(code) or kind not in Type.values:
        raise Refused(_("第 %(n)d 题的代码或类型不对。") % {"n": number})
    if not text or len(text) > SHORT:
        raise Refused(_("第 %(n)d 题要有问句，最多 %(most)d 个字。") % {"n": number, "most": SHORT})
    options = tuple(
        Option(str(one["code"]), tidy(str(one["label"])), str(one.get("when", ""))) for one in row.get("options", ())
    )
    if kind in (Type.ONE, Type.SEVERAL) and not 2 <= len(options) <= MOST_OPTIONS:
        raise Refused(_("第 %(n)d 题要有两个以上的选项，最多二十个。") % {"n": number})
    if len({one.code for one in options}) != len(options) or not all(one.label for one in options):
        raise Refused(_("第 %(n)d 题的选项有重复的或空的。") % {"n": number})
    least, most = int(row.get("least", 0)), int(row.get("most", 1_000_000))
    if least > most:
        raise Refused(_("第 %(n)d 题最小的数比最大的还大。") % {"n": number})
    return Question(code, kind, text, options, str(row.get("about", "")), least, most)


def read(question: Question, raw: Sequence[str]) -> Value:
    """Return the answer that ``raw`` (the values sent) gives to a question; nothing at all is a question skipped.

    Raises :class:`Refused` with the sentence for the field, named by the question's code.
    """
    told = [tidy(one) for one in raw if tidy(one)]
    if not told:
        return Value()
    if question.type in IN_WORDS:
        return _words(question, told[0])
    return Value(_READERS[question.type](question, told))


def _words(question: Question, text: str) -> Value:
    most = SHORT if question.type == Type.SHORT else LONG
    if len(text) > most:
        raise Refused(_("太长了，最多 %(most)d 个字。") % {"most": most}, question.code)
    return Value(text=text)


def _one(question: Question, told: Sequence[str]) -> Any:
    known = {value for value, _label in question.offered()}
    if told[0] not in known or len(told) > 1:
        raise Refused(_("请在列出的里面选一个。"), question.code)
    return int(told[0]) if question.type in (Type.FIVE, Type.TEN) else told[0]


def _several(question: Question, told: Sequence[str]) -> list[str]:
    known = [value for value, _label in question.offered()]
    if not set(told) <= set(known):
        raise Refused(_("请在列出的里面选。"), question.code)
    return [one for one in known if one in told]


def _number(question: Question, told: Sequence[str]) -> int:
    digits = told[0].translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if not NUMBER.fullmatch(digits):
        raise Refused(_("请填一个整数。"), question.code)
    whole = int(digits)
    if not question.least <= whole <= question.most:
        sentence = _("请填 %(least)d 到 %(most)d 之间的整数。")
        raise Refused(sentence % {"least": question.least, "most": question.most}, question.code)
    return whole


def _date(question: Question, told: Sequence[str]) -> str:
    try:
        return date.fromisoformat(told[0]).isoformat()
    except ValueError:
        raise Refused(_("请选一个日期，比如 2026-05-01。"), question.code) from None


_READERS: dict[str, Callable[[Question, Sequence[str]], Any]] = {
    Type.ONE: _one, Type.FIVE: _one, Type.TEN: _one, Type.SEVERAL: _several, Type.NUMBER: _number, Type.DATE: _date,
}  # fmt: skip


def shown(question: Question, value: Any, text: str = "") -> str:
    """Return an answer as somebody reads it; '' for one that was skipped."""
    if text or value is None:
        return text
    labels = dict(question.offered())
    if question.type == Type.SEVERAL:
        return "、".join(labels.get(one, one) for one in value)
    return labels.get(str(value), str(value))
