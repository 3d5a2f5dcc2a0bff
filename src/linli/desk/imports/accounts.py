"""账号与岗位 from a table: one row is one person in one post."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import actions, policies
from linli.accounts.models import Post, Role, User
from linli.accounts.phones import e164, masked
from linli.audit.models import Event
from linli.desk.imports.naming import Names
from linli.desk.imports.words import columns, meant, offered
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers import cells
from linli.papers.registry import Column, Finding, Made, Memory, Row, Text, Value
from linli.places.models import Division, Level, ServicePoint

ANYWHERE = (Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)


def phone(text: str) -> str:
    """Return a telephone number in E.164 form."""
    found = e164(cells.long_number(text))
    if found is None:
        raise Refused(_("手机号不对，请核对。"))
    return found


class Accounts:
    """Opens accounts and fills posts; an account is known by its telephone."""

    kind: str = "accounts"
    title: Text = gettext_lazy("账号与岗位")
    lead: Text = gettext_lazy("一行一个人一个岗位：姓名、手机号、岗位、所在镇街或社区。")
    roles: frozenset[str] = frozenset({Role.SYSTEM_ADMIN.value})

    def columns(self, by: Actor) -> tuple[Column, ...]:
        """Return the columns."""
        names = Names.of(by)
        places = names.options(Level.TOWN) + names.options(Level.COMMUNITY)
        column = columns("accounts")
        return (
            column("name", gettext_lazy("姓名"), cells.name, required=True, example="李示范"),
            column("phone", gettext_lazy("手机号"), phone, required=True, example="13800000000", masked=True),
            column(
                "role",
                gettext_lazy("岗位"),
                cells.one_of(meant("roles")),
                required=True,
                choices=offered("roles"),
                example="社会工作者",
            ),
            column(
                "place",
                gettext_lazy("所在镇街或社区"),
                cells.line(60),
                choices=places[:500],
                example=(places or ("示范镇",))[0],
            ),
            column("point", gettext_lazy("服务点"), cells.line(100)),
            column("organisation", gettext_lazy("机构"), cells.line(100)),
            column("starts_on", gettext_lazy("到岗日期"), cells.day, hint=gettext_lazy("不填就从今天算起。")),
        )

    def check(self, rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
        """Resolve places, and compare names with the accounts that have the telephones."""
        names = Names.of(by)
        return [self._checked(row, names, by) for row in rows]

    def _checked(self, row: Row, names: Names, by: Actor) -> Finding:
        number = str(row.values["phone"])
        try:
            place, _point, organisation = _where(row.values, names)
        except Refused as refused:
            return Finding(errors=((refused.field or "place", refused.sentence),))
        held = User.objects.by_phone(number)
        if held and held.name != row.values["name"]:
            told = _("%(phone)s 已经登记在另一个姓名下，请核对。") % {"phone": masked(number)}
            return Finding(errors=(("phone", told),))
        holder = held or User(name=str(row.values["name"]))
        if refusal := policies.appoint(by, holder, str(row.values["role"]), place, organisation):
            return Finding(errors=(("role", str(refusal)),))
        return Finding(meets=held.name if held else "")

    def apply(self, rows: Sequence[Row], by: Actor) -> list[Made]:
        """Open the account when there is none, and fill the post when it is not held."""
        names = Names.of(by)
        return [self._applied(row, names, by) for row in rows]

    def _applied(self, row: Row, names: Names, by: Actor) -> Made:
        told = row.values
        try:
            place, point, organisation = _where(told, names)
            before = User.objects.by_phone(str(told["phone"]))
            user = actions.open_account(str(told["name"]), str(told["phone"]), by=by)
            held = set(user.posts.values_list("pk", flat=True)) if before else set()
            post = actions.appoint(
                user, str(told["role"]), place, organisation, point, starts_on=told["starts_on"], by=by  # type: ignore[arg-type]
            )  # fmt: skip
        except Refused as refused:
            return Made(refused=refused.sentence)
        if post.pk in held:
            return Made("same")
        return Made("new", {"post": str(post.pk), "user": str(user.pk), "opened": before is None})

    def undo(self, made: Sequence[dict[str, Any]], by: Actor) -> list[str]:
        """End the posts. An account opened stays, without a post it opens no door."""
        return [self._undone(UUID(ref["post"]), by) for ref in made]

    def _undone(self, key: UUID, by: Actor) -> str:
        post = Post.objects.select_related("user", "place", "organisation").filter(pk=key).first()
        if post is None or post.ended_at is not None:
            return ""
        if Event.objects.filter(by_post=key).exists():
            return _("%(name)s 已经用这个岗位做过事，岗位留着；不用了请在“岗位与账号”里结束。") % {"name": post.user}
        try:
            actions.end(post, by=by)
        except Refused as refused:
            return refused.sentence
        return ""


def _where(told: Any, names: Names) -> tuple[Division | None, ServicePoint | None, Organisation | None]:
    """Return place, service point and organisation of a row; one of place and organisation there must be."""
    point = names.point(told["point"]) if told["point"] else None
    place: Division | None = None
    if told["place"]:
        place = names.place(told["place"], ANYWHERE)
    elif point is not None:
        place = names.by_id.get(point.community_id or point.town_id or point.county_id)
    organisation = _organisation(told["organisation"], names)
    if place is None and organisation is None:
        raise Refused(_("请写明所在镇街、社区或机构。"), "place")
    return place, point, organisation


def _organisation(name: Value, names: Names) -> Organisation | None:
    if not name:
        return None
    counties = {place.county_id or place.pk for place in names.by_id.values()}
    found = Organisation.objects.filter(name=name, county_id__in=counties).first()
    if found is None:
        raise Refused(_("没有叫“%(name)s”的机构。") % {"name": name}, "organisation")
    return found
