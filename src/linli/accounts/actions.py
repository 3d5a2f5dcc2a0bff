"""Verbs of the accounts room: open an account, fill a post, end it."""

import secrets
from datetime import date

from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts import policies
from linli.accounts.models import BRANCH_OF, Branch, Post, User
from linli.accounts.phones import e164
from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy_name
from linli.places.models import Division, ServicePoint


@action
def open_account(
    name: str, phone: str, password: str | None = None, totp_secret: str | None = None, *, by: Actor
) -> User:
    """Open an account for somebody known by name and telephone; returns the one she has already, untouched.

    ``phone`` as people write it; ``password`` None leaves the account without one (a link sets it later, or she signs
    in by code); ``totp_secret`` is base32. Raises ``Refused`` for a number that is none, or one of another name.
    """
    require(policies.open_account(by))
    number, called = e164(phone), tidy_name(name)
    if number is None:
        raise Refused(_("这个号码不像电话号码,再看一眼?"), "phone")
    if not called:
        raise Refused(_("请写上姓名。"), "name")
    if held := User.objects.by_phone(number):
        if held.name != called:
            raise Refused(_("这个号码已经登记在另一个姓名下,请核对。"), "name")
        return held
    user = User(name=called, handle=_new_handle())
    user.set_phone(number)
    user.set_password(password)
    user.save()
    if totp_secret:
        TOTP.activate(user, totp_secret)
    audit.record("account.opened", user, by=by)
    return user


@action
def appoint(
    user: User,
    role: str,
    place: Division | None = None,
    organisation: Organisation | None = None,
    service_point: ServicePoint | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    *,
    by: Actor,
) -> Post:
    """Put ``user`` in a post for a place or an organisation, from ``starts_on`` (today) to ``ends_on`` (open).

    The same role at the same place at the same time is one post: the one held is returned. Raises ``Refused``.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    require(policies.appoint(by, user, role, place, organisation))
    start = starts_on or timezone.localdate()
    held = user.posts.filter(role=role, place=place, organisation=organisation, service_point=service_point)
    if post := held.in_force(start).first():
        return post
    try:
        with transaction.atomic():
            post = Post.objects.create(
                user=user,
                role=role,
                branch=BRANCH_OF.get(role, Branch.WORK),  # type: ignore[call-overload]
                place=place,
                organisation=organisation,
                service_point=service_point,
                starts_on=start,
                ends_on=ends_on,
            )
    except IntegrityError as error:
        raise _explained(error) from error
    audit.record("post.filled", post, by=by, county=_county(post), user=str(user.pk), role=role)
    return post


@action
def end(post: Post, *, on: date | None = None, by: Actor) -> Post:
    """End a post: at once, or with the coming day ``on``. What was done in it stays done."""
    post = Post.objects.select_for_update(of=("self",)).select_related("user", "place", "organisation").get(pk=post.pk)
    require(policies.end(by, post))
    today = timezone.localdate()
    if on is None or on < today:
        post.ended_at = timezone.now()
    post.ends_on = max(on or today, today, post.starts_on)
    post.save(update_fields=["ends_on", "ended_at"])
    audit.record("post.ended", post, by=by, county=_county(post), user=str(post.user_id), role=post.role)
    return post


def _new_handle() -> str:
    """Return a login name nobody has: a letter and seven digits, easy to read over the telephone."""
    while User.objects.filter(handle=(handle := f"L{secrets.randbelow(9_000_000) + 1_000_000}")).exists():
        continue
    return handle


def _county(post: Post) -> int | None:
    if post.place is not None:
        return post.place.county_id or post.place.pk
    return post.organisation.county_id if post.organisation else None


def _explained(error: IntegrityError) -> Refused:
    """Return the sentence for a promise the database kept."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return {
        "administrators_are_separate_people": Refused(
            _("系统、安全、审计管理员和业务岗位不能由同一个人担任。"), "role"
        ),
        "post_ends_after_it_starts": Refused(_("结束日期早于开始日期。"), "ends_on"),
        "post_has_a_place_or_organisation": Refused(_("请选岗位所在的地方或机构。"), "place"),
    }.get(name or "", Refused(_("这个岗位没能安排上,请核对后再试。")))
