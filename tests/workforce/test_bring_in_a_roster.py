"""1,300 workers and 100 purchasers come in from two tables, are verified in bulk and found by field and credential."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import Post, Role
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.papers import actions as papers
from linli.papers.models import ImportBatch, State
from linli.papers.registry import importer
from linli.workforce import actions, queries
from linli.workforce.models import Credential, Worker
from linli.workforce.queries import Wanted
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.places import County
from tests.papers.tables import xlsx

WORKERS, PURCHASERS = 1300, 100
HEAD = ["姓名", "手机号码", "乡镇", "工作单位", "职称", "管理号", "有效期至", "擅长领域"]
GRADES = ("助理社会工作师", "社会工作师", "高级社会工作师")


def row(order: int, **more: Any) -> list[Any]:
    told = {
        "name": f"社工{order}", "phone": f"1950{order:07d}", "town": ("示范镇", "柳河街道")[order % 2],
        "agency": "示范社工中心", "grade": GRADES[order % 3], "number": f"GZ{order:08d}", "until": "2099-12-31",
        "fields": "老年人、残障与康复" if order % 10 == 0 else "儿童与青少年",
    } | more  # fmt: skip
    return list(told.values())


def brought(by: Standing, kind: str, *rows: list[Any]) -> ImportBatch:
    found = importer(kind)
    assert found is not None
    with seeing(by.actor.scope):
        batch = papers.upload(xlsx(*rows), "名册.xlsx", found, by.post, by=by.actor)
        return papers.examine(papers.match(batch, batch.mapping, by=by.actor), by=by.actor)


def taken(batch: ImportBatch, by: Standing) -> ImportBatch:
    with seeing(by.actor.scope):
        return papers.take_in(batch, by=by.actor)


def wrong(batch: ImportBatch) -> list[str]:
    told = batch.lines.order_by("position")
    return ["；".join(f"{code}:{sentence}" for code, sentence in one.finding["errors"]) for one in told]


def test_a_county_is_brought_in_verified_and_searched(
    county: County, agency: Any, officer: Standing, post: Any
) -> None:
    batch = brought(officer, "workers", HEAD, *(row(number) for number in range(WORKERS)))
    assert (batch.rows, batch.bad) == (WORKERS, 0), wrong(batch)[:3]
    with CaptureQueriesContext(connection) as seen:
        batch = taken(batch, officer)
    assert (batch.state, batch.made) == (State.IMPORTED, WORKERS)
    assert len(seen) < 250  # by pieces of two hundred, never by the row
    see(county.division)
    keys = list(Credential.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as seen:
        assert actions.verify_credentials(keys, "roster", by=officer.actor) == WORKERS
    assert len(seen) <= 6
    administrator = post(Role.SYSTEM_ADMIN, county.division)
    people = (
        [f"购买方{number}", f"1951{number:07d}", "购买方", ("示范镇", "青禾县(示范)")[number % 2]]
        for number in range(PURCHASERS)
    )
    buyers = taken(brought(administrator, "accounts", ["姓名", "手机", "职务", "所在镇街"], *people), administrator)
    assert (buyers.bad, buyers.made) == (0, PURCHASERS)
    held = Post.objects.filter(role=Role.PURCHASER, place=county.division).select_related("user", "place").first()
    assert held is not None
    buyer = Standing(held.user, held, post(Role.PURCHASER, county.division).actor)
    with seeing(buyer.actor.scope):
        found = queries.search(buyer.actor, Wanted(field="elders", grade="senior"))
        expected = {f"社工{number}" for number in range(WORKERS) if number % 10 == 0 and number % 3 == 2}
        assert {one.name for one in found} == expected


def test_rows_that_cannot_go_in_say_why(county: County, agency: Any, officer: Standing) -> None:
    see(county.division)
    taken(brought(officer, "workers", HEAD, row(1)), officer)
    told = wrong(
        brought(
            officer, "workers", HEAD,
            row(2, town="不存在镇"), row(3, agency="没有的机构"), row(4, grade="院士"), row(5, number="12"),
            row(6, grade=""), row(7, number=""), row(8, fields="养花"), row(9, phone="12"), row(1, name="别人"),
            row(10), row(11, phone=row(10)[1]), row(12, until="2020-13-40"),
        )
    )  # fmt: skip
    parts = [
        "town:", "organisation:没有叫", "grade:只能填", "number:证书编号", "grade:写了证书编号", "number:写了职业资格",
        "fields:不认识“养花”", "phone:", "phone:这个手机号已经在人才库里", "", "", "valid_until:",
    ]  # fmt: skip
    assert [part for part, sentence in zip(parts, told, strict=True) if part not in sentence] == [], told
    assert "phone:" in told[9] + told[10]


def test_a_certificate_of_somebody_else_is_told_and_nothing_goes_in(
    county: County, agency: Any, officer: Standing
) -> None:
    taken(brought(officer, "workers", HEAD, row(1)), officer)
    batch = brought(officer, "workers", HEAD, row(2), row(3, number=row(1)[5]))
    batch = taken(batch, officer)
    assert (batch.state, batch.made) == (State.PREVIEWED, 0)
    assert "另一位名下" in batch.note
    see(county.division)
    assert Worker.objects.count() == 1


def test_a_certificate_held_in_another_county_is_told_too(
    county: County, agency: Any, officer: Standing, post: Any
) -> None:
    other = places.county("990799", "别处县")
    theirs = post(Role.COUNTY_OFFICER, other.division)
    there = row(1, agency="", town="")
    assert taken(brought(theirs, "workers", HEAD, there), theirs).made == 1
    batch = taken(brought(officer, "workers", HEAD, row(2, number=there[5])), officer)
    assert (batch.state, batch.made) == (State.PREVIEWED, 0)
    assert "别的区县" in batch.note


def test_what_came_in_is_taken_out_unless_somebody_stands_behind_it(
    county: County, agency: Any, officer: Standing
) -> None:
    batch = taken(brought(officer, "workers", HEAD, row(1), row(2)), officer)
    see(county.division)
    first = Credential.objects.get(worker__name="社工1")
    actions.verify_credentials([first.pk], "original", by=officer.actor)
    with seeing(officer.actor.scope):
        batch = papers.undo(batch, by=officer.actor)
    assert (batch.state, batch.kept) == (State.UNDONE, 1)
    see(county.division)
    assert [one.name for one in Worker.objects.all()] == ["社工1"]


def test_nobody_else_brings_a_roster_in(county: County, agency: Any, post: Any) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    with pytest.raises(Refused, match="不能导入"):
        brought(lead, "workers", HEAD, row(1))
