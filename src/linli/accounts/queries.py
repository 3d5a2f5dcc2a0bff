"""What the pages of accounts read."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Post, Role, User
from linli.accounts.phones import e164, masked
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.places.models import Division, Level


@dataclass(frozen=True)
class Factors:
    """The second factors of an account."""

    app: bool
    passkeys: list[Authenticator]
    recovery: bool


def factors(user: User) -> Factors:
    """Return the second factors of an account."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    kinds = {factor.type for factor in found}
    passkeys = [factor for factor in found if factor.type == Authenticator.Type.WEBAUTHN]
    return Factors(Authenticator.Type.TOTP in kinds, passkeys, Authenticator.Type.RECOVERY_CODES in kinds)


def posts(by: Actor, search: str = "") -> QuerySet[Post]:
    """Return the posts an administrator may read, people by name; ``search`` is a name, a login name or a place."""
    rows = Post.objects.visible_to(by).select_related("user", "place", "organisation")
    if words := search.strip():
        rows = rows.filter(
            Q(user__name__contains=words) | Q(user__handle__iexact=words) | Q(place__name__contains=words)
        )
    return rows.filter(Q(ended_at=None), Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))


def places(by: Actor) -> QuerySet[Division]:
    """Return the divisions an administrator may fill posts in, down to the community."""
    column, areas = by.scope.column, by.scope.areas
    inside = Q(pk__in=areas)
    if column in ("county_id", "town_id"):
        inside |= Q(**{f"{column}__in": areas})
    return Division.objects.current().filter(inside, level__range=(Level.COUNTY, Level.COMMUNITY)).order_by("code")


def answers(community: Division) -> str:
    """Return the role that answers residents of a community: the nearest of those somebody holds there today."""
    near = Q(place=community) | Q(place__parent=community)
    held = Post.objects.in_force(timezone.localdate())
    there = set(held.filter(near).values_list("role", flat=True))
    above = set(held.filter(place=community.town_id).values_list("role", flat=True))
    nearest = (Role.COMMUNITY_WORKER, Role.GRID_WORKER, Role.SOCIAL_WORKER)
    further = (Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER)
    found = [role for role in nearest if role in there] + [role for role in further if role in above]
    return found[0] if found else Role.COMMUNITY_WORKER


def sign_ins(user: User) -> list[Event]:
    """Return the last five times somebody came in to an account, newest first."""
    return list(Event.objects.filter(subject=user.pk, verb="account.signed_in").order_by("-at", "-id")[:5])


def telephone(user: User) -> str:
    """Return the telephone number of an account, masked."""
    return masked(user.phone)


def known(phone: str) -> bool:
    """Tell whether a number, as people write it, has an account already."""
    number = e164(phone)
    return number is not None and User.objects.by_phone(number) is not None


def password_path(user: User) -> str:
    """Return the path of a one-time page where the holder sets a password (three days; dead once used)."""
    return reverse("set_password", args=[user.pk, default_token_generator.make_token(user)])
