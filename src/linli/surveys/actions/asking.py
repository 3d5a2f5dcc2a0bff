"""Somebody is asked: by her link, by telephone, at the door, on paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import locks
from linli.people.models import Person
from linli.surveys import policies, queries
from linli.surveys.models import REACHED, Answer, Attempt, Outcome, Respondent, State, Stratum, Survey, Way
from linli.surveys.packs import ways
from linli.surveys.queries.fieldwork import address
from linli.surveys.questions import Question, parse, read


def _unrestricted(respondent: Respondent, by: Actor) -> Person | None:
    """Return who is asked; refuse when what is kept of her is stored and not used, or her file was shut since."""
    person = queries.whom(respondent, by)
    require(locks.refusal([person] if person is not None else [], by))
    return person


def _locked(respondent: Respondent) -> Respondent:
    rows = Respondent.objects.select_for_update(of=("self",))
    return rows.select_related("survey__version", "survey__place", "stratum").get(pk=respondent.pk)


@action
def answer(
    respondent: Respondent, told: Mapping[str, Sequence[str]], *, by: Actor, way: str, whole: bool = False
) -> Respondent:
    """Keep answers: question → the values sent; an empty one is a question skipped, and may be answered again.

    With ``whole`` the questions that are not told are skipped too (a call, a sheet). When every question has its answer
    she has answered, and nothing is taken any more. Raises :class:`Refused` with the question's code.
    """
    _unrestricted(respondent, by)
    row = _locked(respondent)
    require(policies.answer(by, row))
    questions = parse(row.survey.asks.questions)
    asked = {one.code: one for one in questions if whole or one.code in told}
    if not asked:
        raise Refused(_("没有这道题。"))
    for code, question in asked.items():
        _put(row, question, told.get(code, ()), way)
    if row.answers.count() == len(questions):
        row.state, row.reached, row.held_by, row.call_at = State.ANSWERED, True, None, None
        row.save(update_fields=["state", "reached", "held_by", "call_at"])
        Stratum.objects.filter(pk=row.stratum_id).update(answered=F("answered") + 1)
        if by.post is not None:
            _note(row, Outcome.ANSWERED, by, way)
        audit.record("survey.answered", row.survey, by=by, way=way)
    return row


def _put(row: Respondent, question: Question, raw: Sequence[str], way: str) -> None:
    value = read(question, raw)
    kept = Answer.objects.filter(respondent=row, question=question.code).first()
    kept = kept or Answer(survey_id=row.survey_id, respondent=row, question=question.code)
    kept.value, kept.text, kept.way = value.value, value.text, way
    kept.save()


def _note(row: Respondent, outcome: str, by: Actor, way: str) -> None:
    Attempt.objects.create(
        survey_id=row.survey_id, respondent=row, outcome=outcome, way=way, at=timezone.now(), by_post=by.post
    )


@action
def take_next(survey: Survey, *, by: Actor, way: str = Way.PHONE) -> Respondent | None:
    """Return the next one to ask, kept for this post for a while; None when nobody waits.

    Calls that were agreed on come first when their time has come. A stratum whose quota is full is left alone, and two
    who ask at once are given two.
    """
    require(policies.take_next(by, survey))
    now = timezone.now()
    free = Q(held_by=None) | Q(held_at__lt=now - ways().held) | Q(held_by=by.post)
    rows = Respondent.objects.visible_to(by).filter(free, survey=survey, state=State.WAITING, way=way)
    rows = rows.filter(Q(call_at=None) | Q(call_at__lte=now))
    if survey.quota:
        rows = rows.filter(stratum__answered__lt=survey.quota)
    mine = rows.select_for_update(of=("self",), skip_locked=True)
    found = mine.order_by(F("call_at").asc(nulls_last=True), "code").first()
    if found is not None:
        found.held_by, found.held_at = by.post, now
        found.save(update_fields=["held_by", "held_at"])
        audit.record("survey.next_taken", survey, by=by, way=way)
    return found


@action
def note_attempt(respondent: Respondent, outcome: str, *, by: Actor, call_at: datetime | None = None) -> Respondent:
    """Note what came of a try without an answer. Who was not met often enough is asked another way, then no more."""
    _unrestricted(respondent, by)
    row = _locked(respondent)
    require(policies.note_attempt(by, row, call_at))
    if outcome not in Outcome.values or outcome == Outcome.ANSWERED:
        raise Refused(_("请选结果。"), "outcome")
    if outcome == Outcome.LATER and call_at is None:
        raise Refused(_("约到什么时候？"), "call_at")
    _note(row, outcome, by, row.way)
    row.reached, row.held_by = row.reached or outcome in REACHED, None
    row.call_at = call_at if outcome == Outcome.LATER else timezone.now() + ways().again
    if outcome == Outcome.REFUSED:
        row.state, row.call_at = State.REFUSED, None
    elif outcome != Outcome.LATER:
        row.tries += 1
        if outcome == Outcome.WRONG or row.tries >= ways().tries:
            _another_way(row)
    row.save()
    audit.record("survey.tried", row.survey, by=by, outcome=outcome)
    return row


def _another_way(row: Respondent) -> None:
    row.tries, row.call_at = 0, None
    if row.way == Way.DOOR:
        row.state = State.LOST
    row.way = Way.DOOR


@action
def reveal_number(respondent: Respondent, *, by: Actor) -> str:
    """Return the whole telephone number of who is asked now, and leave a look; '' when there is none."""
    person = _unrestricted(respondent, by)
    require(policies.reveal_number(by, respondent))
    if person is None:
        return ""
    audit.looked(
        "survey.number", [person.pk], by=by, county=respondent.county_id, fields=["telephone"],
        purpose=_("满意度调查"),
    )  # fmt: skip
    return queries.own_number(person.pk, respondent.community_id)


@action
def find_address(respondent: Respondent, *, by: Actor) -> str:
    """Return the door of who is asked at it, and leave a look."""
    _unrestricted(respondent, by)
    require(policies.find_address(by, respondent))
    if respondent.person_id is None:
        return ""
    audit.looked(
        "survey.address", [respondent.person_id], by=by, county=respondent.county_id, fields=["address"],
        purpose=_("满意度调查"),
    )  # fmt: skip
    return address(respondent)


@action
def report_coaching(respondent: Respondent, *, by: Actor) -> None:
    """Say that somebody told her what to answer; once is enough, and it names nobody."""
    _unrestricted(respondent, by)
    require(policies.report_coaching(by, respondent))
    if Respondent.objects.filter(pk=respondent.pk, coached=False).update(coached=True):
        audit.record("survey.coached", respondent.survey, by=by)
