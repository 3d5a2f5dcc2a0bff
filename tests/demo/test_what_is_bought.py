"""The demo's purchases: agencies with their papers, notices, and open data that holds against the published schema."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Post
from linli.directory.models import Organisation
from linli.kernel.period import shift
from linli.matching import draws
from linli.places.models import Division
from linli.projects.models import PaymentRequest, ServiceProject, State
from linli.projects.models.evaluation import Evaluation, SampledRecord
from linli.projects.publication import ocds, procedures, queries
from linli.records.models import Undertaking
from linli.transparency.models import PublicNotice
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, Rating
from tests.demo.conftest import TODAY
from tests.projects.ocds.schema import wrong


@pytest.fixture
def running(demo: Division) -> ServiceProject:
    return queries.whole().get(name="山区三留守服务（示范）")


def test_one_agency_is_verified_and_one_waits(demo: Division) -> None:
    told = Agency.objects.order_by("said_at").values_list("organisation__credit_code", "state")
    assert list(told) == [("52999999DEM0000017", "verified"), ("52999999DEM000002A", "waiting")]
    first = Organisation.objects.get(credit_code="52999999DEM0000017")
    assert AgencyPaper.objects.get(organisation=first).state == "verified"
    assert Rating.objects.get(organisation=first).grade == "4A"
    facts = AgencyFact.objects.filter(organisation=first).order_by("on")
    assert [(row.kind, bool(row.reply)) for row in facts] == [("breach", True), ("praise", False)]


def test_who_won_was_told_and_what_people_think_still_is(demo: Division, running: ServiceProject) -> None:
    award = PublicNotice.objects.get(subject=running.pk)
    assert award.starts_on == running.awarded_on
    assert award.ends_on < TODAY
    satisfaction = PublicNotice.objects.get(kind="satisfaction")
    assert (satisfaction.starts_on, satisfaction.ends_on) == (
        TODAY - timedelta(days=1), TODAY + timedelta(days=10),
    )  # fmt: skip
    assert "n=" in satisfaction.body
    assert "应答率" in satisfaction.body


def test_one_project_is_at_tender_with_a_bid_under_seal(demo: Division) -> None:
    project = queries.whole().get(state=State.TENDERING)
    tender = procedures.bought([project])[project.pk].tender
    assert (tender.method, tender.opened_at) == ("consultation", None)
    assert timezone.localtime(tender.closes_at).date() == TODAY + timedelta(days=7)  # the end of the sixth day
    assert tender.tenderjudges.count() == 1  # type: ignore[attr-defined]
    assert PublicNotice.objects.get(subject=tender.pk).ends_on == TODAY + timedelta(days=6)
    page = Client().get(f"/open/{project.pk}/").content.decode()
    assert "竞争性磋商" in page
    assert "青禾社会工作服务中心" not in page


def test_the_public_page_tells_the_figures_of_its_records(demo: Division, running: ServiceProject) -> None:
    figures, counted_at = queries.figures_of(running)
    assert counted_at is not None
    assert len(figures) == 8
    page = Client().get(f"/open/{running.pk}/")
    told = page.content.decode()
    assert page.status_code == 200
    assert "青禾社会工作服务中心(示范)（52999999DEM0000017） · 150,000 元" in told
    for one in figures:
        assert one.by_survey or one.few or f">{one.done}<" in told or f">{one.done} 以上<" in told
    assert len(page.content) < 100_000


def test_the_open_data_holds_and_names_nobody(demo: Division, tmp_path_factory: pytest.TempPathFactory) -> None:
    told = Client().get("/open/releases.json").json()
    assert wrong(told) == []
    assert [(row["planning"]["budget"]["projectID"], row["tag"][-1]) for row in told["releases"]] == [
        ("XM-2024-002", "tender"), ("XM-2024-001", "implementation"),
    ]  # fmt: skip
    text = str(told)
    names = set(Post.objects.filter(place=demo).values_list("user__name", flat=True))
    assert len(names) > 5
    assert not [name for name in names if len(name) > 1 and name in text]
    file = tmp_path_factory.mktemp("open") / "demo.json"
    call_command("ocds", str(file), county=demo.code)
    assert ocds.PLACEHOLDER in file.read_text()


def test_the_first_tranche_was_paid_and_the_second_waits_for_the_county(demo: Division) -> None:
    first, second = PaymentRequest.objects.filter(project__name="山区三留守服务（示范）").order_by("asked_at")
    assert (first.state, first.amount, first.voucher) == ("paid", 6_000_000, "青记〔示范〕31号")
    assert first.paid_on == first.project.starts_on + timedelta(days=8)
    assert (second.state, second.amount, second.step) == ("asked", 6_000_000, 1)
    assert second.chain[second.step]["role"] == "county_officer"
    assert timezone.localdate(second.asked_at) < TODAY
    told = second.evidence["evaluation"]
    assert (told["passed"], told["owed"]) == (True, 0)


def test_the_middle_was_evaluated_by_somebody_whose_account_is_over(demo: Division) -> None:
    made = Evaluation.objects.get()
    assert (made.kind, made.state, made.passed) == ("mid_term", "done", True)
    assert made.organisation.name == "青禾县志愿服务协会(示范)"
    assert made.upto == shift(made.project.starts_on, 7)
    rows = SampledRecord.objects.filter(evaluation=made)
    assert rows.count() == made.drawn == 30
    assert not rows.filter(checked_at=None).exists()
    assert sum("no" in row.found.values() for row in rows) == 2
    assert made.post.ended_at is not None
    assert timezone.localdate(made.post.ended_at) == made.finished_on
    assert draws.commitment(made.seed_shown) == made.commitment
    mended = made.rectifications.values_list("settled_at", flat=True)
    assert [timezone.localdate(at) <= TODAY for at in mended if at] == [True, True]
    assert PublicNotice.objects.get(kind="result").subject == made.pk


def test_the_result_is_on_the_public_page_and_in_the_open_data(demo: Division, running: ServiceProject) -> None:
    made = Evaluation.objects.get()
    page = Client().get(f"/open/{running.pk}/").content.decode()
    assert f"{made.score} 分" in page
    assert "2 项，办结 2 项" in page
    releases = Client().get("/open/releases.json", {"project": running.pk}).json()["releases"]
    rows = releases[0]["contracts"][0]["implementation"]["milestones"]
    assert [(row["title"], row["status"]) for row in rows if row["type"] == "assessment"] == [("中期评估", "met")]


def test_every_figure_of_the_project_that_records_tell_is_more_than_nothing(
    demo: Division, running: ServiceProject
) -> None:
    rows = running.indicators.exclude(how="survey").select_related("figure")
    assert len(rows) == 7
    assert [row.name for row in rows if row.figure.amount == 0] == []


def test_cases_of_the_mountain_towns_name_their_purpose(demo: Division, running: ServiceProject) -> None:
    own = Undertaking.objects.filter(programme=running.programme)
    assert {row.kind for row in own} == {"case", "group", "community_project"}
    towns = Division.objects.filter(pk__in=own.values("town_id")).values_list("code", flat=True)
    assert set(towns) == {demo.code + code for code in ("104", "110", "111")}
