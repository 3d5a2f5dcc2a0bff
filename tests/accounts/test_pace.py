"""Real threads: tries that come at the same moment are counted one by one."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import transaction

from linli.accounts.models import Role
from linli.accounts.pace import few
from linli.accounts.sight import actor_of
from linli.kernel.policy import Refused
from linli.kernel.scope import NOWHERE, enter
from linli.people import actions
from linli.people.actions import doors, proxies
from tests.conftest import Standing
from tests.factories import accounts
from tests.factories.places import County
from tests.support.threads import race

threads = pytest.mark.django_db(transaction=True)
PHONE = "13800001950"


@threads
def test_of_six_tries_at_once_three_are_let_through() -> None:
    cache.clear()
    once = lambda: few("test", "10.0.0.1", most=3, within=60)  # noqa: E731
    assert sorted(map(str, race(NOWHERE, *[once] * 6))) == ["False"] * 3 + ["True"] * 3


@threads
def test_of_six_years_of_birth_guessed_at_once_three_are_looked_at(
    county: County, post: Callable[..., Standing], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    with transaction.atomic():
        enter(worker.actor.scope)
        actions.register(by=worker.actor, community=county.communities[0], name="王桂兰", phones=[(PHONE, "")])
    looked_at: list[int] = []
    monkeypatch.setattr(doors, "_linked", lambda user, person, born, by: looked_at.append(born))
    user = accounts.user("示范", f"+86{PHONE}")
    guesses = [lambda year=year: doors.link_by_phone(user, year, by=actor_of(user, None)) for year in range(1940, 1946)]
    assert race(NOWHERE, *guesses) == [None] * 6
    assert len(looked_at) == 3


@threads
def test_of_nine_questions_at_once_five_are_asked(county: County) -> None:
    user = accounts.user("示范")
    ask = lambda: proxies.ask_proxy(  # noqa: E731
        user, by=actor_of(user, None), name="别人", phone="13800009999", called="妈妈", may=["progress"]
    )  # fmt: skip
    answers = race(NOWHERE, *[ask] * 9)
    assert sum(isinstance(answer, Refused) for answer in answers) == 4
