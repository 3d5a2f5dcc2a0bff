"""Two satisfaction surveys of the demo's first street: one closed, with invented answers, and one that runs."""

from collections.abc import Callable
from datetime import date, timedelta

from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.county import County
from linli.desk.demo.staff import Staff
from linli.desk.demo.sums import dice_of
from linli.kernel.actor import Actor
from linli.kernel.scope import seeing
from linli.places.models import Division
from linli.surveys import actions, figures
from linli.surveys.actions import Terms
from linli.surveys.models import Kind, Respondent, Survey
from linli.transparency.actions import Words, publish, where
from linli.transparency.models import Kind as Notice

AGENCY = "青禾社会调查(示范)"
ASKED, DAYS, TOLD = 60, 20, 10
LEVELS = (5,) * 9 + (4,) * 13 + (3,) * 5 + (2,) * 2 + (1,)
REASONS = {True: ("quick", "kind", "things"), False: ("slow", "unsolved", "unknown")}


def make(county: County, staff: Staff, today: date, say: Callable[[str], object]) -> int:
    """Commission, ask and close the first survey, open the second; return how many there are. Twice changes nothing."""
    asks = staff.officers.get(county.division.pk)
    if staff.evaluator is None or staff.interviewer is None or asks is None:
        return 0
    street = county.towns[0]
    if Survey.objects.filter(place=street).exists():
        return 0
    say("满意度调查：一次已经结束，一次正在进行……")
    officer, evaluator, interviewer = (_actor(post) for post in (asks, staff.evaluator, staff.interviewer))
    begun = today - timedelta(days=DAYS + 10)
    for kind, title, first in (
        (Kind.RESIDENTS, f"{begun.year}年居民满意度", begun),
        (Kind.SERVED, f"{today.year}年服务对象满意度", today),
    ):
        closes_on = first + timedelta(days=DAYS)
        with clock.at(clock.local(first, 9)), seeing(evaluator.scope):
            terms = Terms(
                kind=kind, title=title, agency=AGENCY, since=first - timedelta(days=365),
                until=first - timedelta(days=1), closes_on=closes_on, size=ASKED,
            )  # fmt: skip
            survey = actions.commission(street, terms, by=officer)
            actions.engage(survey, staff.evaluator, by=officer)
            actions.engage(survey, staff.interviewer, by=evaluator)
            questions = actions.begin_questionnaire(kind, by=evaluator)
            actions.choose(survey, actions.publish(questions, by=evaluator), by=evaluator)
            actions.draw(survey, by=evaluator)
        if first != today:
            _ask(survey, interviewer, first)
            with clock.at(clock.local(closes_on, 17)), seeing(evaluator.scope):
                actions.close(survey, by=evaluator)
            _tell(survey, street, officer, today)
    return 2


def _tell(survey: Survey, street: Division, by: Actor, today: date) -> None:
    """Publish the figure of a closed survey, with what it stands on; the notice runs for some days yet."""
    survey.refresh_from_db()
    figure = next((figures.of(one["result"]) for one in survey.result.content["questions"] if one.get("result")), "")
    words = Words(
        kind=Notice.SATISFACTION, title=f"{survey.title}结果公示", basis="满意度调查方案（示范）",
        publisher=f"{street.name}办事处",
        body=f"{survey.agency}调查，{street.name}的居民里表示满意的：{figure}。做法和每一题的结果在“满意度调查”一页。",
        telephone="0990-7220002", ends_on=today + timedelta(days=TOLD),
    )  # fmt: skip
    with clock.at(clock.local(today - timedelta(days=1), 10)), seeing(by.scope):
        publish(words, place=where(street), by=by, subject_kind="surveys.survey", subject=survey.pk)


def _actor(post: Post) -> Actor:
    return actor_of(post.user, post)


def _ask(survey: Survey, by: Actor, day: date) -> None:
    """Ask everybody once: most answer, some refuse, some are not met."""
    dice = dice_of("满意度")
    with clock.at(clock.local(day + timedelta(days=3), 15)), seeing(by.scope):
        for row in Respondent.objects.filter(survey=survey).select_related("survey").order_by("code"):
            luck = dice.random()
            if luck > 0.75:
                actions.note_attempt(row, "refused" if luck > 0.9 else "no_reply", by=by)
                continue
            level = dice.choice(LEVELS)
            told = {
                "overall": [str(level)],
                "why": [dice.choice(REASONS[level > 2])],
                "help": [str(dice.choice(LEVELS))],
            }
            actions.answer(row, told, by=by, way=row.way, whole=True)
