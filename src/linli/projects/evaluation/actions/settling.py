"""The draft is replied to, sent back or made final; what is to be put right is answered and taken."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import actions as accounts
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects.evaluation import policies
from linli.projects.evaluation.actions.road import RECTIFY, REPLY, ask_provider, end_asked, held, move
from linli.projects.evaluation.packs import terms
from linli.projects.evaluation.queries import scores
from linli.projects.models.evaluation import (
    Evaluation,
    EvaluationState,
    EvaluationStratum,
    Rectification,
    SampledRecord,
)
from linli.projects.packs import region_of
from linli.projects.words import text

MOST_ITEMS = 30


@action
def reply(evaluation: Evaluation, said: str, *, by: Actor) -> Evaluation:
    """Reply to the draft, once; agreeing is a reply too. Raises ``Refused``."""
    evaluation = held(evaluation)
    require(policies.reply(by, evaluation))
    evaluation.reply = text(said, 2000, "reply", ask=_("请写回应，没有意见就写“无异议”。"))
    end_asked(evaluation, REPLY, _("回应了"), by)
    return move(evaluation, "reply", by, fields=["reply"])


@action
def send_back(evaluation: Evaluation, sentence: str, *, by: Actor) -> Evaluation:
    """Send a draft back to the evaluator, and say why. Raises ``Refused``."""
    evaluation = held(evaluation)
    require(policies.send_back(by, evaluation))
    said = text(sentence, 500, "sentence", ask=_("请写一句为什么退回。"))
    end_asked(evaluation, REPLY, _("退回了"), by)
    evaluation.reply = ""
    return move(evaluation, "send_back", by, said, fields=["reply"])


@action
def finalise(evaluation: Evaluation, items: Sequence[tuple[str, date]], *, by: Actor) -> Evaluation:
    """Make a draft final: the result stands, the seed is shown, the evaluator's post ends.

    ``items`` are what is to be put right and by when; without any the evaluation is done. Raises ``Refused``.
    """
    evaluation = held(evaluation)
    require(policies.finalise(by, evaluation))
    told = terms(region_of(evaluation.project.place))
    scores.settle(evaluation, told)
    evaluation.seed_shown = evaluation.seed
    end_asked(evaluation, REPLY, _("定稿了"), by)
    fields = ["score", "grade", "passed", "closed_at", "finished_on", "seed_shown"]
    move(evaluation, "finalise", by, fields=fields, score=str(evaluation.score), grade=evaluation.grade)
    accounts.send_away(evaluation.post, by=by)
    _show_the_sample(evaluation)
    for number, (what, due_on) in enumerate(items[:MOST_ITEMS]):
        _owe(evaluation, what, due_on, number, by)
    return evaluation if items else move(evaluation, "complete", by)


@action
def answer_rectification(row: Rectification, said: str, *, by: Actor) -> Rectification:
    """Say what was done about one thing; once more replaces it until the purchaser has taken it."""
    row = _row(row)
    require(policies.answer_rectification(by, row))
    row.answer = text(said, 500, "answer", ask=_("请写怎么改的。"))
    row.answered_at, row.answered_name = timezone.now(), by.name
    row.save(update_fields=["answer", "answered_at", "answered_name"])
    end_asked(row.evaluation, RECTIFY, _("回复了"), by, row)
    audit.record("evaluation.rectification_answered", row, by=by, county=row.evaluation.project.county_id)
    return row


@action
def settle_rectification(row: Rectification, *, by: Actor) -> Rectification:
    """Take what was done; with the last one the evaluation is done."""
    evaluation = held(row.evaluation)
    row = _row(row)
    require(policies.settle_rectification(by, row))
    row.settled_at, row.settled_name = timezone.now(), by.name
    row.save(update_fields=["settled_at", "settled_name"])
    audit.record("evaluation.rectification_settled", row, by=by, county=evaluation.project.county_id)
    left = evaluation.rectifications.filter(settled_at=None).exists()
    if not left and evaluation.state == EvaluationState.FINAL:
        move(evaluation, "complete", by)
    return row


def _row(row: Rectification) -> Rectification:
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("evaluation__project")
    return rows.get(pk=row.pk)


def _owe(evaluation: Evaluation, what: str, due_on: date, number: int, by: Actor) -> None:
    if due_on <= timezone.localdate():
        raise Refused(_("整改的日期要在今天以后。"), f"{number}.due_on")
    said = text(what, 200, f"{number}.what", ask=_("请写整改什么。"))
    row = Rectification.objects.create(evaluation=evaluation, what=said, due_on=due_on)
    title = _("%(number)s 评估整改：%(what)s") % {"number": evaluation.project.number, "what": said[:60]}
    ask_provider(evaluation, RECTIFY, title, due_on, by, row)


def _show_the_sample(evaluation: Evaluation) -> None:
    """Write the codes that were drawn beside those of the frame, for whoever draws again."""
    codes: dict[str, list[str]] = {}
    for name, code in (
        SampledRecord.objects.filter(evaluation=evaluation).order_by("position").values_list("stratum", "code")
    ):
        codes.setdefault(name, []).append(code)
    rows = list(EvaluationStratum.objects.filter(evaluation=evaluation, name__in=codes))
    for row in rows:
        row.sample = "\n".join(codes[row.name])
    EvaluationStratum.objects.bulk_update(rows, ["sample"], batch_size=500)
