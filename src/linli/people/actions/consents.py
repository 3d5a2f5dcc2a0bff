"""Verbs of consent: given, narrowed, taken back; ended by the calendar. Each turn is rows of its own."""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import seeing
from linli.people import consents, followers, policies
from linli.people.actions import areas
from linli.people.actions.doors import at
from linli.people.guardians import guardians, is_herself
from linli.people.limits import months_on
from linli.people.models import ConsentEvent, ConsentText, Person
from linli.people.purposes import Purpose, purposes
from linli.people.words import line
from linli.tasks.actions import open_task

Kind = ConsentEvent.Kind
ASK_AGAIN = timedelta(days=30)


@dataclass(frozen=True)
class Said:
    """What somebody agreed to: the words she was told (``digest``), what, to whom, who spoke, how, what proves it."""

    purpose: str
    digest: str
    classes: Collection[str]
    recipients: Collection[str]
    given_by: str
    how: str
    giver: Person | None = None
    evidence: str = ""


@action
def consent(person: Person, said: Said, *, by: Actor) -> list[ConsentEvent]:
    """Write down that a person agrees; what she agreed to before for this purpose and not now is narrowed.

    At her own door nobody writes it down for her: how and evidence are her login. Raises :class:`Refused` naming the
    field, also when the words have changed since they were read.
    """
    if is_herself(by, person):
        said = replace(said, how=ConsentEvent.How.PHONE, evidence=_login(by))
    elif said.how == ConsentEvent.How.PHONE:
        raise Refused(_("“本人手机上”由本人在自己的页面上说。"), "how")
    with _reach(by, person):
        person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
        day, purpose = timezone.localdate(), purposes().get(said.purpose)
        speakers = {one.pk for one in guardians(person, day)}
        require(policies.consent(by, person, purpose, said.given_by, said.giver, speakers, day))
        assert purpose is not None
        _check(purpose, said)
        rows = _turns(person, purpose, said, by, months_on(day, purpose.months) if purpose.months else None)
        ConsentEvent.objects.bulk_create(rows)
        followers.consent_ended(person)
        audit.record("consent.given", person, by=by, purpose=purpose.code, version=purpose.version, how=said.how)
    return rows


def _turns(person: Person, purpose: Purpose, said: Said, by: Actor, until: date | None) -> list[ConsentEvent]:
    """Return the rows of one sitting: what is agreed to, and what no longer is."""
    act, now = new_id(), timezone.now()
    wanted = [(what, whom) for what in said.classes for whom in said.recipients]
    before = next((one.given for one in consents.standing(person) if one.purpose.code == purpose.code), ())
    left = [row for row in before if (row.data_class, row.recipient) not in wanted]
    voice = {
        "given_by": said.given_by, "giver": said.giver if said.given_by != ConsentEvent.Giver.SELF else None,
        "how": said.how, "evidence": line(said.evidence, 100, "evidence"), "text": _kept(purpose),
    }  # fmt: skip
    rows = [
        _event(person, Kind.GIVEN, act, by, purpose=purpose.code, data_class=what, recipient=whom, until=until, at=now,
               **voice)
        for what, whom in wanted
    ]  # fmt: skip
    return rows + [
        _event(person, Kind.NARROWED, act, by, purpose=row.purpose, data_class=row.data_class,
               recipient=row.recipient, at=now, **voice)
        for row in left
    ]  # fmt: skip


@action
def withdraw_consent(
    person: Person, purpose: str, *, by: Actor, how: str = ConsentEvent.How.SPOKEN, evidence: str = ""
) -> int:
    """Take back everything agreed on for a purpose, from this moment on; return how many consents ended."""
    if is_herself(by, person):
        how, evidence = ConsentEvent.How.PHONE, _login(by)
    with _reach(by, person):
        person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
        require(policies.withdraw_consent(by, person))
        given = next((one.given for one in consents.standing(person) if one.purpose.code == purpose), ())
        if not given:
            raise Refused(_("这一项现在没有同意，不用收回。"), "purpose")
        act, now, proof = new_id(), timezone.now(), line(evidence, 100, "evidence")
        _end(given, Kind.WITHDRAWN, act, by, at=now, how=how, evidence=proof)
        followers.consent_ended(person)
        audit.record("consent.withdrawn", person, by=by, purpose=purpose)
    return len(given)


def _reach(by: Actor, person: Person) -> AbstractContextManager[None]:
    """Return how far the verb sees: somebody at her own door has no area, so that it sees her community for her."""
    return seeing(at(person.community_id)) if is_herself(by, person) else nullcontext()


def _login(by: Actor) -> str:
    """Return what proves that she herself has said it: the account, or the card, that opened her door, and when."""
    moment = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    way = _("本人账号登录") if by.user is not None else _("%(card)s和密码") % {"card": by.name}
    return f"{way} {moment}"


@action
def expire_consents(day: date, *, by: Actor) -> int:
    """Write down the consents whose last day is over; return how many."""
    require(policies.expire_consents(by))
    over = consents.run_out(day)
    _end(over, Kind.EXPIRED, new_id(), by, at=timezone.now())
    for person in {row.person_id: row.person for row in over}.values():
        followers.consent_ended(person)
        audit.record("consent.expired", person, by=by)
    return len(over)


@action
def note_birthdays(day: date, *, by: Actor) -> int:
    """Note who has turned 14 or 18 since a guardian agreed for her, and have her asked herself; return how many."""
    require(policies.note_birthdays(by))
    found = consents.grown(day)
    for person, kind in found:
        _event(person, kind, new_id(), by, at=timezone.now()).save(force_insert=True)
        followers.consent_ended(person)
        years = 14 if kind == Kind.TURNED_14 else 18
        title = _("%(name)s满%(years)s岁了：监护人替她同意过的，请重新问本人") % {"name": person, "years": years}
        open_task(
            "consent_again", title, day + ASK_AGAIN, by=by, place=person, role=Role.SOCIAL_WORKER, person=person.pk
        )
        audit.record("consent.came_of_age", person, by=by, years=years)
    return len(found)


@action
def change_guardian(person: Person, *, by: Actor) -> ConsentEvent:
    """Note that a guardian stands no more: what guardians agreed to no longer holds, and is asked anew."""
    require(policies.change_guardian(by, person))
    made = _event(person, Kind.GUARDIAN_CHANGED, new_id(), by, at=timezone.now())
    made.save(force_insert=True)
    followers.consent_ended(person)
    title = _("%(name)s的监护人变了：以前同意过的，请重新问") % {"name": person}
    open_task(
        "consent_again", title, timezone.localdate() + ASK_AGAIN, by=by, place=person, role=Role.SOCIAL_WORKER,
        person=person.pk,
    )  # fmt: skip
    audit.record("consent.guardian_changed", person, by=by)
    return made


def end_word(person: Person, giver: Person, *, by: Actor) -> bool:
    """End, inside a verb that has asked, what one person agreed to in another's name; tell whether anything ended.

    What others agreed to for her stands. The todo says that she is to be asked anew, and not why.
    """
    spoke = consents.words_of(person, giver)
    if not spoke:
        return False
    now, act = timezone.now(), new_id()
    for one in spoke:
        word = {"given_by": ConsentEvent.Giver.GUARDIAN, "giver": one}
        _event(person, Kind.GUARDIAN_CHANGED, act, by, at=now, **word).save(force_insert=True)
    followers.consent_ended(person)
    title = _("%(name)s：有些同意不再算数，请问本人或另一位监护人") % {"name": person}
    open_task(
        "consent_again", title, timezone.localdate(), by=by, place=person, role=Role.SOCIAL_WORKER, person=person.pk
    )
    audit.record("consent.guardian_changed", person, by=by)
    return True


def _check(purpose: Purpose, said: Said) -> None:
    if said.digest != purpose.digest:
        raise Refused(_("这段话刚刚改过，请把新的念一遍再记。"), "digest")
    if not said.classes or not set(said.classes) <= set(purpose.classes):
        raise Refused(_("请勾选同意用哪些信息。"), "classes")
    if not said.recipients or not set(said.recipients) <= set(purpose.recipients):
        raise Refused(_("请勾选同意给谁看。"), "recipients")
    if said.given_by not in ConsentEvent.Giver.values:
        raise Refused(_("请选是谁说的同意。"), "given_by")
    if said.how not in ConsentEvent.How.values:
        raise Refused(_("请选是怎么说的。"), "how")
    if said.how == ConsentEvent.How.PAPER and not said.evidence.strip():
        raise Refused(_("纸上签的字，请写存在哪里（例如：档案盒3第12页）。"), "evidence")
    if said.how == ConsentEvent.How.SCREEN and not said.evidence.strip():
        raise Refused(_("屏幕上签的字，要留下签名。"), "evidence")


def _kept(purpose: Purpose) -> ConsentText:
    kept, _made = ConsentText.objects.get_or_create(
        digest=purpose.digest,
        defaults={"purpose": purpose.code, "version": purpose.version, "body": purpose.body},
    )
    return kept


def _event(person: Person, kind: str, act: UUID, by: Actor, **facts: object) -> ConsentEvent:
    return ConsentEvent(
        person=person, kind=kind, act=act, noted_by=by.user, noted_post=by.post, **areas.of_row(person), **facts
    )


def _end(given: Iterable[ConsentEvent], kind: str, act: UUID, by: Actor, **facts: object) -> None:
    ConsentEvent.objects.bulk_create(
        _event(row.person, kind, act, by, purpose=row.purpose, data_class=row.data_class, recipient=row.recipient,
               text_id=row.text_id, **facts)
        for row in given
    )  # fmt: skip
