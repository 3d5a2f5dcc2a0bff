"""The road of a project: handed in, approved step by step, won, signed, ended; each step once, with its move kept."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.directory import actions as directory
from linli.directory.models import Organisation, Programme
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.places.models import Division
from linli.projects import packs, policies
from linli.projects.actions import accounts, figures
from linli.projects.models import MOVES, PlanVersion, ProjectMove, ServiceProject
from linli.projects.queries import plan
from linli.projects.words import held, text
from linli.tasks.actions import end_tasks_on, open_task

APPROVAL = "project_approval"


@action
def submit(project: ServiceProject, *, by: Actor, why: str = "") -> ServiceProject:
    """Hand a plan in for approval; it is kept as the next version. Raises ``Refused`` with what is missing."""
    project = held(project)
    require(policies.submit(by, project, plan.missing(project)))
    project.chain, project.step = packs.chain_of(project.place), 0
    project.version += 1
    told = plan.content(project)
    PlanVersion.objects.create(
        project=project, number=project.version, content=told, digest=plan.digest(told), why=tidy(why)[:500],
        at=timezone.now(), by_post_id=by.post, by_name=by.name,
    )  # fmt: skip
    move(project, "submit", by, fields=["chain", "step", "version"])
    _ask_next(project, by)
    return project


@action
def agree(project: ServiceProject, step: int, *, by: Actor, sentence: str = "") -> ServiceProject:
    """Give the approval of one step (the one that was seen); the last of them approves the project."""
    project = held(project)
    require(policies.agree(by, project, step, _signed(project)))
    _close_asked(project, by, _("批了"))
    project.step += 1
    note(project, "agree", by, project.state, sentence)
    if project.step < len(project.chain):
        project.save(update_fields=["step"])
        _ask_next(project, by)
    else:
        move(project, "approve", by, fields=["step"])
    return project


@action
def send_back(project: ServiceProject, *, by: Actor, sentence: str) -> ServiceProject:
    """Send a plan back to whoever drafts it, and say why."""
    project = held(project)
    require(policies.send_back(by, project, sentence))
    _close_asked(project, by, _("退回了"))
    return move(project, "send_back", by, sentence)


@action
def reopen_plan(project: ServiceProject, *, by: Actor, sentence: str) -> ServiceProject:
    """Take an approved plan back to its draft, and say why; it is approved again."""
    project = held(project)
    require(policies.reopen_plan(by, project, sentence))
    return move(project, "reopen_plan", by, sentence)


@action
def call_off(project: ServiceProject, *, by: Actor, sentence: str) -> ServiceProject:
    """Call a project off, and say why."""
    project = held(project)
    require(policies.call_off(by, project, sentence))
    _close_asked(project, by, _("不办了"))
    return move(project, "call_off", by, sentence)


@action
def award(
    project: ServiceProject, organisation: Organisation, *, by: Actor, on: date, sentence: str, price: int | None = None
) -> ServiceProject:
    """Say who won, on which day, for how much (分; None: the whole budget); ``sentence`` names how it was bought."""
    project = held(project)
    require(policies.award(by, project))
    if organisation.closed_on is not None:
        raise Refused(_("这家机构已经停用了。"), "organisation")
    if on > timezone.localdate():
        raise Refused(_("成交日期还没到。"), "on")
    if price is not None and not 0 < price <= project.total:
        raise Refused(_("合同价要大于 0，不能超过项目预算。"), "price")
    text(sentence, 500, "sentence", ask=_("请写采购方式和文号。"))
    project.organisation, project.awarded_on, project.price = organisation, on, price
    return move(project, "award", by, sentence, fields=["organisation", "awarded_on", "price"])


@action
def sign(
    project: ServiceProject, *, by: Actor, on: date, contract: str, programme: Programme | None = None
) -> ServiceProject:
    """Say that the contract is signed: from now on records may name the project's programme.

    ``programme`` is one that runs already under this purpose; without it one is opened with the project's name.
    """
    project = held(project)
    require(policies.sign(by, project))
    if project.awarded_on and on < project.awarded_on:
        raise Refused(_("签合同的日期早于成交日期。"), "on")
    if on > timezone.localdate():
        raise Refused(_("签合同的日期还没到。"), "on")
    project.contract = text(contract, 60, "contract", ask=_("请写合同编号。"))
    project.programme, project.signed_on = programme or _programme(project, by), on
    try:
        with transaction.atomic():
            move(project, "sign", by, fields=["programme", "signed_on", "contract"])
    except IntegrityError as taken:
        raise Refused(_("这个资金用途已经归另一个项目了。"), "programme") from taken
    accounts.bind(project, by=by)
    figures.write([project])
    return project


@action
def file_contract(project: ServiceProject, *, by: Actor, on: date) -> ServiceProject:
    """Note on which day the copy of the contract was filed."""
    project = held(project)
    require(policies.file_contract(by, project))
    if project.signed_on and on < project.signed_on:
        raise Refused(_("备案的日期早于签合同的日期。"), "on")
    if on > timezone.localdate():
        raise Refused(_("备案的日期还没到。"), "on")
    project.filed_on = on
    project.save(update_fields=["filed_on"])
    audit.record("service_project.contract_filed", project, by=by)
    return project


@action
def finish(project: ServiceProject, *, by: Actor, sentence: str = "") -> ServiceProject:
    """End a project; its records and figures stay."""
    project = held(project)
    require(policies.finish(by, project))
    project.ended_on = timezone.localdate()
    return move(project, "finish", by, sentence, fields=["ended_on"])


def move(
    project: ServiceProject, verb: str, by: Actor, sentence: str = "", fields: list[str] | None = None
) -> ServiceProject:
    """Take one step on the road and keep it; ``fields`` are what else of the project changed."""
    came_from, project.state = project.state, MOVES[verb][1]
    project.save(update_fields=["state", *(fields or [])])
    note(project, verb, by, came_from, sentence)
    audit.record(PAST[verb], project, by=by, state=project.state)
    return project


def note(project: ServiceProject, verb: str, by: Actor, came_from: str, sentence: str = "") -> ProjectMove:
    """Keep what was done at a place of the road."""
    return ProjectMove.objects.create(
        project=project, verb=verb, came_from=came_from, to=project.state, step=project.step, at=timezone.now(),
        sentence=tidy(sentence)[:500], by_post_id=by.post, by_user=by.user, by_name=by.name,
    )  # fmt: skip


PAST = {
    "submit": "service_project.submitted", "send_back": "service_project.sent_back",
    "approve": "service_project.approved", "reopen_plan": "service_project.reopened",
    "tender": "service_project.tendered", "fail_tender": "service_project.tender_failed",
    "award": "service_project.awarded", "sign": "service_project.signed", "finish": "service_project.finished",
    "call_off": "service_project.called_off",
}  # fmt: skip


def _signed(project: ServiceProject) -> set[Any]:
    """Return the accounts that handed this version in or agreed to it."""
    last = project.projectmoves.filter(verb="submit").order_by("-at", "-pk").first()
    rows = project.projectmoves.filter(verb__in=("submit", "agree"), at__gte=last.at) if last else ()
    return {row.by_user for row in rows if row.by_user}


def _ask_next(project: ServiceProject, by: Actor) -> None:
    """Lay the next approval before the role it is due to."""
    step = project.chain[project.step]
    due = working_days_on(timezone.localdate(), packs.rules(packs.region_of(project.place)).approve_days)
    title = _("%(number)s “%(name)s”等您审批") % {"number": project.number, "name": project.name[:40]}
    role = Role(step["role"])
    open_task(APPROVAL, title, due, by=by, place=project, role=role, subject=project)


def _close_asked(project: ServiceProject, by: Actor, outcome: str) -> None:
    end_tasks_on([project.pk], by=by, place=project, outcome=outcome, kinds=[APPROVAL])


def _programme(project: ServiceProject, by: Actor) -> Programme:
    county = Division.objects.get(pk=project.county_id)
    return directory.open_programme(
        county, name=f"{project.name}（{project.number}）"[:100], starts_on=project.starts_on, ends_on=project.ends_on,
        provider=project.organisation, by=by,
    )  # fmt: skip
