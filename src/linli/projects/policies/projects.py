"""Who sets a project up, approves it, and lets it go on its road."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.kernel.text import tidy
from linli.places import policies as places
from linli.places.models import Division, Level
from linli.projects.models import MOVES, Contract, ServiceProject, State, TenderAward

BUYERS = frozenset({Role.PURCHASER, Role.COUNTY_OFFICER})
READERS = (Role.PURCHASER, Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD)
PROCEDURES = (Role.PURCHASER, Role.STREET_OFFICER, Role.COUNTY_OFFICER)  # who reads how something was bought
LONGEST_SENTENCE = 500


def open_project(by: Actor, place: Division) -> Refusal:
    """A purchaser opens projects of her county or town; a county's officer those of the county."""
    if by.role not in BUYERS:
        return _("立项由购买方来做。")
    if place.level not in (Level.COUNTY, Level.TOWN):
        return _("项目要立在一个区县或镇街。")
    return None if places.reaches(by, place) else places.OUTSIDE


def buys(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser in whose reach the project lies."""
    if by.channel == Channel.JOB and by.user is None:
        return None
    if by.role not in BUYERS or by.scope.organisation is not None:
        return _("这一步由购买方来做。")
    return None if by.scope.holds(project) else places.OUTSIDE


def reads_procedures(by: Actor, project: ServiceProject) -> bool:
    """Tell whether the page of a project's procedures is shown: to whoever buys and approves, once it is approved."""
    return by.role in PROCEDURES and project.state not in (State.DRAFT, State.REVIEW)


def amend_basics(by: Actor, project: ServiceProject) -> Refusal:
    """A plan is changed while it is a draft; what was offered and signed rests on it afterwards."""
    if (refusal := buys(by, project)) is not None:
        return refusal
    if project.is_bound:
        return _("采购和合同都以这一版方案为准，成交以后不能再改。预算科目之间要调，请走“预算调整”。")
    if project.state == State.REVIEW:
        return _("方案正在审批，退回以后才能改。")
    if project.state == State.APPROVED:
        return _("方案已经批准。要改，请先收回重新起草，改完再批一次。")
    return None if project.state == State.DRAFT else _("这个项目不办了，方案不再改。")


set_budget = set_milestones = set_criteria = set_staff = amend_basics
say_indicator = drop_indicator = pick_need = say_need = drop_need = amend_basics


def submit(by: Actor, project: ServiceProject, missing: list[str]) -> Refusal:
    """The purchaser hands the plan in once nothing is missing in it."""
    if (refusal := buys(by, project) or _moves(project, "submit")) is not None:
        return refusal
    return missing[0] if missing else None


def approves_next(by: Actor, project: ServiceProject) -> bool:
    """Tell whether the next approval of the chain is an actor's."""
    if project.state != State.REVIEW or project.step >= len(project.chain):
        return False
    step = project.chain[project.step]
    column = {"county": "county_id", "town": "town_id"}[step["level"]]
    return by.role == step["role"] and by.scope.column == column and by.scope.holds(project)


def agree(by: Actor, project: ServiceProject, step: int, before: set[object]) -> Refusal:
    """Each approval is given once, in its order, by another person than who handed the plan in or agreed before.

    ``step`` is the one she saw; ``before`` the accounts that have signed already.
    """
    if project.state != State.REVIEW:
        return _("这个项目现在不在审批。")
    if step != project.step:
        return _("这一步刚刚已经有人批过了，请再看一眼。")
    if not approves_next(by, project):
        return _("这一步不是您来批。")
    if by.user in before:
        return _("自己提交的、或者前一步自己批过的，这一步要请另一个人来批。")
    return None


def send_back(by: Actor, project: ServiceProject, sentence: str) -> Refusal:
    """Whoever may give the next approval may send the plan back, with one sentence."""
    if project.state != State.REVIEW:
        return _("这个项目现在不在审批。")
    if not approves_next(by, project):
        return _("这一步不是您来批。")
    return _said(sentence, _("请写一句为什么退回。"))


def reopen_plan(by: Actor, project: ServiceProject, sentence: str) -> Refusal:
    """An approved plan goes back to being a draft before anything was tendered; it is approved again afterwards."""
    return buys(by, project) or _moves(project, "reopen_plan") or _said(sentence, _("请写一句为什么要改。"))


def call_off(by: Actor, project: ServiceProject, sentence: str) -> Refusal:
    """A project is called off before it was awarded, and it is said why."""
    return buys(by, project) or _moves(project, "call_off") or _said(sentence, _("请写一句为什么不办了。"))


def award(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser says who won; where a procedure runs here, its own award must be final."""
    if (refusal := buys(by, project) or _moves(project, "award")) is not None:
        return refusal
    if project.state == State.TENDERING and not _won(project).exists():
        return _("这个项目正在采购：中标公示期满、在采购页定标以后，才算成交。")
    return None


def sign(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser says that the contract is signed; what was won in a procedure here needs its sealed paper."""
    if (refusal := buys(by, project) or _moves(project, "sign")) is not None:
        return refusal
    if _won(project).exists() and not Contract.objects.filter(project=project, signed_at__isnull=False).exists():
        return _("这个项目是在这里采购的：请在采购页拟合同，传上盖好章的合同。")
    return None


def _won(project: ServiceProject) -> QuerySet[TenderAward]:
    return TenderAward.objects.filter(tender__project=project, final_at__isnull=False)


def file_contract(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser notes the day on which the copy of a signed contract was filed, once."""
    if project.filed_on is not None:
        return _("这份合同已经备过案了。")
    if project.signed_on is None:
        return _("合同还没有签。")
    return buys(by, project)


def finish(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser ends a project."""
    return buys(by, project) or _moves(project, "finish")


def _moves(project: ServiceProject, verb: str) -> Refusal:
    if State(project.state) in MOVES[verb][0]:
        return None
    return _("项目现在是“%(state)s”，这一步还不能做。") % {"state": project.get_state_display()}


def _said(sentence: str, ask: str) -> Refusal:
    if not tidy(sentence):
        return ask
    if len(sentence) > LONGEST_SENTENCE:
        return _("这句话最多 500 个字。")
    return None
