"""The quarterly report, the evaluator's dossiers and the county's Excel tell the same work, record for record.

Read three times over: from the lists behind the report's numbers and its JSON, from the sheets a dossier is set from,
from the workbook as it leaves. What differs is told case by case; what is corrected or taken out moves in all three.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from docx import Document
from openpyxl import load_workbook

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.staff import Staff
from linli.insights import actions, exports, lists, queries, showing
from linli.insights.models import Report
from linli.insights.pieces import number_of
from linli.kernel.actor import Actor
from linli.kernel.period import Period, last_quarter
from linli.kernel.policy import Refused
from linli.places.models import Division
from linli.practice import actions as practice
from linli.practice.models import Activity, CaseFile, CaseSession, FollowUp, GroupSession, State
from linli.practice.papers import dossier, sources
from linli.practice.told import Session
from linli.records import actions as records
from linli.records import definitions
from linli.records.models import ServiceRecord
from tests.demo.conftest import TODAY

WHOLE = Period(date(2022, 5, 1), date(2024, 1, 31))
LAST = last_quarter(TODAY)
Entry = tuple[str, str, int]  # kind, day, minutes (0 for a look after the end: a dossier tells its day alone)
Work = dict[UUID, Counter[Entry]]


@dataclass
class Told:
    """What one paper says of each case, and of everything else how many records."""

    cases: Work
    others: dict[UUID, int]


def county_officer(demo: Division) -> Actor:
    post = Post.objects.select_related("user", "place").get(role=Role.COUNTY_OFFICER, place=demo)
    return actor_of(post.user, post)


def report_of(demo: Division, period: Period) -> tuple[Report, Actor]:
    by = county_officer(demo)
    return actions.generate(demo, period, by=by), by


def by_the_report(report: Report, by: Actor) -> Told:
    """Read the lists that its numbers open."""
    told, cases, others = definitions.of(report.place), defaultdict(Counter[Entry]), Counter[UUID]()
    for code in ("case_hours", "group_hours", "community_hours"):
        definition = told.find(code)
        assert definition is not None
        for one in lists.behind(report, definition, by):
            assert one.undertaking_id is not None
            if code == "case_hours":
                cases[one.undertaking_id][_entry(one)] += 1
            else:
                others[one.undertaking_id] += 1
    return Told(dict(cases), dict(others))


def _entry(one: ServiceRecord) -> Entry:
    if one.source == "practice.follow_up":
        return ("look", one.happened_on.isoformat(), 0)
    return (one.kind, one.happened_on.isoformat(), one.minutes or 0)


def by_the_dossiers(files: Iterable[CaseFile], period: Period, by: Actor) -> Work:
    """Read the sheets of every case as its dossier is set."""
    first, last = period.start.isoformat(), period.end.isoformat()
    found: Work = {}
    for case in files:
        held: Counter[Entry] = Counter()
        for sheet in dossier.sheets(case, by):
            if sheet["title"] == "过程记录":
                said = {one["label"]: one["value"] for part in sheet["parts"] for one in part["facts"]}
                kind = "follow_up" if said["怎么谈的"] == "电话" else "case_session"
                held[kind, said["日期"], int(said["时长（分）"])] += 1
        for row in sources.told("case", "follow_ups", case, by):
            if row["state"] == "做了":
                held["look", row["ended"], 0] += 1
        mine = {entry: n for entry, n in held.items() if first <= entry[1] <= last}
        if mine:
            assert case.undertaking_id is not None
            found[case.undertaking_id] = Counter(mine)
    return found


def by_the_table(report: Report) -> dict[str, tuple[int, ...]]:
    """Read the workbook: sessions, calls, meetings, activities, minutes, heads by the number of a piece."""
    book = load_workbook(BytesIO(exports.as_excel(report)))
    found: dict[str, tuple[int, ...]] = {}
    for row in list(book["个案、小组和项目"].iter_rows(values_only=True))[1:]:
        before = found.get(str(row[1]), (0,) * 6)
        found[str(row[1])] = tuple(a + int(b or 0) for a, b in zip(before, row[4:], strict=True))
    return found


def differences(told: Told, files: Work, table: dict[str, tuple[int, ...]]) -> list[str]:
    """Say where the three differ; nothing when they agree to the record."""
    found = [f"dossier {pk}" for pk in told.cases.keys() | files.keys() if told.cases.get(pk) != files.get(pk)]
    for pk, entries in told.cases.items():
        sessions = sum(n for (kind, _day, _long), n in entries.items() if kind == "case_session")
        row = table.get(number_of(pk), (0,) * 6)
        if row[:2] != (sessions, entries.total() - sessions):
            found.append(f"table {pk}")
    for pk, count in told.others.items():
        if sum(table.get(number_of(pk), (0,) * 6)[2:4]) != count:
            found.append(f"table {pk}")
    if len(table) != len(told.cases) + len(told.others):
        found.append("table has other pieces")
    return found


def three(report: Report, by: Actor, period: Period) -> tuple[Told, Work, dict[str, tuple[int, ...]]]:
    files = CaseFile.objects.filter(undertaking__isnull=False).select_related("client").order_by("number")
    return by_the_report(report, by), by_the_dossiers(files, period, by), by_the_table(report)


@pytest.fixture
def whole(demo: Division) -> tuple[Report, Actor]:
    return report_of(demo, WHOLE)


def test_they_agree_to_the_record_over_the_period_of_the_source(whole: tuple[Report, Actor]) -> None:
    report, by = whole
    told, files, table = three(report, by, WHOLE)
    assert (len(told.cases), len(told.others)) == (48, 92)
    assert differences(told, files, table) == []
    sums = [sum(row[column] for row in table.values()) for column in range(6)]
    said = {row["code"]: row["value"] for row in queries.plain(showing.numbers_of(report))["totals"]}
    assert sums[:2] == [330, said["follow_up"]]
    assert sums[4] == (said["case_hours"] + said["group_hours"] + said["community_hours"]) * 60
    gone = next(iter(files))  # the negative control: a session left out of one paper, a row changed in another
    files[gone] -= Counter([next(iter(files[gone]))])
    assert differences(told, files, table) == [f"dossier {gone}"]
    group = next(iter(told.others))
    table[number_of(group)] = (0, 0, 1, 0, 0, 0)
    assert differences(told, files, table) == [f"dossier {gone}", f"table {group}"]


def test_the_rooms_own_rows_are_the_records_that_are_counted(whole: tuple[Report, Actor]) -> None:
    report, by = whole
    counted: dict[str, set[UUID]] = {}
    for code in ("case_hours", "group_hours", "community_hours"):
        definition = definitions.of(report.place).find(code)
        assert definition is not None
        counted[code] = set(lists.behind(report, definition, by).values_list("pk", flat=True))
    days = (WHOLE.start, WHOLE.end)
    held = CaseSession.objects.filter(superseded_at=None, record__happened_on__range=days)
    looks = FollowUp.objects.filter(record__happened_on__range=days)
    meetings = GroupSession.objects.filter(held_on__range=days)
    activities = Activity.objects.filter(held_on__range=days)
    own = {
        "case_hours": {*held.values_list("record", flat=True), *looks.values_list("record", flat=True)},
        "group_hours": set(meetings.values_list("record", flat=True)),
        "community_hours": set(activities.values_list("record", flat=True)),
    }
    assert own == counted


def an_open_case(demo: Division) -> tuple[CaseFile, CaseSession, Actor]:
    sessions = CaseSession.objects.filter(
        superseded_at=None, record__happened_on__range=(LAST.start, LAST.end), case__state=State.INTERVENTION
    )
    found = sessions.select_related("case__client", "record__acted_post__user").order_by("record__happened_on").first()
    assert found is not None
    post = found.record.acted_post
    assert post is not None
    return found.case, found, actor_of(post.user, post)


def test_a_corrected_session_moves_in_all_three(demo: Division) -> None:
    report, by = report_of(demo, LAST)
    before = three(report, by, LAST)
    assert differences(*before) == []
    case, session, worker = an_open_case(demo)
    told = Session(
        happened_on=session.record.happened_on, note=session.note, minutes=(session.record.minutes or 0) + 7,
        form="phone",
    )  # fmt: skip
    with clock.at(clock.local(TODAY, 18)):
        practice.correct_session(session, told, by=worker, reason="那天是打的电话")
    after = three(report, by, LAST)
    assert differences(*after) == []
    pk = case.undertaking_id
    assert pk is not None
    assert all(new != old for new, old in zip(
        (after[0].cases[pk], after[1][pk], after[2][number_of(pk)]),
        (before[0].cases[pk], before[1][pk], before[2][number_of(pk)]), strict=True,
    ))  # fmt: skip
    others = {one for one in before[0].cases if one != pk}
    assert all(before[0].cases[one] == after[0].cases[one] for one in others)


def test_a_session_is_not_corrected_behind_the_back_of_its_case(demo: Division) -> None:
    _case, session, worker = an_open_case(demo)
    with pytest.raises(Refused, match="打开那个个案来更正"):
        records.correct(session.record, by=worker, reason="手滑", minutes=10)
    with pytest.raises(Refused, match="打开那个个案来更正"):
        records.withdraw(session.record, by=worker, reason="手滑")


def taken_out(demo: Division, record: ServiceRecord) -> ServiceRecord:
    post = record.acted_post
    assert post is not None
    return records.withdraw(record, by=actor_of(post.user, post), reason="记到别的地方去了")


def test_what_is_taken_out_leaves_all_three(demo: Division) -> None:
    report, by = report_of(demo, WHOLE)
    look = FollowUp.objects.filter(record__happened_on__range=(WHOLE.start, WHOLE.end)).order_by("due_on").first()
    meeting = GroupSession.objects.filter(held_on__range=(WHOLE.start, WHOLE.end)).order_by("held_on").first()
    assert look is not None
    assert look.record is not None
    assert meeting is not None
    assert meeting.record is not None
    for one in (look.record, meeting.record):
        taken_out(demo, ServiceRecord.objects.select_related("acted_post__user").get(pk=one.pk))
    told, files, table = three(report, by, WHOLE)
    assert differences(told, files, table) == []
    sums = [sum(row[column] for row in table.values()) for column in range(3)]
    assert sums == [330, 64, 239]
    assert sum(entries.total() for entries in files.values()) == 330 + 64


def test_the_word_file_of_a_dossier_has_a_sheet_for_every_session(
    demo: Division, loaded: tuple[Division, Staff]
) -> None:
    case = CaseFile.objects.filter(state=State.CLOSED, town_id=loaded[1].leads[0].place_id).order_by("number").first()
    assert case is not None
    lead = loaded[1].leads[0]
    by = actor_of(lead.user, lead)
    asked = practice.ask_dossier(case, "word", "http://testserver/{code}", by=by)
    paper = Document(BytesIO(practice.take_dossier(asked, by=by)))
    facts = [
        {row.cells[0].text: row.cells[1].text for row in table.rows}
        for table in paper.tables if len(table.columns) == 2
    ]  # fmt: skip
    told = sorted((one["日期"], one["时长（分）"]) for one in facts if "第几次" in one)
    held = CaseSession.objects.filter(case=case, superseded_at=None).select_related("record")
    assert told == sorted((one.record.happened_on.isoformat(), str(one.record.minutes)) for one in held)
    assert len(told) >= 3
