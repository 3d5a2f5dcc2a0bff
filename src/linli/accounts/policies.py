"""Who may open accounts, fill posts and lock people out; each rule answers with the sentence that refuses, or None."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import BRANCH_OF, Post, Role, User
from linli.directory.models import Organisation
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level

AREAS = (
    (Level.COUNTY, "county_id"),
    (Level.TOWN, "town_id"),
    (Level.COMMUNITY, "community_id"),
    (Level.GRID, "grid_id"),
)


def is_console(by: Actor) -> bool:
    """Tell whether the act comes from the console of the installation (a command), not from a person's session."""
    return by.channel == Channel.JOB and by.user is None


def reaches(by: Actor, place: Division) -> bool:
    """Tell whether a division lies inside an actor's place."""
    if by.scope.everywhere:
        return True
    above = {place.pk} if place.level >= Level.COUNTY else set()
    column = by.scope.column
    if column == "county_id":
        above.add(place.county_id)
    elif column == "town_id":
        above.add(place.town_id)
    elif column == "community_id" and place.level == Level.GRID:
        above.add(place.parent_id)
    return bool(above & set(by.scope.areas))


def holds(by: Actor, place: Division | None, organisation: Organisation | None) -> bool:
    """Tell whether a post for this place or organisation lies inside an administrator's place."""
    if is_console(by):
        return True
    if place is not None:
        return reaches(by, place)
    if organisation is None:
        return False
    return by.scope.everywhere or getattr(organisation, by.scope.column, None) in by.scope.areas


def open_account(by: Actor) -> Refusal:
    """Accounts are opened by a system administrator, or from the console."""
    if is_console(by) or by.role == Role.SYSTEM_ADMIN:
        return None
    return _("开账号请找系统管理员。")


def appoint(by: Actor, user: User, role: str, place: Division | None, organisation: Organisation | None) -> Refusal:
    """A system administrator fills work posts inside her place; the three administrators are named on the console.

    So nobody can make an administrator of another branch out of a friend (三员分立, GB/T 22239 8.1.4).
    """
    if is_console(by):
        return None
    if by.role != Role.SYSTEM_ADMIN:
        return _("安排岗位请找系统管理员。")
    if role in BRANCH_OF:
        return _("系统、安全、审计管理员只能在机房的命令行里任命,网页上不行。")
    if user.pk == by.user:
        return _("不能给自己安排岗位。")
    if not holds(by, place, organisation):
        return _("这个地方不在您的管理范围里。")
    return None


def end(by: Actor, post: Post) -> Refusal:
    """Who may fill a post may end it."""
    return appoint(by, post.user, post.role, post.place, post.organisation)
