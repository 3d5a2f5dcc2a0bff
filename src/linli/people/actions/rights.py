"""Verbs of the request desk: asked, answered, restricted and released, a copy taken; holds set and lifted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.notifications import actions as notifications
from linli.people import copies, retention, rights
from linli.people.actions import areas
from linli.people.actions.doors import at
from linli.people.models import Erasure, LegalHold, Person, Restriction, RightsRequest
from linli.people.policies import rights as policies
from linli.people.queries import is_kept_away
from linli.people.standing import mandated
from linli.people.words import line
from linli.tasks import actions as tasks
from linli.tasks.models import Task

Kind, Asker, How, Outcome = RightsRequest.Kind, RightsRequest.Asker, RightsRequest.How, RightsRequest.Outcome
TASK = "rights_request"
WORDS = 500


@action
def ask_right(
    person: Person, kind: str, *, by: Actor, asker: str = Asker.SELF, how: str = How.DOOR, words: str = "",
    name: str = "",
) -> RightsRequest:  # fmt: skip
    """Write a request down, with the day by which it is answered; asked again while it is open it is the same.

    Raises :class:`Refused` naming the field.
    """
    told = line(name, 50, "name")
    may = mandated(person, by.user if person.pk in by.scope.persons else None)
    require(policies.ask_right(by, person, kind, asker, told, mandated=may))
    now, today = timezone.now(), timezone.localdate()
    right = RightsRequest(
        person=person, kind=kind, asker=asker, how=how, asked_at=now, due_on=rights.due(kind, today),
        noted_by=by.user, **areas.of_row(person),
    )  # fmt: skip
    right.asker_name, right.words = told, line(words, WORDS, "words")
    if kind == Kind.CORRECT and not right.words:
        raise Refused(_("请写哪里不对，应该是什么。"), "words")
    with seeing(at(person.community_id)):
        try:
            with transaction.atomic():
                right.save(force_insert=True)
        except IntegrityError:
            return RightsRequest.objects.get(person=person, kind=kind, answered_at=None)
        title = _("个人信息请求：%(what)s") % {"what": right.get_kind_display()}
        tasks.open_task(
            TASK, title, right.due_on, by=by, place=person, role=answerer(person.town_id), person=person.pk,
            subject=right,
        )  # fmt: skip
        audit.record("right.asked", right, by=by, person=str(person.pk), kind=kind, due=right.due_on.isoformat())
    return right


def answerer(town: int) -> str:
    """Return the role that answers requests in a town: the head of its station, or the street where there is none."""
    heads = Post.objects.in_force(timezone.localdate()).filter(role=Role.STATION_LEAD, place=town)
    return Role.STATION_LEAD if heads.exists() else Role.STREET_OFFICER


@action
def answer_right(
    right: RightsRequest, *, by: Actor, outcome: str, reason: str = "", words: str = "", erase: Sequence[str] = ()
) -> RightsRequest:
    """Answer a request, and do what was granted: restrict, release, or order the classes ``erase`` to be deleted.

    What must be kept is named in the answer, each class with why. Raises :class:`Refused`.
    """
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=right.person_id)
    right = RightsRequest.objects.select_for_update(of=("self",)).get(pk=right.pk)
    stays = retention.kept(person, timezone.localdate())
    told = line(words, WORDS, "words")
    here = answerer(right.town_id)
    require(policies.answer_right(by, right, outcome, reason, told, erase, stays, here))
    right.answered_at, right.answered_by, right.outcome = timezone.now(), by.user, outcome
    right.reason = "" if outcome == Outcome.GRANTED else reason
    right.answer = told
    right.kept = _kept(stays, erase, reason) if right.kind == Kind.DELETE else {}
    right.save(update_fields=["answered_at", "answered_by", "outcome", "reason", "answer_sealed", "kept"])
    _do(person, right, erase, by)
    for task in Task.objects.filter(subject=right.pk, kind=TASK, done_at=None):
        tasks.finish_task(task, by=by, outcome=str(right.get_outcome_display()))
    audit.record("right.answered", right, by=by, person=str(person.pk), kind=right.kind, outcome=outcome)
    notifications.tell(
        f"right:{right.pk}", "right_answered", person.pk, by=by, place=person, what=right.get_kind_display(),
        outcome=right.get_outcome_display(),
    )  # fmt: skip
    return right


def _kept(stays: dict[str, str], erase: Sequence[str], reason: str) -> dict[str, str]:
    left = {one.code: reason for one in rights.erasable() if one.code not in erase}
    return left | stays


def _do(person: Person, right: RightsRequest, erase: Sequence[str], by: Actor) -> None:
    if right.outcome == Outcome.REFUSED:
        return
    if right.kind == Kind.RESTRICT and person.restricted_at is None:
        _restrict(person, right, by)
    elif right.kind == Kind.RELEASE:
        _release(person, right, by)
    elif right.kind == Kind.DELETE:
        order(person, erase, by=by, request=right, reason=right.words)


def _restrict(person: Person, right: RightsRequest, by: Actor) -> None:
    """From this moment what is kept is stored and not used; todos about her end, but those of her own requests."""
    assert right.answered_at is not None
    Restriction.objects.create(
        person=person, request=right, since=right.answered_at, set_by=by.user, **areas.of_row(person)
    )
    _mark(person, right.answered_at)
    tasks.end_tasks_about(person.pk, by=by, place=person, outcome=_("信息已限制使用"), but=(TASK,))
    audit.record("person.restricted", person, by=by, request=str(right.pk))


def _release(person: Person, right: RightsRequest, by: Actor) -> None:
    running = Restriction.objects.filter(person=person, lifted_at=None)
    running.update(lifted_at=right.answered_at, lifted_by=by.user)
    _mark(person, None)
    audit.record("person.released", person, by=by, request=str(right.pk))


def _mark(person: Person, at_moment: Any) -> None:
    ids = Person.objects.filter(pk=person.pk) | Person.objects.filter(merged_into=person)
    ids.update(restricted_at=at_moment)
    person.restricted_at = at_moment


def order(
    person: Person, classes: Sequence[str], *, by: Actor, request: RightsRequest | None = None, reason: str = ""
) -> Erasure:
    """Write down, inside a verb that has asked, what the worker is to delete."""
    made = Erasure(
        person=person, classes=list(classes), request=request, ordered_at=timezone.now(), ordered_by=by.user,
        **areas.of_row(person),
    )  # fmt: skip
    made.reason = reason
    made.save(force_insert=True)
    audit.record("erasure.ordered", person, by=by, classes=list(classes))
    return made


@action
def take_copy(right: RightsRequest, *, by: Actor) -> copies.Copy:
    """Gather everything that is held about a person and may be given out; the look commits before a byte leaves.

    The only way personal data leaves as a file: each leaves a line in the register of transfers. Raises ``Refused``.
    """
    person = right.person
    may = mandated(person, by.user if person.pk in by.scope.persons else None)
    require(policies.take_copy(by, right, mandated=may, kept_away=is_kept_away(by.user, person.pk)))
    audit.looked("right.copy", [person.pk], by=by, county=person.county_id, fields=["everything"], purpose=right.kind)
    with seeing(Scope(column="county_id", areas=(person.county_id,), persons=(person.pk,))):
        copy = copies.gather(person, by)
        audit.record(
            "data.given_out", right, by=by, person=str(person.pk), schema=copies.SCHEMA, to=right.asker,
            rows={part.code: len(part.rows) for part in copy.parts},
        )  # fmt: skip
    return copy


@action
def set_hold(person: Person, *, by: Actor, grantor: str, reason: str, until: date) -> LegalHold:
    """Keep everything about a person until a day, because somebody with the power to say so wants it."""
    require(policies.set_hold(by, person, until))
    who, why = line(grantor, 100, "grantor"), line(reason, WORDS, "reason")
    if not who:
        raise Refused(_("请写是哪个机关要求的，文号是什么。"), "grantor")
    if not why:
        raise Refused(_("请写一句为什么。"), "reason")
    hold = LegalHold(
        person=person, grantor=who, since=timezone.now(), until=until, set_by=by.user, **areas.of_row(person)
    )
    hold.reason = why
    hold.save(force_insert=True)
    audit.record("hold.set", person, by=by, until=until.isoformat())
    return hold


@action
def lift_hold(hold: LegalHold, *, by: Actor) -> LegalHold:
    """End a hold before its day."""
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    require(policies.lift_hold(by, hold))
    hold.lifted_at, hold.lifted_by = timezone.now(), by.user
    hold.save(update_fields=["lifted_at", "lifted_by"])
    audit.record("hold.lifted", hold.person, by=by)
    return hold
