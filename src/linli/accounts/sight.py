"""From a post to an actor: which rows it reaches, told once per request."""

from django.utils import timezone

from linli.accounts.models import Post, Role, User
from linli.kernel.actor import Actor, Channel
from linli.kernel.scope import EVERYWHERE, Scope
from linli.places.models import Division, Level

COLUMN_OF = {
    Level.COUNTY: "county_id",
    Level.TOWN: "town_id",
    Level.COMMUNITY: "community_id",
    Level.GRID: "grid_id",
}
BLIND = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


def scope_of(post: Post) -> Scope:
    """Return how far a post reaches. Posts above the county reach the counties below them."""
    if post.place is None:
        return Scope(organisation=post.organisation_id, post=post.pk)
    if column := COLUMN_OF.get(Level(post.place.level)):
        return Scope(column=column, areas=(post.place.pk,), post=post.pk)
    counties = Division.objects.current().filter(level=Level.COUNTY, path__startswith=f"{post.place.path}.")
    return Scope(column="county_id", areas=tuple(counties.values_list("pk", flat=True)), post=post.pk)


def actor_of(user: User, post: Post | None, channel: Channel = Channel.WEB, request: str = "") -> Actor:
    """Return the actor for a user in a post (None: a signed-in person without one, who sees nobody)."""
    if post is None:
        return Actor(user=user.pk, channel=channel, request=request, name=user.name, role=Role.RESIDENT)
    return Actor(
        user=user.pk,
        post=post.pk,
        channel=channel,
        role=post.role,
        scope=scope_of(post),
        organisation=post.organisation_id,
        request=request,
        name=user.name,
    )


def posts_today(user: User) -> list[Post]:
    """Return the posts a user holds today, oldest first."""
    day = timezone.localdate()
    held = user.posts.in_force(day).select_related("place", "organisation", "service_point")
    return list(held.order_by("starts_on", "id"))


def system_actor() -> Actor:
    """Return the actor of commands and jobs; only the jobs role of the database sees rows without a scope."""
    return Actor(channel=Channel.JOB, role="system", scope=EVERYWHERE, name="系统")
