"""Who may commission a survey, work in it, see its sample, answer and close it; the sentence that refuses, or None."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.doors import INBOXES, OFFICERS, WORKERS
from linli.accounts.models import Post, Role
from linli.accounts.policies import reaches
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level
from linli.surveys.models import (
    Kind,
    Member,
    Questionnaire,
    QuestionnaireVersion,
    Rectification,
    Respondent,
    Stage,
    State,
    Survey,
)
from linli.transparency import queries as notices

FIELD = (Role.EVALUATOR, Role.INTERVIEWER)
BUYERS = (Role.COUNTY_OFFICER, Role.PURCHASER)
STAFF = (*WORKERS, *OFFICERS)
ANSWERERS = (Role.STATION_LEAD, Role.COMMUNITY_WORKER, Role.STREET_OFFICER)
SUBJECT = "surveys.survey"  # what the notice of a survey's result is about
READERS = tuple(dict.fromkeys((*FIELD, *BUYERS, *STAFF)))


def member(by: Actor, survey: Survey) -> Member | None:
    """Return the actor's place in a survey's team, or None."""
    if by.post is None:
        return None
    return Member.objects.filter(survey=survey, post=by.post, ended_at=None).first()


def works(by: Actor, survey: Survey) -> Refusal:
    """Only the evaluator and the interviewers of a survey work in it; the place it is about does not."""
    if by.role not in FIELD or member(by, survey) is None:
        return _("调查进行中。样本和答卷只有这次调查的评估员和调查员能看，被调查的地方看不到。")
    return None


def leads(by: Actor, survey: Survey) -> Refusal:
    """What commits a survey is done by the evaluator who leads it."""
    held = member(by, survey)
    return None if by.role == Role.EVALUATOR and held is not None and held.leads else works_only(by)


def works_only(by: Actor) -> Refusal:
    """The sentence for whoever does not lead."""
    return _("这一步由负责这次调查的第三方评估员来做。")


def _while(survey: Survey, stage: str) -> Refusal:
    if survey.stage == stage:
        return None
    if survey.stage == Stage.CLOSED:
        return _("这次调查已经结束了。")
    return _("这次调查还没开始。") if stage == Stage.OPEN else _("调查已经开始，不能再改了。")


def commission(by: Actor, place: Division) -> Refusal:
    """Whoever answers for a county asks for a survey in it."""
    if by.role not in BUYERS:
        return _("满意度调查由区县立项。")
    return None if reaches(by, place) else _("这个地方不在您的管理范围里。")


def asks_for(by: Actor, survey: Survey) -> Refusal:
    """Whoever may commission a survey of its place answers for it."""
    return commission(by, survey.place)


def engage(by: Actor, survey: Survey, post: Post) -> Refusal:
    """Who commissioned it names the evaluator; she names the interviewers. Nobody of the places asked about asks."""
    if survey.stage == Stage.CLOSED:
        return _("这次调查已经结束了。")
    if post.role == Role.EVALUATOR:
        if asks_for(by, survey) is not None:
            return _("评估员由立项的区县来请。")
    elif post.role == Role.INTERVIEWER:
        if (refusal := leads(by, survey)) is not None:
            return refusal
    else:
        return _("只有第三方评估员和调查员能参加调查。")
    others = Post.objects.filter(user=post.user_id, role__in=(*STAFF, *INBOXES)).in_force(timezone.localdate())
    return _("这个人还有被调查单位的岗位，不能参加调查。") if others.exists() else None


def begin_questionnaire(by: Actor) -> Refusal:
    """Whoever asks writes the questions."""
    return None if by.role == Role.EVALUATOR else _("问卷由第三方评估员来写。")


def write_questions(by: Actor, questionnaire: Questionnaire) -> Refusal:
    """A questionnaire is its author's."""
    return None if by.post == questionnaire.owner else _("这份问卷是别人的。")


def publish(by: Actor, questionnaire: Questionnaire) -> Refusal:
    """Who may write it may publish it."""
    return write_questions(by, questionnaire)


def choose(by: Actor, survey: Survey, version: QuestionnaireVersion) -> Refusal:
    """The evaluator chooses among her own questionnaires, before the sample is drawn."""
    if (refusal := leads(by, survey)) is not None:
        return refusal
    return _while(survey, Stage.PREPARING) or write_questions(by, version.questionnaire)


def draw(by: Actor, survey: Survey) -> Refusal:
    """A sample is drawn once, with the questions chosen, by the evaluator."""
    if (refusal := leads(by, survey) or _while(survey, Stage.PREPARING)) is not None:
        return refusal
    if survey.version_id is None:
        return _("请先选定问卷。")
    if survey.kind == Kind.SERVED and survey.until > timezone.localdate():
        return _("调查的时段还没结束，服务对象还没齐。")
    return None


ask_draw = read_frame = keep_draw = draw


def note_draw(by: Actor, survey: Survey) -> Refusal:
    """How far a drawing is, is said by whoever may draw."""
    return leads(by, survey)


def take_next(by: Actor, survey: Survey) -> Refusal:
    """Whoever works in it is given the next one to ask, while it runs."""
    return works(by, survey) or _while(survey, Stage.OPEN)


def note_attempt(by: Actor, respondent: Respondent, call_at: datetime | None) -> Refusal:
    """What came of a try is noted by whoever works in it, about somebody who has not answered."""
    if (refusal := take_next(by, respondent.survey)) is not None:
        return refusal
    if respondent.state != State.WAITING:
        return _("这一位已经有结果了。")
    last = respondent.survey.closes_on
    if call_at is not None and not (timezone.now() < call_at and timezone.localtime(call_at).date() <= last):
        return _("再约的时间要在现在以后、截止日以前。")
    return None


def reveal_number(by: Actor, respondent: Respondent) -> Refusal:
    """A number is shown to whoever asks her now."""
    return note_attempt(by, respondent, None)


def find_address(by: Actor, respondent: Respondent) -> Refusal:
    """So is the door, to whoever goes there."""
    return note_attempt(by, respondent, None)


def answer(by: Actor, respondent: Respondent) -> Refusal:
    """She answers by her link, or somebody of the survey writes down what she says; once, while it runs."""
    survey = respondent.survey
    hers = by.scope.token == respondent.pk
    if not hers and (refusal := works(by, survey)) is not None:
        return refusal
    if (refusal := _while(survey, Stage.OPEN)) is not None:
        return refusal
    if respondent.state != State.WAITING:
        return _("已经答过了，谢谢您。") if respondent.state == State.ANSWERED else _("这一位不用再问了。")
    if survey.quota and respondent.stratum.answered >= survey.quota:
        return _("您这一组的人数已经够了，不用再答。谢谢您。")
    return None


def report_coaching(by: Actor, respondent: Respondent) -> Refusal:
    """She says so by her own link, while the survey runs; whether she has answered does not matter."""
    if by.scope.token != respondent.pk:
        return _("这一条由被调查的本人来说。")
    return _while(respondent.survey, Stage.OPEN)


def send_invitations(by: Actor) -> Refusal:
    """Links are sent by the worker."""
    return None if by.channel == Channel.JOB else _("短信由系统来发。")


def tend(by: Actor) -> Refusal:
    """Who did not answer goes on to the next way by the worker's hand."""
    return send_invitations(by)


def close(by: Actor, survey: Survey) -> Refusal:
    """The evaluator closes it from its last day on, whatever the figures say: nobody has seen them."""
    if (refusal := leads(by, survey) or _while(survey, Stage.OPEN)) is not None:
        return refusal
    if timezone.localdate() < survey.closes_on:
        day = survey.closes_on.isoformat()
        return _("要到截止日（%(day)s）才能结束，中途谁也看不到结果。") % {"day": day}
    return None


def read_answers(by: Actor, survey: Survey) -> Refusal:
    """While it runs answers open to its own people; afterwards, without a person, to whoever sees the survey."""
    return None if survey.stage == Stage.CLOSED else works(by, survey)


def announce(by: Actor, survey: Survey) -> Refusal:
    """Once it has closed, whoever answers for its place publishes what it told, one notice at a time."""
    if asks_for(by, survey) is not None:
        return _("调查的结果由立项的区县来公示。")
    if survey.stage != Stage.CLOSED:
        return _("调查结束以后才能公示结果。")
    known = notices.about(SUBJECT, survey.pk)
    if known is not None and known.notice.withdrawn_at is None:
        return _("这次调查的结果已经公示了。要改，请先撤回那一份。")
    return None


def is_asked(by: Actor) -> bool:
    """Tell whether somebody works for units that may be asked to put something right."""
    return by.role in STAFF


def rectify(by: Actor, survey: Survey, place: Division, due_on: date) -> Refusal:
    """Once it has closed, the county (or the evaluator) asks a unit to put something right."""
    if asks_for(by, survey) is not None and leads(by, survey) is not None:
        return _("整改由区县或负责的评估员提出。")
    if survey.stage != Stage.CLOSED:
        return _("调查结束以后才能提整改。")
    if place.county_id != survey.county_id and place.pk != survey.county_id:
        return _("请选这次调查里的一个单位。")
    return None if due_on >= timezone.localdate() else _("改到哪天要在今天以后。")


def answer_rectification(by: Actor, row: Rectification) -> Refusal:
    """Whoever leads the work of the unit says what was done."""
    leading = (Role.COUNTY_OFFICER,) if row.place.level == Level.COUNTY else ANSWERERS
    if by.role not in leading or not reaches(by, row.place):
        return _("这一条由那个单位来答复。")
    return _("已经答复过了。") if row.answered_at is not None else None
