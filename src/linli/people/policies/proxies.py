"""Who may ask to act for somebody, and who says yes; the sentence that refuses, or None."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.models import Person, Proxy
from linli.people.policies.files import keeps, lives

ASKED, MISSED, MOST = "proxy.asked", "proxy.missed", 5


def ask_proxy(by: Actor) -> Refusal:
    """Somebody signed in for herself asks, a few times a day."""
    if by.user is None or by.role != Role.RESIDENT or by.on_behalf_of is not None:
        return _("请用自己的手机号登录，以自己的身份来提。")
    since = timezone.now() - timedelta(days=1)
    if Event.objects.filter(by_user=by.user, verb__in=(ASKED, MISSED), at__gte=since).count() >= MOST:
        return _("今天提得太多次了，请明天再来，或打电话给社区。")
    return None


prove_proxy = ask_proxy


def confirm_proxy(by: Actor, proxy: Proxy) -> Refusal:
    """A worker of her area has asked the person herself; she cannot say yes to what she asked for."""
    if proxy.ended_at is not None or proxy.confirmed_at is not None:
        return _("这一条已经有结果了。")
    if proxy.user_id == by.user:
        return _("这是您自己提的，请让同事去问本人。")
    return lives(proxy.person) or keeps(by, proxy)


decline_proxy = confirm_proxy


def end_proxy(by: Actor, proxy: Proxy) -> Refusal:
    """The person herself, the one who acts for her, or a worker of her area."""
    if proxy.ended_at is not None:
        return _("这一条已经停了。")
    if proxy.user_id == by.user:
        return None
    herself = proxy.person_id in by.scope.persons and (by.user is None or by.on_behalf_of is None)
    return None if herself else keeps(by, proxy)


def act_for(by: Actor, proxy: Proxy) -> Refusal:
    """Only the one who was agreed on."""
    return None if proxy.user_id == by.user and by.post is None else _("这一条不是给您的。")


def begin_help(by: Actor, person: Person) -> Refusal:
    """At the counter or on the telephone a worker helps people of her own area."""
    return keeps(by, person)


def end_help(by: Actor) -> Refusal:
    """Whoever helps may stop."""
    return None if by.post is not None else _("请先回到自己的岗位。")
