"""Verbs of acting for somebody: asked for, confirmed by the person herself, ended; and helping at the counter."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import queries as accounts
from linli.accounts.models import User
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.kernel.text import tidy_name
from linli.people import doors
from linli.people.actions import areas, cards
from linli.people.actions.doors import at, one_at_a_time
from linli.people.guardians import voice_changes_on
from linli.people.models import Person, Proxy, ResidentCard
from linli.people.numbers import telephone
from linli.people.policies import proxies as policies
from linli.people.queries import holder
from linli.people.words import line
from linli.places.models import Division
from linli.tasks import actions as tasks
from linli.tasks.models import Task


@action
def ask_proxy(user: User, *, by: Actor, name: str, phone: str, called: str, may: Sequence[str]) -> None:
    """Ask to act for the person of a name and a telephone; who asks does not learn whether she is known.

    When both fit, a worker of her community has a todo to ask her; it opens nothing before she has said yes.
    """
    one_at_a_time(user)
    require(policies.ask_proxy(by))
    called, purposes = line(called, 20, "called"), _purposes(may)
    found = holder(telephone(phone))
    if found is not None:
        with seeing(at(found[1])):
            person = Person.objects.defer("search").get(pk=found[0])
            if tidy_name(name) == person.name:
                _asked(person, user, called, purposes, by)
                return
    audit.record(policies.MISSED, None, by=by)


def _purposes(may: Sequence[str]) -> list[str]:
    chosen = [code for code in doors.purposes() if code in may]
    if not chosen:
        raise Refused(_("请至少选一样要替家人办的事。"), "may")
    return chosen


def _asked(person: Person, user: User, called: str, may: list[str], by: Actor) -> None:
    """Have her asked: anew when what was agreed is over, again about the same when nobody has asked her yet."""
    today = timezone.localdate()
    for earlier in Proxy.objects.filter(person=person, user=user, ended_at=None, ends_on__lt=today):
        _ended(earlier, by)
    proxy = Proxy.objects.filter(person=person, user=user, ended_at=None).first()
    if proxy is not None and proxy.confirmed_at is not None:
        audit.record(policies.MISSED, None, by=by)
        return
    if proxy is None:
        proxy = _new(person, user, called, may)
        proxy.save(force_insert=True)
    audit.record(policies.ASKED, proxy, by=by, person=str(person.pk))
    community = Division.objects.get(pk=person.community_id)
    title = _("打电话问%(who)s：同意让“%(name)s”替自己办事吗") % {"who": person, "name": user}
    tasks.ask_for_call(
        person.pk, title, doors.called_back_by(timezone.localdate()), place=person, role=accounts.answers(community),
        by=replace(by, scope=Scope(persons=(person.pk,))), subject=proxy,
    )  # fmt: skip


def _new(person: Person, user: User, called: str, may: list[str]) -> Proxy:
    """Return a proxy for a year, for somebody under age until the day before she has a voice of her own."""
    today = timezone.localdate()
    last = date(today.year + 1, today.month, min(today.day, 28) if today.month == 2 else today.day)
    turns = voice_changes_on(person, today)
    return Proxy(
        person=person, user=user, called=called, may=may, starts_on=today,
        ends_on=min(last, turns - timedelta(days=1)) if turns else last,
        asked_at=timezone.now(), **areas.of_row(person),
    )  # fmt: skip


@action
def prove_proxy(user: User, *, by: Actor, number: str, pin: str, called: str, may: Sequence[str]) -> Proxy | None:
    """Act for the holder of a card at once, by its number and PIN; None says no more than that it does not fit."""
    one_at_a_time(user)
    require(policies.prove_proxy(by))
    called, purposes = line(called, 20, "called"), _purposes(may)
    card = cards.show_pin(pin, number=number, by=by)
    if card is None:
        audit.record(policies.MISSED, None, by=by)
        return None
    with seeing(at(card.community_id)):
        for earlier in Proxy.objects.filter(person=card.person_id, user=user, ended_at=None):
            _ended(earlier, by)
        proxy = _new(card.person, user, called, purposes)
        proxy.save(force_insert=True)
        _confirmed(proxy, Proxy.How.CARD, by)
    return proxy


@action
def confirm_proxy(proxy: Proxy, how: str, *, by: Actor) -> None:
    """Write that the person herself has agreed, by telephone or at the desk; from now on it holds."""
    _hold(proxy)
    require(policies.confirm_proxy(by, proxy))
    if how not in (Proxy.How.PHONE, Proxy.How.DESK):
        raise Refused(_("请选是打电话问的，还是当面问的。"), "how")
    _confirmed(proxy, how, by)
    _finish(proxy, _("本人同意"), by)


@action
def decline_proxy(proxy: Proxy, *, by: Actor) -> None:
    """Write that the person does not want it; nobody is told why."""
    _hold(proxy)
    require(policies.decline_proxy(by, proxy))
    _ended(proxy, by)
    _finish(proxy, _("本人不同意"), by)


@action
def end_proxy(proxy: Proxy, *, by: Actor) -> None:
    """End it: at the next request nothing of her is open any more."""
    with seeing(at(proxy.community_id)):
        _hold(proxy)
        require(policies.end_proxy(by, proxy))
        _ended(proxy, by)


@action
def act_for(proxy: Proxy, *, by: Actor) -> None:
    """Leave the trace of beginning to act for somebody."""
    require(policies.act_for(by, proxy))
    audit.record("proxy.acted", proxy, by=replace(by, on_behalf_of=proxy.person_id), person=str(proxy.person_id))


@action
def begin_help(person: Person, *, by: Actor) -> None:
    """Begin to help somebody at the counter or on the telephone (the actor's channel says which)."""
    require(policies.begin_help(by, person))
    audit.record("help.begun", person, by=replace(by, on_behalf_of=person.pk))


@action
def end_help(*, by: Actor) -> None:
    """Stop helping."""
    require(policies.end_help(by))
    if by.on_behalf_of is not None:
        person = Person.objects.visible_to(by).defer("search").filter(pk=by.on_behalf_of).first()
        audit.record("help.ended", person, by=by)


def _hold(proxy: Proxy) -> None:
    """Read a proxy as it stands, held until the end: of two answers at once the first is the answer."""
    proxy.refresh_from_db(from_queryset=Proxy.objects.select_for_update(of=("self",)))


def _confirmed(proxy: Proxy, how: str, by: Actor) -> None:
    proxy.how, proxy.confirmed_at, proxy.confirmed_by = how, timezone.now(), by.user
    proxy.save(update_fields=["how", "confirmed_at", "confirmed_by"])
    audit.record("proxy.confirmed", proxy, by=by, person=str(proxy.person_id), how=how)


def _ended(proxy: Proxy, by: Actor) -> None:
    proxy.ended_at, proxy.ended_by = timezone.now(), by.user
    proxy.save(update_fields=["ended_at", "ended_by"])
    audit.record("proxy.ended", proxy, by=by, person=str(proxy.person_id))


def _finish(proxy: Proxy, outcome: str, by: Actor) -> None:
    """Finish the todo of asking her, when it is the asker's own; another's stays until she has seen the answer."""
    for task in Task.objects.visible_to(by).filter(subject=proxy.pk, done_at=None):
        tasks.finish_task(task, by=by, outcome=outcome)


def card_in_force(person: Person) -> ResidentCard | None:
    """Return the card a person has."""
    return person.cards.filter(revoked_at=None).first()
