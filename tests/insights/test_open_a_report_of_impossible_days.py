"""A report stored with days that nothing can be counted in answers with a sentence, wherever it is opened."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from linli.accounts.models import Role
from linli.insights.models import Report, State
from linli.kernel.policy import acting
from linli.places.models import Division
from tests.conftest import Standing, see
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
DAYS = [
    (date.min, date.min, "最早从 2000 年"),
    (date.min, date(1, 3, 31), "最早从 2000 年"),
    (date.min, date.max, "最早从 2000 年"),
    (date(1, 12, 1), date(2024, 6, 30), "最早从 2000 年"),
    (date(2024, 4, 1), date.max, "最晚到明年年底"),
    (date(2001, 1, 1), date(2024, 12, 31), "最长 10 年"),
    (date(9999, 10, 1), date.max, "还没有到"),
    (date.max, date.max, "还没有到"),
]


def stored(place: Division, start: date, end: date, **facts: Any) -> Report:
    """Write a report as no door would make it."""
    county = place.county_id or place.pk
    town = place.pk if place.county_id else None
    with acting():
        return Report.objects.create(
            place=place, county_id=county, town_id=town, start=start, end=end, **{"state": State.DRAFT} | facts
        )  # fmt: skip


def addresses(report: Report) -> list[str]:
    page = f"/m/reports/{report.pk}/"
    forms = [f"{page}file/{form}/" for form in ("word", "pdf", "excel")]
    cells = [
        f"{page}cells/{code}/{query}" for code in ("visit_count", "elder_persons") for query in ("", "?by=records")
    ]
    return [page, *cells, *forms, f"{page}versions/"]


@pytest.mark.parametrize(("start", "end", "sentence"), DAYS)
def test_a_towns_report_of_impossible_days_says_so_on_every_page(
    county: County, post: Post, sign_in: SignIn, start: date, end: date, sentence: str
) -> None:
    report = stored(county.towns[0], start, end)
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    for address in addresses(report):
        answer = client.get(address)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), address
    for verb in ("confirm", "sum_up", "receive", "send_back", "seal", "revise", "remark"):
        answer = client.post(f"/m/reports/{report.pk}/move/{verb}/", {"sentence": "看看", "remark": "改"})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), verb
    see(county.division)
    report.refresh_from_db()
    assert (report.state, report.remark) == (State.DRAFT, "")


@pytest.mark.parametrize(("start", "end", "sentence"), DAYS)
def test_so_does_the_countys(
    county: County, post: Post, sign_in: SignIn, start: date, end: date, sentence: str
) -> None:
    report = stored(county.division, start, end, state=State.RECEIVED)
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    for address in addresses(report):
        answer = client.get(address)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), address


def test_the_list_shows_them_by_their_days(county: County, post: Post, sign_in: SignIn) -> None:
    for start, end, _sentence in DAYS:
        stored(county.towns[0], start, end)
    answer = sign_in(post(Role.STATION_LEAD, county.towns[0])).get("/m/reports/")
    assert answer.status_code == 200
    assert sorted(name for _report, name in answer.context["rows"]) == [
        "0001-01-01 至 0001-01-01",
        "0001-01-01 至 9999-12-31",
        "0001-12-01 至 2024-06-30",
        "1年第一季度",
        "2001-01-01 至 2024-12-31",
        "2024-04-01 至 9999-12-31",
        "9999-12-31 至 9999-12-31",
        "9999年第四季度",
    ]


def test_a_report_that_ends_before_it_starts_cannot_be_stored(county: County) -> None:
    with pytest.raises(DatabaseError, match="report_ends_after_it_starts"), transaction.atomic():
        stored(county.towns[0], date(2024, 6, 30), date(2024, 4, 1))


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2024-06-30", "2024-04-01", "请对调一下"),
        ("0001-01-01", "9999-12-31", "最早从 2000 年"),
        ("9999-12-31", "9999-12-31", "还没有到"),
        ("10000-01-01", "2024-04-01", "日期"),
        ("0000-00-00", "2024-04-01", "日期"),
        ("２０２４-04-01\x00", "<script>", "日期"),
    ],
)
def test_impossible_days_asked_for_are_refused_in_words(
    county: County, post: Post, sign_in: SignIn, start: str, end: str, sentence: str
) -> None:
    asked = {"preset": "free", "place": county.towns[0].pk, "start": start, "end": end}
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    answer = client.post("/m/reports/", asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert client.get("/m/reports/", asked).status_code == 200


def test_the_days_of_a_list_of_records_may_be_anything(county: County, post: Post, sign_in: SignIn) -> None:
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    for start, end in (("2024-06-30", "2024-04-01"), ("0001-01-01", "9999-12-31"), ("9999-12-31", "0001-01-01"),
                       ("10000-01-01", "x"), ("", "0000-00-00")):  # fmt: skip
        for more in ({}, {"indicator": "visit_count"}, {"as_of": "9999-12-31T23:59:59"}, {"as_of": "0001-01-01"}):
            assert client.get("/w/records/", {"start": start, "end": end, **more}).status_code == 200


@pytest.mark.parametrize(("start", "end", "sentence"), DAYS)
def test_the_command_refuses_them_too(county: County, start: date, end: date, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("report", "--place", "990722", "--from", start.isoformat(), "--to", end.isoformat())
