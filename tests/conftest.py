"""What every test stands on: a real PostgreSQL as the web role, a small county, people in posts."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.testcases import TransactionTestCase
from django.utils import timezone

from linli.accounts.middleware import POST_KEY
from linli.accounts.models import Post, User
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.places.models import Division
from tests.factories import accounts, places
from tests.support import database

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
hypothesis.settings.register_profile(  # how long an example takes says nothing on a machine that others share
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the demonstration's files, which look into one load of it, with one worker, as each other file is kept."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/demo" if nodeid.startswith("tests/demo/") else str(super()._split_scope(nodeid))

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Make the test database, one for each worker, and connect to it as the web role for the whole run."""
    names = os.environ.get("LINLI_TEST_DB", "linli_test"), os.environ.get("PYTEST_XDIST_WORKER")
    name = "_".join(filter(None, names))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.make(name)
        connection = connections["default"]
        connection.close()
        connection.settings_dict.update(NAME=name, USER="linli_app")
        settings.DATABASES["default"].update(NAME=name, USER="linli_app")
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()
        database.databases.drop(name)


@pytest.fixture(autouse=True, scope="session")
def _empty_as_the_owner() -> None:
    TransactionTestCase._fixture_teardown = lambda self: database.empty()  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def _nothing_is_done_for_every_test_that_few_look_at() -> None:
    settings.WHITENOISE_AUTOREFRESH = True  # else each client of a test reads the whole static folder first
    settings.PASSWORD_HASHERS = ["tests.support.login.QuickHasher"]


@pytest.fixture(autouse=True)
def _plain_files(settings: pytest.FixtureRequest) -> None:
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@dataclass(frozen=True)
class Standing:
    """A person in a post: the account, the post, and the actor she is."""

    user: User
    post: Post
    actor: Actor


@pytest.fixture
def county(db: None) -> places.County:
    """青禾县 with two towns, four communities and one estate each; its whole county is in sight of the test."""
    made = places.county()
    see(made.division)
    return made


def see(division: Division) -> None:
    """Let the test's own queries reach a division (inside the running transaction)."""
    from linli.accounts.sight import COLUMN_OF

    enter(Scope(column=COLUMN_OF[division.level], areas=(division.pk,)))  # type: ignore[index]


@pytest.fixture
def post() -> Callable[..., Standing]:
    """Return a maker of posts: ``post("social_worker", county.towns[0])``."""

    def make(role: str, place: Division | None = None, **facts: object) -> Standing:
        held = accounts.post(role, place, **facts)
        return Standing(held.user, held, actor_of(held.user, held))

    return make


@pytest.fixture
def sign_in(client: Client) -> Callable[[Standing], Client]:
    """Return a function that signs a standing in on the Django client."""

    def enter_as(standing: Standing) -> Client:
        with acting():
            client.force_login(standing.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        session = client.session
        session[POST_KEY] = str(standing.post.pk)
        session["second_factor"] = True
        session["sitting_opened"] = session["sitting_seen"] = timezone.now().timestamp()
        session.save()
        return client

    return enter_as


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Drive the Chromium that `make test` found; root's cannot have a sandbox."""
    chromium = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")
    return browser_type_launch_args | {"executable_path": chromium, "chromium_sandbox": os.geteuid() != 0}
