"""Who may issue, revoke, unlock and use cards; the sentence that refuses, or None."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.models import Person, ResidentCard
from linli.people.policies.files import keeps, lives


def issue_cards(by: Actor, persons: Iterable[Person]) -> Refusal:
    """Who keeps the files hands out the cards, to the living."""
    persons = list(persons)
    for person in persons:
        if (gone := lives(person)) is not None:
            return gone
    return keeps(by, *persons)


def revoke_card(by: Actor, card: ResidentCard) -> Refusal:
    """The person herself, or who keeps her file; a revoked card stays so."""
    if card.revoked_at is not None:
        return _("这张卡已经作废了。")
    herself = card.person_id in by.scope.persons and by.on_behalf_of in (None, card.person_id) and by.user is None
    return None if herself else keeps(by, card)


def unlock_card(by: Actor, card: ResidentCard) -> Refusal:
    """A card that was locked is opened at a staffed counter only."""
    if card.locked_at is None:
        return _("这张卡没有锁。")
    return keeps(by, card)


def show_pin(by: Actor) -> Refusal:
    """At home a card opens with its PIN; a worker uses it at the counter, without one."""
    if by.role not in ("", Role.RESIDENT):
        return _("您在岗位上，扫卡就行，不用密码。")
    return None
