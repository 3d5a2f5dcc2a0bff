"""Whose object it is: a neighbour's, the parent's, a child unit's, another agency's, a former worker's.

Each relation is somebody with a post (or who had one) and an area whose objects she is asked about. Doors, objects and
verdict are those of the matrix, so that a new route stands here the day it stands in the router.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Post, Role, User
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.privacy import Privacy
from linli.kernel.scope import Scope, enter
from linli.places.models import Dwelling
from tests.architecture.matrix import world
from tests.architecture.matrix.doors import WITHOUT_PLACE
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route
from tests.architecture.matrix.verdict import readable, welcomes
from tests.factories import accounts
from tests.support.login import sign_in

# Objects that belong to a whole town: whoever works in one of its communities has them in reach.
THE_TOWNS = {
    "library_entry",
    "survey",
    "report",
    "report_versions",
    "report_cell",
    "report_move",
    "report_file",
    "report_gap",
}
# Objects that are one post's alone, also inside a child unit: its uploads, drafts and keys, what was handed to it, the
# papers it had made, the groups it leads; what went with an application, while that lies on another desk.
ONE_POSTS = {
    "aid_enclosed",
    "dossier", "group_plan", "group_end", "group_programme", "group_members", "group_member", "group_session",
    "group_session_new",
    "group_session_plan", "group_session_poster", "group_papers", "group_form", "group_paper", "work_picture",
    "call", "credential_scan",
    "handover_brief", "mfa_remove_webauthn", "import_batch", "import_columns", "import_errors", "import_undo",
    "record_draft", "record_save", "record_discard", "task_done",
}  # fmt: skip


@dataclass
class Relation:
    """Somebody signed in, and the area whose objects she asks for; ``open`` where they are hers to see."""

    name: str
    role: str
    actor: Actor
    area: world.Area
    end: Callable[[], None] = lambda: None
    open: bool = False
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = sign_in(Client(), self.actor)


def held(role: str, place: object, **facts: object) -> tuple[User, Post]:
    """Put somebody new in a post."""
    user = accounts.user(f"示范{role}")
    return user, accounts.post(role, place, user, **facts)  # type: ignore[arg-type]


def relations(built: world.World) -> list[Relation]:
    """Return every relation of the world; makes the neighbour's community with a family without a grid."""
    county = built.here.county
    enter(Scope(column="county_id", areas=(county.division.pk,)))
    with acting():
        Dwelling.objects.filter(pk=county.dwellings[2].pk).update(grid_id=None)
    county.dwellings[2].refresh_from_db()
    beside = world.area(county, 1, "金丝雀丁", 404)
    with acting():
        agency = Organisation.objects.create(name="别的机构", kind="agency", county_id=county.division.pk)
    found = [
        Relation("sibling", role, actor_of(*held(role, county.communities[0])), beside)
        for role in (Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER)
    ]
    found += [Relation("parent", Role.GRID_WORKER, actor_of(*held(Role.GRID_WORKER, county.grids[1])), beside)]
    found += [
        Relation("child", role, actor_of(*held(role, county.towns[0])), beside, open=True)
        for role in (Role.STATION_LEAD, Role.STREET_OFFICER)
    ]
    found += [
        Relation("agency", Role.SOCIAL_WORKER, actor_of(*held(Role.SOCIAL_WORKER, None, organisation=agency)), beside)
    ]
    return [*found, *_former(built)]


def _former(built: world.World) -> Iterator[Relation]:
    for role in (Role.SOCIAL_WORKER, Role.STATION_LEAD):
        user, post = held(role, built.here.town)

        def ended(post: Post = post) -> None:
            with acting():
                Post.objects.filter(pk=post.pk).update(ends_on=timezone.localdate() - timedelta(days=1))

        yield Relation("post ended", role, actor_of(user, post), built.here, ended)
        shut_user, shut_post = held(role, built.here.town)

        def shut(user: User = shut_user) -> None:
            with acting():
                User.objects.filter(pk=user.pk).update(is_active=False)

        yield Relation("account shut", role, actor_of(shut_user, shut_post), built.here, shut)


def doors(found: list[Route], relation: Relation) -> list[Route]:
    """Return the doors with an object that would open to her role."""
    return [
        route
        for route in found
        if route.arguments
        and not isinstance(route.door, str)
        and relation.role in (route.door or ())
        and route.name not in WITHOUT_PLACE
        and not (relation.area.name == "金丝雀丁" and route.name in THE_TOWNS)
    ]


def state(county: int) -> str:
    """Return a digest of every row about persons of a county, within the reach of the transaction."""
    kinds = (Privacy.PERSONAL, Privacy.PROTECTED)
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "privacy", None) in kinds
        and "county_id" in {field.attname for field in model._meta.concrete_fields}
    ]
    each = (f"SELECT count(*) || '.' || coalesce(sum(hashtext(t::text)), 0) FROM {table} t" for table in tables)
    with connection.cursor() as cursor:
        enter(Scope(column="county_id", areas=(county,)))
        cursor.execute(" UNION ALL ".join(f"({one} WHERE county_id = {int(county)})" for one in each))
        return " ".join(value for (value,) in cursor.fetchall())


class _Undo(Exception):
    pass


def ask(built: world.World, relation: Relation, route: Route, verb: str) -> tuple[HttpResponse, bool]:
    """Let end what ended, send one request of hers, tell whether a row about a person changed, and undo everything."""
    county, client = relation.area.county.division.pk, relation.client
    cookies = deepcopy(client.cookies)
    answer: list[tuple[HttpResponse, bool]] = []
    try:
        with transaction.atomic():
            enter(Scope(column="county_id", areas=(county,)))
            kwargs = OBJECTS[route.name](built, relation.area, None)
            relation.end()
            before = "" if verb == "GET" else state(county)
            response = client.generic(verb, reverse(route.name, kwargs=kwargs))
            answer.append((response, verb != "GET" and state(county) != before))
            raise _Undo
    except _Undo:
        client.cookies = cookies  # the sitting they open is in the database again
        return answer[0]


def wrong(built: world.World, relation: Relation, route: Route, verb: str) -> str:
    """Return what is wrong with the answer to one request, or ''."""
    response, changed = ask(built, relation, route, verb)
    told, area = f"{relation.name} {relation.role} {verb} {route.name}", relation.area
    if response.status_code >= 500:
        return f"{told}: {response.status_code}"
    if relation.open:
        absent = verb == "GET" and response.status_code == 404 and route.name not in ONE_POSTS
        return f"{told}: 404 for a child unit's" if absent else ""
    if changed:
        return f"{told}: changed something"
    body = readable(response)
    shown = [one for one in (area.name, area.phone, area.document, area.narrative) if one.encode() in body]
    if shown:
        return f"{told}: shows {shown}"
    return f"{told}: {response.status_code}" if welcomes(verb, response) else ""
