"""Who may open the doors of residents: accounts, cards, proxies; the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.models import Person, PersonAccount
from linli.people.policies.files import keeps, lives


def link_by_phone(by: Actor) -> Refusal:
    """Somebody who came in by her own telephone, in no post and for nobody else."""
    if by.user is None or by.role != Role.RESIDENT or by.on_behalf_of is not None:
        return _("请用自己的手机号登录以后再认。")
    return None


def link_at_desk(by: Actor, person: Person) -> Refusal:
    """Who keeps the file may open the door, with the person before her."""
    return lives(person) or keeps(by, person)


def unlink(by: Actor, link: PersonAccount) -> Refusal:
    """The person herself, or who keeps her file."""
    if link.until is not None:
        return _("这个账号已经解开了。")
    return None if link.user_id == by.user and by.on_behalf_of is None else keeps(by, link)
