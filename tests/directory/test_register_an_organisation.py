"""Organisations are entered once, with a credit code that holds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from linli.directory import actions, queries
from linli.directory.codes import credit_code
from linli.directory.models import Organisation
from linli.kernel.policy import Refused
from tests.factories.places import County

pytestmark = pytest.mark.django_db
Poster = Callable[..., Any]


def test_a_grid_worker_registers_nobody(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="机构由站长、镇街或区县的经办人登记"):
        actions.register_organisation(
            county.towns[0], kind="group", name="舞蹈队", by=post("grid_worker", county.communities[0]).actor
        )


def test_the_head_of_a_station_keeps_to_her_town(county: County, post: Poster) -> None:
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.register_organisation(
            county.towns[1], kind="group", name="舞蹈队", by=post("station_lead", county.towns[0]).actor
        )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("91350100M000100Y4", "18 位，现在是 17 位"),
        ("91350100M000100Y44", "最后一位对不上"),
        ("9135010OM000100Y43", "没有 I、O、S、V、Z"),
    ],
)
def test_a_wrong_code_is_explained(typed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        credit_code(typed)


def test_a_code_is_read_as_people_write_it() -> None:
    assert credit_code(" 91350100-m000100y43 ") == "91350100M000100Y43"
    assert credit_code("") == ""


def test_a_code_belongs_to_one_organisation(county: County, post: Poster) -> None:
    officer = post("county_officer", county.division).actor
    actions.register_organisation(
        county.division, kind="agency", name="示范社工服务中心", credit_code="91350100M000100Y43", by=officer
    )
    with pytest.raises(Refused, match="已经登记给“示范社工服务中心”"):
        actions.register_organisation(
            county.division, kind="agency", name="另一家", credit_code="91350100M000100Y43", by=officer
        )
    with pytest.raises(Refused, match="同名"):
        actions.register_organisation(county.division, kind="agency", name="示范社工服务中心", by=officer)


def test_community_groups_stand_without_a_code_and_close_with_a_day(county: County, post: Poster) -> None:
    lead = post("station_lead", county.towns[0]).actor
    groups = [
        actions.register_organisation(county.communities[0], kind="group", name=name, by=lead)
        for name in ("夕阳红舞蹈队", "邻里书法社")
    ]
    assert groups[0].community_id == county.communities[0].pk
    with pytest.raises(Refused, match="请找镇街或区县的经办人"):
        actions.close_organisation(groups[0], on=date(2026, 1, 1), by=lead)
    officer = post("street_officer", county.towns[0]).actor
    actions.close_organisation(groups[0], on=date(2026, 1, 1), by=officer)
    with pytest.raises(Refused, match="已经停用"):
        actions.close_organisation(groups[0], on=date(2026, 1, 2), by=officer)
    assert list(queries.organisations(county.division.pk)) == [Organisation.objects.get(name="邻里书法社")]
