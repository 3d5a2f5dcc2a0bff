"""The quarterly report of the demo county says what does not yet count under its contract and why, on every paper."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from linli.insights import contracts, exports, queries, showing
from linli.insights.models import Report
from linli.places.models import Division
from linli.practice.counting import Done, What, judge
from linli.records.models import ServiceRecord, Undertaking
from tests.demo.test_report_dossier_and_table_agree import WHOLE, report_of


def recount(report: Report, what: What, since: date) -> dict[UUID, tuple[int, int]]:
    """Count cases and groups again in plain Python: acts and heads from the contract's first day on."""
    ran = [
        one for one in Undertaking.objects.filter(kind=what.value)
        if one.opened_on <= report.end and (one.closed_on is None or one.closed_on >= report.start)
    ]  # fmt: skip
    found = {one.pk: (0, 0) for one in ran}
    for one in ServiceRecord.objects.standing():
        if one.undertaking_id in found and since <= one.happened_on <= report.end:
            acts, heads = found[one.undertaking_id]
            found[one.undertaking_id] = (acts + 1, heads + one.head_count)
    return found


@pytest.mark.parametrize("what", [What.CASE, What.GROUP])
def test_the_report_says_what_does_not_count_and_why(demo: Division, what: What) -> None:
    report, _by = report_of(demo, WHOLE)
    told = contracts.of_report(report, listed=None)
    assert told is not None
    assert told.contract.code == "changsha_county_2022"
    assert told.contract.starts is not None
    kind = next(one for one in told.kinds if one.what == what)
    again = recount(report, what, told.contract.starts)
    verdicts = {pk: judge(Done(what, acts, heads), told.contract) for pk, (acts, heads) in again.items()}
    short = {pk: verdict.sentence for pk, verdict in verdicts.items() if not verdict.counts}
    assert (kind.total, kind.short) == (len(again), len(short))
    assert {row.pk: row.verdict.sentence for row in kind.rows} == short
    assert 0 < len(short) < len(again)


def test_it_says_so_in_json_in_the_table_and_on_paper(demo: Division) -> None:
    report, _by = report_of(demo, WHOLE)
    told = queries.plain(showing.numbers_of(report))["contract"]
    assert told is not None
    short = {(kind["label"], one["why"]) for kind in told["kinds"] for one in kind["short"]}
    book = load_workbook(BytesIO(exports.as_excel(report)))
    rows: list[tuple[Any, ...]] = list(book["还不算数"].iter_rows(values_only=True))[2:]
    assert {(row[0], row[6]) for row in rows} == short
    assert len(rows) == sum(len(kind["short"]) for kind in told["kinds"])
    lines = exports.data_of(report, "http://testserver/")["uncounted"]
    assert lines[0] == "按“长沙县2022年社工服务（示范）”核对："
    assert {kind["label"] for kind in told["kinds"]} == {"个案", "小组", "大型活动", "中小型活动"}


def test_a_county_without_a_contract_is_judged_by_none(demo: Division, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contracts, "contract_in", lambda *_asked: None)
    report, _by = report_of(demo, WHOLE)
    assert contracts.of_report(report) is None
    assert queries.plain(showing.numbers_of(report))["contract"] is None
    assert "还不算数" not in load_workbook(BytesIO(exports.as_excel(report))).sheetnames
