"""Verbs of a case's first days: opened, accepted or not, given to a team."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.outreach import policies as leads
from linli.outreach.actions import close_lead
from linli.outreach.models import HardshipLead
from linli.people.actions.access import check_of
from linli.people.actions.areas import of_row
from linli.people.limits import limits
from linli.people.models import BackgroundCheck, Person
from linli.places.models import Division, ServicePoint
from linli.practice import packs, policies
from linli.practice.models import MOVES, CaseFile, CaseMove, CaseNumber, CaseWorker, Source, State
from linli.practice.models.cases import has_one
from linli.practice.policies.programmes import opens_under
from linli.practice.queries.programmes import begins_under
from linli.practice.words import text
from linli.records import actions as records
from linli.records.models import Undertaking
from linli.tasks.actions import end_tasks_on, open_task

Part = CaseWorker.Part
INTAKE, APPROVAL = "case_intake", "case_approval"


@action
def open_case(
    client: Person, *, by: Actor, source: str, problem: str, natures: Collection[str] = (), signs: Collection[str] = (),
    lead: HardshipLead | None = None, service_point: ServicePoint | None = None, programme: Programme | None = None,
) -> CaseFile:  # fmt: skip
    """Take somebody in: a file with a number, the worker responsible, and a day by which it is decided.

    A client under 18 makes it a minor's case by herself. ``programme``: what its records will count to, once it is
    accepted. Raises ``Refused``.
    """
    codes = list(dict.fromkeys([*natures, *([packs.MINOR] if policies.is_child(client) else [])]))
    require(policies.open_case(by, client, codes) or opens_under(programme, client.county_id))
    if source not in Source.values:
        raise Refused(_("请选服务对象是怎么来的。"), "source")
    if running := CaseFile.objects.visible_to(by).filter(client=client).standing().first():
        raise Refused(_("已经有一个没有结束的个案（%(number)s）。") % {"number": running.number}, "client")
    if has_one(client.pk):
        raise Refused(_("现在不能给这位居民另开个案，请找站长。"), "client")
    case = CaseFile(
        number=_next_number(client.county_id), client=client, lead=lead, service_point=service_point, source=source,
        natures=codes, hidden=packs.hides(codes), signs=list(signs or (lead.signs if lead else ())),
        opened_at=timezone.now(), opened_by=_own(by), opened_under=programme, **of_row(client),
    )  # fmt: skip
    case.problem = text(problem, 2000, "problem")
    case.due_on = working_days_on(timezone.localdate(), packs.clocks()["intake_working_days"])
    case.save(force_insert=True)
    join(case, case.opened_by, Part.OWNER, by)
    audit.record("case.opened", case, by=by, source=source)
    todo = _("%(number)s 要不要接案，请定下来") % {"number": case.number}
    open_task(INTAKE, todo, case.due_on, by=by, place=case, owner=case.opened_by, subject=case)
    if packs.locks(codes):
        todo = _("%(number)s 受保护，请定由谁来做") % {"number": case.number}
        open_task(APPROVAL, todo, case.due_on, by=by, place=case, role=Role.STATION_LEAD, subject=case)
    if lead is not None:
        _answered(lead, case, by)
    return case


@action
def accept(case: CaseFile, *, by: Actor) -> CaseFile:
    """Take the case on: its records belong to an undertaking that carries its number and no name."""
    case = locked(case)
    require(policies.accept(by, case))
    place = Division.objects.get(pk=case.grid_id or case.community_id)
    case.undertaking = records.undertake(
        Undertaking.Kind.CASE, case.number, place, by=by, source="practice", source_id=str(case.pk),
        opened_on=timezone.localdate(), service_point=case.service_point,
        programme=begins_under(case.opened_under),
    )  # fmt: skip
    return move(case, "accept", by, days=packs.clocks()["assessment_days"])


@action
def refuse(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Do not take the case on, and say why."""
    case = locked(case)
    require(policies.refuse(by, case))
    return move(case, "refuse", by, reason=_said(reason))


@action
def consult(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Close what was a question and an answer: no case is made of it."""
    case = locked(case)
    require(policies.consult(by, case))
    return move(case, "consult", by, reason=_said(reason))


@action
def refer_on(case: CaseFile, *, by: Actor, reason: str) -> CaseFile:
    """Hand the client on to somebody who can help better, at once."""
    case = locked(case)
    require(policies.refer_on(by, case))
    return move(case, "refer_on", by, reason=_said(reason))


@action
def assign(case: CaseFile, post: Post, part: str, *, by: Actor) -> CaseWorker:
    """Put somebody into the team; a new worker responsible takes the place of the old one."""
    case = locked(case)
    require(policies.assign(by, case, post, part, check_of(post)))
    now = timezone.now()
    held = case.team.filter(ended_at=None)
    for row in [*held.filter(post=post), *(held.filter(part=Part.OWNER) if part == Part.OWNER else ())]:
        leave(row, now)
    row = join(case, post, part, by, approved=by)
    audit.record("case.assigned", case, by=by, part=part, post=str(post.pk))
    return row


@action
def release(row: CaseWorker, *, by: Actor) -> CaseWorker:
    """Take somebody out of the team, from this moment on."""
    row = CaseWorker.objects.select_for_update(of=("self",)).get(pk=row.pk)
    require(policies.release(by, row))
    leave(row, timezone.now())
    audit.record("case.released", row.case, by=by, post=str(row.post_id))
    return row


def locked(case: CaseFile) -> CaseFile:
    """Return a case for writing: whoever comes second waits and sees what the first has done."""
    rows = CaseFile.objects.select_for_update(of=("self",)).select_related("client").defer("client__search")
    return rows.get(pk=case.pk)


def move(case: CaseFile, verb: str, by: Actor, *, reason: str = "", days: int | None = None) -> CaseFile:
    """Take one step on the road, with its row and its event; called inside the verb that asked for it.

    ``days``: by when the next step is due, counted from today; None for no clock.
    """
    came_from, now = State(case.state), timezone.now()
    case.state = case.stood if verb == "resume" else MOVES[verb][1]
    case.stood = came_from if verb == "suspend" else ""
    case.due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    case.closed_at = None if case.is_open else now
    case.save(update_fields=["state", "stood", "due_on", "closed_at", "undertaking"])
    step = CaseMove(
        case=case, verb=verb, came_from=came_from, to=case.state, at=now, by_post_id=by.post, by_name=by.name,
        **of_row(case),
    )  # fmt: skip
    step.reason = reason
    step.save(force_insert=True)
    if came_from == State.INTAKE:
        end_tasks_on([case.pk], by=by, place=case, outcome=str(State(case.state).label), kinds=[INTAKE, APPROVAL])
    audit.record("case.moved", case, by=by, step=verb, came_from=came_from.value, to=str(case.state))
    return case


def _answered(lead: HardshipLead, case: CaseFile, by: Actor) -> None:
    """The lead a case comes from has its answer: it is closed where that is the actor's to say, and its todo ends."""
    if leads.close_lead(by, lead) is None:
        close_lead(lead, by=by)
    end_tasks_on([lead.pk], by=by, place=case, outcome=_("开了个案"), kinds=["lead"])


def _said(reason: str) -> str:
    if not tidy(reason):
        raise Refused(_("请写一句为什么。"), "reason")
    return text(reason, 500, "reason")


def _own(by: Actor) -> Post:
    return Post.objects.get(pk__in=[by.post])


def leave(row: CaseWorker, now: datetime) -> None:
    """End a row of a team; called inside the verb that asked for it."""
    row.ended_at = now
    row.save(update_fields=["ended_at"])


def open_until(check: BackgroundCheck | None) -> date:
    """Return the last day of an approval given today (pack ``access``), never later than the check it stands on."""
    day = timezone.localdate() + limits().most
    return day if check is None else min(day, check.valid_until)


def join(case: CaseFile, post: Post, part: str, by: Actor, *, approved: Actor | None = None) -> CaseWorker:
    """Put somebody into a team; called inside the verb that asked for it. ``approved``: who lets her open the file."""
    child = policies.is_child(case.client) or packs.MINOR in case.natures
    check = check_of(post) if child else None
    if child and (check is None or not check.clear):
        raise Refused(_("还没有您有效的违法犯罪记录查询，不能接孩子的个案。请找站长先查询并登记。"), "client")
    return CaseWorker.objects.create(
        case=case, post=post, user_id=post.user_id, part=part, child=child, clearance=check,
        locked=packs.locks(case.natures), approved_by=approved.user if approved else None,
        approved_until=open_until(check) if approved else None, starts_at=timezone.now(), given_by=by.user,
        **of_row(case),
    )  # fmt: skip


def _next_number(county: int) -> str:
    """Return the next number of a county in this year; the row is held until the act is done."""
    year = timezone.localdate().year
    CaseNumber.objects.get_or_create(county=county, year=year)
    kept = CaseNumber.objects.select_for_update().get(county=county, year=year)
    kept.last += 1
    kept.save(update_fields=["last"])
    return f"GA-{year}-{kept.last:04d}"
