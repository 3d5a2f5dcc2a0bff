"""Posts of stations with their vacancies, a plan of three years with what was reached, the pages of it all."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.places.models import ServicePoint
from linli.workforce import actions
from linli.workforce.actions.posts import Row
from linli.workforce.models import (
    NetworkPlan,
    PlanTarget,
    PostFilling,
    StationPost,
)
from linli.workforce.queries import network as queries
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.places import County

AGO = timedelta(days=30)


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    """The head of the station of the first town."""
    return post(Role.STATION_LEAD, county.towns[0])


def filled(
    point: ServicePoint, by: Standing, agency: Organisation | None = None, since: date | None = None
) -> PostFilling:
    day = since or timezone.localdate() - AGO
    made = actions.open_station_post(point, "一线社工", day, by=by.actor)
    return actions.fill_post(made, "purchased" if agency else "recruited", day, organisation=agency, by=by.actor)


def test_a_post_is_filled_once_at_a_time_and_its_vacancy_has_a_first_day(
    county: County, agency: Organisation, officer: Standing, lead: Standing
) -> None:
    station, today = county.stations[0], timezone.localdate()
    with pytest.raises(Refused, match="镇街或区县的经办人登记"):
        actions.open_station_post(station, "站长", today, by=lead.actor)
    post = actions.open_station_post(station, "一线社工", today - AGO, by=officer.actor)
    assert queries.posts([station.pk])[station.pk][0].vacant_since == today - AGO
    with pytest.raises(Refused, match="怎么配的"):
        actions.fill_post(post, "lottery", today, by=officer.actor)
    with pytest.raises(Refused, match="哪个机构派的"):
        actions.fill_post(post, "purchased", today, by=officer.actor)
    with pytest.raises(Refused, match="才设"):
        actions.fill_post(post, "recruited", today - AGO - timedelta(days=1), by=officer.actor)
    filling = actions.fill_post(post, "purchased", today - AGO, organisation=agency, source="合同3号", by=officer.actor)
    with pytest.raises(Refused, match="已经有人"):
        actions.fill_post(post, "recruited", today, by=officer.actor)
    with acting(), transaction.atomic(), pytest.raises(IntegrityError, match="post_is_filled_once"):
        PostFilling.objects.create(post=post, how="recruited", starts_on=today)
    with pytest.raises(Refused, match="先登记离岗"):
        actions.close_station_post(post, today, by=officer.actor)
    actions.vacate_post(filling, today - timedelta(days=3), by=officer.actor)
    line = queries.posts([station.pk])[station.pk][0]
    assert (line.filling, line.vacant_since, line.days) == (None, today - timedelta(days=2), 3)
    with pytest.raises(Refused, match="已经空出来"):
        actions.vacate_post(filling, today, by=officer.actor)
    actions.close_station_post(post, today, by=officer.actor)
    assert queries.posts([station.pk])[station.pk] == []
    with pytest.raises(Refused, match="已经撤了"):
        actions.fill_post(post, "recruited", today, by=officer.actor)


def plan(by: Standing, county: County, *rows: Row, year: int | None = None) -> NetworkPlan:
    first = year or timezone.localdate().year
    return actions.set_plan(
        county.division, name="三年行动", source="青民发〔2026〕1号", first_year=first, rows=rows, by=by.actor
    )


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ((), "0.measure"),
        ((Row("gold", "", (1, 2, 3)),), "0.measure"),
        ((Row("", " ", (1, 2, 3)),), "0.name"),
        ((Row("rooms", "", (1, 2, 3)), Row("rooms", "", (1, 2, 3))), "1.name"),
        ((Row("rooms", "", (None, None, None)),), "0.first"),
        ((Row("rooms", "", (1, -2, 3)),), "0.first"),
    ],
)
def test_a_plan_that_does_not_say_enough_is_refused_at_its_row(
    county: County, officer: Standing, rows: tuple[Row, ...], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        plan(officer, county, *rows)
    assert refused.value.field == field
    assert not NetworkPlan.objects.exists()


def test_a_plan_is_its_countys_and_names_its_paper(
    county: County, officer: Standing, post: Callable[..., Standing]
) -> None:
    town = post(Role.STREET_OFFICER, county.towns[0])
    with pytest.raises(Refused, match="由区县经办人登记"):
        plan(town, county, Row("rooms", "", (1, 2, 3)))
    abroad = post(Role.COUNTY_OFFICER, places.county("990799", "别处县").division)
    with pytest.raises(Refused, match="不在您负责的范围"):
        plan(abroad, county, Row("rooms", "", (1, 2, 3)))
    with pytest.raises(Refused, match="没有出处的规划"):
        actions.set_plan(
            county.division, name="规划", source="", first_year=2026, rows=[Row("rooms", "", (1, 2, 3))],
            by=officer.actor,
        )  # fmt: skip


def test_what_was_reached_is_counted_at_the_end_of_each_year_and_never_typed(
    county: County, officer: Standing, certified: Any, joined: Any
) -> None:
    today = timezone.localdate()
    certified(county.towns[0], "李示范")
    joined(county.towns[1], "王示范")
    see(county.division)
    old = date(today.year - 1, 6, 1)
    with acting():
        ServicePoint.objects.filter(pk__in=[one.pk for one in county.rooms[:3]]).update(opened_on=old)
        ServicePoint.objects.filter(pk=county.rooms[3].pk).update(opened_on=today)
    filled(county.stations[0], officer, since=old)
    measures = ("stations", "rooms", "communities", "workers", "certified", "posts")
    rows = [Row(one, "", (4, 6, 9)) for one in measures]
    made = plan(officer, county, *rows, Row("", "志愿站点", (5, 6, 7)), year=today.year - 1)
    found = {
        (one.target.measure, one.target.year - made.first_year): one.number
        for one in queries.reached(made, officer.actor)
    }
    assert [[found[(one, year)] for year in range(3)] for one in measures] == [
        [2, 2, None], [3, 4, None], [3, 4, None], [0, 2, None], [0, 1, None], [1, 1, None],
    ]  # fmt: skip
    assert [found[("", year)] for year in range(3)] == [None, None, None]
    counted = PlanTarget.objects.get(measure="rooms", year=today.year)
    with pytest.raises(Refused, match="不用填"):
        actions.say_reached(counted.pk, 40, "通报", by=officer.actor)
    with acting(), transaction.atomic(), pytest.raises(IntegrityError, match="what_is_counted_is_not_said"):
        PlanTarget.objects.filter(pk=counted.pk).update(said=40, said_source="通报")


def test_what_cannot_be_counted_is_said_with_its_source_and_kept_when_the_plan_is_entered_anew(
    county: County, officer: Standing
) -> None:
    year = timezone.localdate().year
    made = plan(officer, county, Row("", "志愿站点", (5, 6, 7)))
    target = PlanTarget.objects.get(plan=made, year=year)
    with pytest.raises(Refused, match="请写出处"):
        actions.say_reached(target.pk, 3, "", by=officer.actor)
    actions.say_reached(target.pk, 3, "文明办通报", by=officer.actor)
    again = plan(officer, county, Row("rooms", "", (40, 41, 42)), Row("", "志愿站点", (8, 9, None)))
    assert again.pk == made.pk
    found = [(one.target.number, one.number, one.missing) for one in queries.reached(again, officer.actor)]
    assert found == [(40, 4, 36), (41, None, None), (42, None, None), (8, 3, 5), (9, None, None)]


def test_the_pages_take_what_the_verbs_take_and_show_refusals_at_their_field(
    county: County, agency: Organisation, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, room, today = sign_in(officer), county.rooms[0], timezone.localdate().isoformat()
    address = f"/m/network/{room.pk}/"
    wrong = client.post(address, {"part": "check", "check-code": "sign", "check-met": "no", "check-on": today})
    assert (wrong.status_code, "写一句差什么" in wrong.content.decode()) == (422, True)
    assert client.post(address, {"part": "nothing"}).status_code == 422
    assert client.post(address, {"part": "post", "post-name": "社工", "post-since": today}).status_code == 302
    made = StationPost.objects.get()
    form = {"part": "fill", "fill-post": str(made.pk), "fill-how": "purchased", "fill-starts_on": today}
    assert "哪个机构派的" in client.post(address, form).content.decode()
    assert client.post(address, form | {"fill-organisation": str(agency.pk)}).status_code == 302
    told = client.get(address).content.decode()
    assert "购买服务，由机构派驻" in told and "示范社工中心" in told and "青禾县社工室规范" in told
    management = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}
    year = timezone.localdate().year
    wanted = {"part": "plan", "plan-name": "三年行动", "plan-source": "1号", "plan-first_year": str(year), **management}
    assert "至少写一个目标" in client.post("/m/network/plan/", wanted).content.decode()
    row = {"rows-0-measure": "rooms", "rows-0-first": "40"}
    assert client.post("/m/network/plan/", wanted | row).status_code == 302
    overview = client.get("/m/network/").content.decode()
    assert "三年行动" in overview and "购买服务" not in overview and room.name in overview


def test_the_overview_asks_as_many_questions_for_three_stations_as_for_one(
    county: County, officer: Standing, sign_in: Any, django_assert_max_num_queries: Any, settings: Any
) -> None:
    client, points = sign_in(officer), [*county.stations, *county.rooms]
    for point in points[:3]:
        filled(point, officer)
        actions.list_service(point, code="policy", by=officer.actor)
        actions.note_check(point, "sign", met=True, on=timezone.localdate(), by=officer.actor)
    plan(officer, county, Row("rooms", "", (40, 41, 42)))
    asked = []
    for many in (1, 3):
        with django_assert_max_num_queries(100) as told:
            queries.lines(points[:many])
        asked.append(len(told))
    assert asked == [5, 5]
    client.get("/m/network/")
    with django_assert_max_num_queries(22):
        client.get("/m/network/")


def test_the_report_of_a_county_tells_how_its_network_stood_on_the_last_day(county: County, officer: Standing) -> None:
    today = timezone.localdate()
    filling = filled(county.stations[0], officer)
    actions.open_station_post(county.rooms[0], "站长助理", today - AGO, by=officer.actor)
    actions.vacate_post(filling, today - timedelta(days=5), by=officer.actor)
    told = [queries.standing(county.division, today - timedelta(days=ago)) for ago in (31, 5, 0)]
    assert [(one.stations, one.rooms, one.communities, one.posts, one.filled, one.vacant) for one in told] == [
        (2, 4, 4, 0, 0, 0), (2, 4, 4, 2, 1, 1), (2, 4, 4, 2, 0, 2),
    ]  # fmt: skip


def test_the_overview_of_a_town_is_its_own_and_pages_by_key(
    county: County, lead: Standing, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.workforce.views.network.SHOWN", 2)
    client = sign_in(lead)
    first = client.get("/m/network/")
    rest = client.get("/m/network/" + first.context["older"])
    names = [one.point.name for page in (first, rest) for one in page.context["rows"]]
    assert sorted(names) == sorted(one.name for one in [county.stations[0], *county.rooms[:2]])
    assert client.get(f"/m/network/{county.rooms[3].pk}/").status_code == 404
    assert client.get("/m/network/plan/").status_code == 404
