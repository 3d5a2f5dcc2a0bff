"""What a survey holds of a person: hers to read and take, gone when she is erased, nobody's once it has closed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.people.copies import Part, Row
from linli.people.models import Person
from linli.surveys.models import Answer, Attempt, Door, Respondent, State
from linli.surveys.questions import parse, shown


def part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return what running surveys hold of her, to her own hand alone.

    A copy that a worker hands over would tell the place who was drawn, so it never says whether she was: the sentence
    is the same for everybody.
    """
    columns = {"survey": _("调查"), "what": _("问什么"), "text": _("怎么答的")}
    left = _(
        "正在进行的满意度调查不经工作人员的手：抽到没有、答了什么，由本人登录后自己取。结束的调查不再记得是谁答的。"
    )
    if by.post is not None:
        return [Part("surveys", _("满意度调查"), columns, [], left)]
    rows: list[Row] = []
    drawn = Respondent.objects.filter(person__in=selves, survey__closed_at=None)
    for one in drawn.select_related("survey__version").order_by("survey__opened_at", "id"):
        asked = {question.code: question for question in parse(one.survey.asks.questions)}
        rows.append({"survey": one.survey.title, "what": _("抽到了您"), "text": str(one.get_state_display())})
        rows += [
            {
                "survey": one.survey.title, "what": asked[kept.question].text,
                "text": shown(asked[kept.question], kept.value, kept.text),
            }
            for kept in Answer.objects.filter(respondent=one).order_by("question")
        ]  # fmt: skip
    return [Part("surveys", _("满意度调查"), columns, rows, left)]


def forget(selves: Sequence[UUID]) -> int:
    """Take her out of the samples of running surveys, with her answers, her link and every try to reach her."""
    drawn = Respondent.objects.filter(person__in=selves)
    keys = list(drawn.values_list("pk", flat=True))
    gone = (
        Answer.objects.filter(respondent__in=keys).delete()[0] + Attempt.objects.filter(respondent__in=keys).delete()[0]
    )
    gone += Door.objects.filter(respondent__in=keys).delete()[0]
    return gone + drawn.update(person=None, state=State.GONE, token_sealed=None, coached=False, paper="")
