"""Who may write down what a person agrees to, and who may speak for whom."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people.guardians import GROWN_UP, OWN_VOICE, is_herself, years
from linli.people.models import ConsentEvent, Person, SuspectedHarm
from linli.people.policies.files import keeps
from linli.people.purposes import Purpose


def consent(
    by: Actor, person: Person, purpose: Purpose | None, given_by: str, giver: Person | None,
    guardians: Collection[UUID], day: date,
) -> Refusal:  # fmt: skip
    """A worker of the place writes it down; a child under 14 speaks through her guardian, an adult for herself."""
    if purpose is None:
        return _("没有这一项，请从列表里选。")
    if not purpose.is_asked:
        return _("这一项是法律规定要做的，不用征求同意，也不能拿同意来做。")
    old = years(person, day)
    if old is not None and old < OWN_VOICE:
        if not guardians:
            return _("不满14岁要监护人同意。还没有登记监护人或父母，请先在“家庭”里记上。")
        if given_by != ConsentEvent.Giver.GUARDIAN:
            return _("不满14岁要由监护人同意，请选“监护人”。")
    if given_by == ConsentEvent.Giver.GUARDIAN and (giver is None or giver.pk not in guardians):
        return _("请选一位登记过的监护人或父母。")
    if given_by == ConsentEvent.Giver.PROXY:
        if giver is None:
            return _("请写清是哪一位受托的家人。")
        if old is not None and old < GROWN_UP:
            return _("孩子的事由监护人来定，不能由受托的家人代。")
        if SuspectedHarm.objects.filter(person=person, by_whom=giver, until=None).exists():
            return _("这一位现在不能替她说，请问本人，或请另一位受托的家人。")
    if is_herself(by, person):
        return None if given_by == ConsentEvent.Giver.SELF else _("在自己的页面上，只能替自己说。")
    return keeps(by, person)


def withdraw_consent(by: Actor, person: Person) -> Refusal:
    """Taking back is as easy as giving: at her own door, or by whoever keeps the file; no reason is asked."""
    return None if is_herself(by, person) else keeps(by, person)


def expire_consents(by: Actor) -> Refusal:
    """The calendar ends consents, nobody by hand."""
    return None if by.channel == Channel.JOB else _("到期由系统来记。")


def note_birthdays(by: Actor) -> Refusal:
    """The calendar tells birthdays, nobody by hand."""
    return None if by.channel == Channel.JOB else _("生日由系统来记。")


def change_guardian(by: Actor, person: Person) -> Refusal:
    """As keeping the file."""
    return keeps(by, person)
