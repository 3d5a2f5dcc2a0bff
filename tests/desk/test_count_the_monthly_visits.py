"""The monthly visiting rate: six classes, by place, never by who went; every number opens its people."""

import ast
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.desk.visit_rates import secret
from linli.kernel.period import span
from linli.kernel.policy import acting
from linli.outreach import actions, rates
from linli.outreach.due import Form
from linli.outreach.rates import Figures
from linli.records.models import Kind
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import elder, tag

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()
MONTH = span(TODAY, 1)
FORBIDDEN = re.compile(r"post|worker|acted|server|user", re.IGNORECASE)
MODULES = ("outreach/rates.py", "desk/visit_rates.py")


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def words_of(source: str) -> set[str]:
    """Return the names, attributes and strings of a module, its docstrings left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found.add(node.value)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_no_rate_knows_who_went(module: str) -> None:
    found = words_of((Path(settings.PACKAGE) / module).read_text())
    assert [word for word in found if FORBIDDEN.search(word)] == []


@pytest.mark.parametrize("line", ['rows.values("record__acted_post")', "rows.filter(workers=1)", "f(actor.user)"])
def test_a_planted_rate_by_worker_is_caught(line: str) -> None:
    assert [word for word in words_of(line) if FORBIDDEN.search(word)]


def test_each_outcome_stands_in_its_own_column(county: County, lead: Standing) -> None:
    seen, rung, away, refused, nobody, filmed = (elder(county, name=f"{n}号") for n in range(6))
    record(lead.actor, county.grids[0], persons=[seen], happened_on=TODAY)
    record(lead.actor, county.grids[0], persons=[rung], happened_on=TODAY, kind=Kind.PHONE_VISIT)
    record(lead.actor, county.grids[0], persons=[filmed], happened_on=TODAY, kind=Kind.VIDEO_VISIT)
    record(lead.actor, county.grids[0], persons=[nobody], happened_on=TODAY, kind=Kind.EVENT)
    actions.try_visit(away, Form.HOME, "away", by=lead.actor)
    actions.try_visit(refused, Form.HOME, "refused", by=lead.actor)
    actions.try_visit(seen, Form.HOME, "away", by=lead.actor)
    found = rates.by_class(lead.actor, county.towns[0], MONTH)
    assert found["alone"] == found[rates.ALL] == Figures(due=6, met=3, tried=2)
    assert (found["alone"].left, found["alone"].percent, found["empty_nest"].percent) == (1, 50, None)
    for figure, people in (("met", {"0号", "1号", "5号"}), ("tried", {"2号", "3号"}), ("left", {"4号"})):
        rows = rates.persons(lead.actor, county.towns[0], MONTH, "alone", figure)
        assert set(rows.values_list("name", flat=True)) == people


def test_somebody_of_two_classes_is_in_both_and_once_in_all(county: County, lead: Standing) -> None:
    tag(elder(county), "elder_disabled")
    found = rates.by_class(lead.actor, county.towns[0], MONTH)
    assert (found["alone"].due, found["disabled"].due, found[rates.ALL].due) == (1, 1, 1)


def test_a_category_that_ended_and_a_visit_of_another_month_do_not_count(county: County, lead: Standing) -> None:
    person = elder(county)
    record(lead.actor, county.grids[0], persons=[person], happened_on=date(2024, 5, 6))
    assert rates.by_class(lead.actor, county.towns[0], MONTH)["alone"] == Figures(1, 0, 0)
    assert rates.by_class(lead.actor, county.towns[0], span(date(2024, 5, 1), 1))["alone"] == Figures(1, 1, 0)
    with acting():
        person.tags.update(ends_on=date(2024, 5, 6))
    assert rates.by_class(lead.actor, county.towns[0], MONTH)["alone"].due == 0


def test_places_add_up_to_their_town(county: County, lead: Standing) -> None:
    elder(county, 0), elder(county, 2, "李奶奶")
    below = rates.by_place(lead.actor, county.towns[0], MONTH)
    assert below == {place.pk: Figures(1, 0, 0) for place in county.communities[:2]}
    grids = rates.by_place(lead.actor, county.communities[0], MONTH)
    assert grids == {county.grids[0].pk: Figures(1, 0, 0)}


def test_another_town_is_not_there(county: County, lead: Standing, sign_in: SignIn) -> None:
    client = sign_in(lead)
    assert client.get(f"/m/visits/?place={county.towns[1].pk}").status_code == 404
    assert client.get(f"/m/visits/people/?place={county.communities[2].pk}").status_code == 404


def test_a_grid_worker_has_no_such_page(county: County, post: Post, sign_in: SignIn) -> None:
    assert sign_in(post(Role.GRID_WORKER, county.grids[0])).get("/m/visits/").status_code == 404


def test_every_number_opens_its_people(county: County, lead: Standing, sign_in: SignIn) -> None:
    elder(county)
    client = sign_in(lead)
    page = client.get("/m/visits/").content.decode()
    links = re.findall(r'href="(/m/visits/people/[^"]+figure=left)"', page)
    assert len(links) == 8
    opened = client.get(links[0].replace("&amp;", "&")).content.decode()
    assert "王奶奶" in opened and "还没去" in opened


def test_an_evaluator_sees_numbers_without_small_ones_and_no_people(
    county: County, post: Post, sign_in: SignIn
) -> None:
    elder(county)
    client = sign_in(post(Role.EVALUATOR, county.division))
    page = client.get("/m/visits/").content.decode()
    assert "＊" in page and "figure=" not in page
    assert client.get("/m/visits/people/").status_code == 404


def test_a_row_hides_when_one_of_its_figures_is_small_and_never_alone() -> None:
    below = {1: Figures(40, 38, 2), 2: Figures(60, 30, 15), 3: Figures(90, 60, 15)}
    assert 1 in secret(below, set(), 5) and len(secret(below, set(), 5)) >= 2
    assert secret(below, {1, 2, 3}, 5) == set()
    assert secret({1: Figures(90, 40, 25), 2: Figures(80, 30, 25)}, set(), 5) == set()


def test_a_month_that_cannot_be_read_is_this_one() -> None:
    assert rates.month_of("x", TODAY) == rates.month_of("2999-01", TODAY) == MONTH
    assert rates.month_of("2024-02", TODAY) == span(date(2024, 2, 1), 1)
