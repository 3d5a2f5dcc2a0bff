"""Posts: filled and ended."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts import policies
from linli.accounts.actions.accounts import opened
from linli.accounts.models import BRANCH_OF, Branch, Post, Role, User
from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.places.models import Division, ServicePoint


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
def call_in(name: str, phone: str, organisation: Organisation, until: date, *, by: Actor) -> Post:
    """Put somebody from outside in a post of her own as an evaluator, to the end of a day; it dies by itself.

    Each call is a post of its own, so that nothing that one was called to opens to another. Raises ``Refused``.
    """
    require(policies.call_in(by, organisation, until))
    user = opened(name, phone, by=by)
    user = User.objects.select_for_update().get(pk=user.pk)
    try:
        with transaction.atomic():
            post = Post.objects.create(
                user=user, role=Role.EVALUATOR, organisation=organisation, starts_on=timezone.localdate(), ends_on=until
            )
    except IntegrityError as error:
        raise _explained(error) from error
    audit.record("post.filled", post, by=by, county=_county(post), user=str(user.pk), role=post.role)
    return post


@action
def send_away(post: Post, *, by: Actor) -> Post:
    """End at once the post of somebody who was called in; what she did in it stays done."""
    post = Post.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=post.pk)
    require(policies.send_away(by, post))
    today = timezone.localdate()
    if post.ended_at is None and (post.ends_on is None or post.ends_on >= today):
        post.ended_at, post.ends_on = timezone.now(), max(today, post.starts_on)
        post.save(update_fields=["ends_on", "ended_at"])
        audit.record("post.ended", post, by=by, county=_county(post), user=str(post.user_id), role=post.role)
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
    }.get(name or "", Refused(_("这个岗位没能安排上，请核对后再试。")))
