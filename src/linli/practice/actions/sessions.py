"""Verbs of sessions: held once, counted once, corrected by another that says why."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.places.models import Division
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.actions.todos import ask, end
from linli.practice.models import KIND_OF, CaseFile, CaseSession, Form, GoalProgress, Way
from linli.practice.queries.plans import goals_of, in_force, versions
from linli.practice.queries.sessions import SOURCE, clashes, family
from linli.practice.told import Session
from linli.practice.words import NO_MINUTES, NO_NOTE, NO_REASON, text
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Provenance, ServiceRecord
from linli.records.policies import LONGEST_TEXT


class Rewritten(Exception):
    """The session was corrected by somebody since the page was opened; ``newest`` is what stands now."""

    def __init__(self, newest: CaseSession) -> None:
        self.newest = newest
        super().__init__("a session was corrected elsewhere")


@action
def hold_session(case: CaseFile, told: Session, *, by: Actor, key: UUID, sure: bool = False) -> CaseSession:
    """Write a session down and count it, in one transaction; the same ``key`` again returns the first.

    ``sure``: she was told of another session at the same time and means it. Raises ``Refused``; the field of that
    warning is ``sure``.
    """
    case = locked(case)
    if (known := CaseSession.objects.filter(case=case, record__key=key).first()) is not None:
        return known
    require(policies.hold_session(by, case))
    started = _hangs_together(case, told, by)
    if not sure:
        _is_free(by, case, told, started)
    made = CaseSession(case=case, number=_next_number(case), **of_row(case))
    made.record = records.record(_entry(made, told, started, key, by), by=by)
    _fill(made, told)
    audit.record("session.held", made, by=by, form=made.form, number=made.number)
    end(["case_session"], [case.pk], by=by)
    if told.next_on is not None:
        title = _("%(number)s 会谈（第%(count)s次）") % {"number": case.number, "count": made.number + 1}
        ask("case_session", title, told.next_on, case, by=by, owner=Post.objects.get(pk__in=[by.post]))
    return made


@action
def correct_session(session: CaseSession, told: Session, *, by: Actor, reason: str) -> CaseSession:
    """Write a session anew and say why; the old one stays readable and stops counting.

    Raises :class:`Rewritten`, and writes nothing, when somebody else has corrected it meanwhile; ``Refused``.
    """
    case = locked(session.case)
    old = CaseSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    old.case = case
    require(policies.correct_session(by, old))
    if old.superseded_at is not None:
        raise Rewritten(newest(old))
    started = _hangs_together(case, told, by)
    if not tidy(reason):
        raise Refused(NO_REASON, "reason")
    persons = [case.client, *told.persons]
    old.superseded_at = timezone.now()  # before its record is: that is how the record knows who corrects it
    old.save(update_fields=["superseded_at"])
    record = records.correct(
        old.record, by=by, reason=reason, kind=KIND_OF[Form(told.form)], happened_on=told.happened_on,
        started_at=started, minutes=told.minutes, persons=persons, head_count=len(persons),
    )  # fmt: skip
    made = CaseSession(case=case, number=old.number, corrects=old, record=record, **of_row(case))
    _fill(made, told)
    audit.record("session.corrected", made, by=by, corrects=str(old.pk))
    return made


def newest(session: CaseSession) -> CaseSession:
    """Return what stands of a session that was corrected, however often."""
    while (later := CaseSession.objects.filter(corrects=session).select_related("record").first()) is not None:
        session = later
    return session


def _next_number(case: CaseFile) -> int:
    last = CaseSession.objects.filter(case=case).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _entry(made: CaseSession, told: Session, started: datetime | None, key: UUID, by: Actor) -> Entry:
    """Return what is counted: kind, day, minutes and persons. The words stay with the session."""
    case = made.case
    spot = timezone.localdate() == told.happened_on
    return Entry(
        kind=KIND_OF[Form(told.form)], happened_on=told.happened_on, started_at=started, minutes=told.minutes,
        place=Division.objects.get(pk=case.grid_id or case.community_id), persons=[case.client, *told.persons],
        undertaking=case.undertaking, service_point=case.service_point, protected=True, source=SOURCE,
        source_id=str(made.pk), key=key, provenance=Provenance.ON_THE_SPOT if spot else Provenance.MANUAL,
    )  # fmt: skip


def _fill(made: CaseSession, told: Session) -> None:
    made.form, made.present = told.form, [one.pk for one in told.persons]
    made.place, made.others = text(told.place, 100, "place"), text(told.others, 100, "others")
    made.note, made.homework = text(told.note, LONGEST_TEXT, "note"), text(told.homework, 1000, "homework")
    made.homework_done, made.next_on = told.homework_done, told.next_on
    made.save(force_insert=True)
    GoalProgress.objects.bulk_create(
        GoalProgress(
            case_id=made.case_id, session=made, line=line, on=told.happened_on, way=went.way, value=went.value,
            **of_row(made),
        )
        for line, went in told.progress.items()
    )  # fmt: skip


def _hangs_together(case: CaseFile, told: Session, by: Actor) -> datetime | None:
    """Return when it began; raise :class:`Refused` at the field that cannot be."""
    if not tidy(told.note):
        raise Refused(NO_NOTE, "note")
    if told.form not in Form.values:
        raise Refused(_("请选是怎么谈的。"), "form")
    if told.homework_done not in CaseSession.Homework.values:
        raise Refused(_("请选上次的约定做了没有。"), "homework_done")
    now, opened = timezone.localtime(), timezone.localtime(case.opened_at).date()
    if told.happened_on < opened:
        raise Refused(
            _("个案是%(day)s才登记的，会谈不能更早。那之前的走访请用“记一笔”。") % {"day": opened}, "happened_on"
        )
    started = None
    if told.started is not None:
        started = timezone.make_aware(datetime.combine(told.happened_on, told.started))
    if told.happened_on > now.date() or (started is not None and started > now):
        raise Refused(_("还没到这个时间。会谈过了再记；约下一次，写在“下次”里。"), "happened_on")
    if told.minutes is None or not 1 <= told.minutes <= 720:
        raise Refused(NO_MINUTES, "minutes")
    if told.next_on is not None and told.next_on < max(told.happened_on, now.date()):
        raise Refused(_("下次要在今天或以后。"), "next_on")
    known = {one.pk for one in family(case, by)}
    if {one.pk for one in told.persons} - known:
        raise Refused(_("在场的家人从名单里选，别人写在“还有谁”里。"), "persons")
    _of_the_plan(case, told)
    return started


def _of_the_plan(case: CaseFile, told: Session) -> None:
    if not told.progress:
        return
    plan = in_force(versions(case))
    lines = {goal.line for goal in goals_of(plan)} if plan is not None else set()
    if set(told.progress) - lines or any(went.way not in Way.values for went in told.progress.values()):
        raise Refused(_("计划改过了，请刷新后再选每个目标的进展。"), "progress")


def _is_free(by: Actor, case: CaseFile, told: Session, started: datetime | None) -> None:
    if started is None or told.minutes is None:
        return
    met: ServiceRecord | None = clashes(by, case, started, told.minutes)
    if met is None or met.started_at is None:
        return
    at = timezone.localtime(met.started_at)
    if met.undertaking_id == case.undertaking_id:
        sentence = _(
            "这个个案在%(at)s已经有一次会谈（%(who)s记的）。是同一次就不用再记；不是，请勾选“就是这样，照样记”。"
        )
    else:
        sentence = _("您在%(at)s还有另一次会谈，时间重叠了。改一改时间，或者勾选“就是这样，照样记”。")
    raise Refused(sentence % {"at": at.strftime("%H:%M"), "who": met.acted_name}, "sure")
