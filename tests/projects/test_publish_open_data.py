"""开放数据: what is public of purchased projects, as OCDS 1.1 release packages, held against the published schema."""

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from linli.directory.models import Organisation
from linli.kernel.policy import acting
from linli.projects import actions
from linli.projects.models import Milestone, ProjectMove, ServiceProject, State
from linli.projects.publication import queries
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.projects.ocds.schema import wrong

ADDRESS = "/open/releases.json"
CODE = "91350100M000100Y43"


def moved(project: ServiceProject, to: State, verb: str = "tender") -> ServiceProject:
    """Take a step that another room takes, with its move."""
    with acting():
        ProjectMove.objects.create(project=project, verb=verb, came_from=project.state, to=to, at=timezone.now())
        ServiceProject.objects.filter(pk=project.pk).update(state=to)
    project.refresh_from_db()
    return project


def package(client: Client, **told: str) -> Any:
    return client.get(ADDRESS, told).json()


@pytest.fixture
def one(running: ServiceProject, who: Buying) -> ServiceProject:
    """The running project of an agency with a credit code; its first milestone was paid."""
    with acting():
        Organisation.objects.filter(pk=who.agency.pk).update(credit_code=CODE)
        Milestone.objects.filter(project=running, position=1).update(paid_on=running.signed_on)
    return queries.whole().get(pk=running.pk)


@pytest.mark.parametrize("wanted", ["x", "0190f000-0000-7000-8000-000000000000"])
def test_there_is_no_package_of_a_project_that_is_not_there(client: Client, county: County, wanted: str) -> None:
    assert client.get(ADDRESS, {"project": wanted}).status_code == 404


def test_a_plan_that_was_never_offered_is_not_told(client: Client, county: County, who: Buying, tmp_path: Path) -> None:
    project = projects.approved(county.division, who)
    actions.call_off(project, by=who.buyer, sentence="没有钱了")
    assert client.get(ADDRESS, {"project": project.pk}).status_code == 404
    assert client.get(ADDRESS).status_code == 204  # the schema asks for one release at least
    with pytest.raises(CommandError, match="还没有公开的项目"):
        call_command("ocds", str(tmp_path / "open.json"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("to", "tags", "status"),
    [
        (State.TENDERING, ["planning", "tender"], "active"),
        (State.CALLED_OFF, ["planning", "tender", "tenderCancellation"], "cancelled"),
        (State.APPROVED, ["planning", "tender"], "unsuccessful"),
    ],
)
def test_once_offered_it_stays_public_and_says_what_became_of_it(
    client: Client, county: County, who: Buying, to: State, tags: list[str], status: str
) -> None:
    project = moved(projects.approved(county.division, who), State.TENDERING)
    if to != State.TENDERING:
        moved(project, to, "call_off" if to == State.CALLED_OFF else "fail_tender")
    told = package(client)
    assert wrong(told) == []
    release = told["releases"][0]
    assert (release["tag"], release["tender"]["status"]) == (tags, status)
    assert not release.keys() & {"awards", "contracts"}
    assert [party["roles"] for party in release["parties"]] == [["buyer", "procuringEntity"]]


def test_a_running_project_tells_plan_award_contract_and_what_was_paid(client: Client, one: ServiceProject) -> None:
    told = package(client, project=str(one.pk))
    assert wrong(told) == []
    assert (told["version"], told["publisher"]["name"]) == ("1.1", "青禾县(示范)")
    (release,) = told["releases"]
    assert release["ocid"] == f"ocds-000000-{one.pk}"
    assert release["tag"] == ["planning", "tender", "award", "contract", "implementation"]
    buyer, agency = release["parties"]
    assert (buyer["id"], buyer["roles"]) == (f"CN-GB2260-{one.place.code}", ["buyer", "procuringEntity", "payer"])
    assert (agency["id"], agency["roles"]) == (f"CN-USCC-{CODE}", ["tenderer", "supplier", "payee"])
    assert agency["identifier"] == {"scheme": "CN-USCC", "id": CODE, "legalName": "示范社工机构"}
    assert release["planning"]["budget"]["amount"] == {"amount": 150_000, "currency": "CNY"}
    assert release["tender"]["procurementMethodDetails"] == "竞争性磋商 示采〔2024〕1号"
    (item,) = release["tender"]["items"]
    assert (item["quantity"], item["unit"]) == (12, {"name": "个"})
    (award,) = release["awards"]
    assert award["suppliers"] == [{"id": f"CN-USCC-{CODE}", "name": "示范社工机构"}]
    (contract,) = release["contracts"]
    assert (contract["id"], contract["awardID"], contract["status"]) == ("示合〔2024〕1号", award["id"], "active")
    assert contract["dateSigned"] == f"{one.signed_on}T00:00:00+08:00"
    work = contract["implementation"]
    assert [(row["title"], row["status"]) for row in work["milestones"]] == [
        ("首付", "met"), ("中期", "scheduled"), ("末期", "scheduled"),
    ]  # fmt: skip
    (paid,) = work["transactions"]
    assert (paid["value"], paid["payee"]["id"]) == ({"amount": 60_000, "currency": "CNY"}, f"CN-USCC-{CODE}")
    assert sum(due.amount for due in queries.dues(one)) == one.total


def test_an_agency_without_a_code_is_a_party_without_an_identifier(client: Client, running: ServiceProject) -> None:
    _buyer, agency = package(client)["releases"][0]["parties"]
    assert agency["id"] == f"organisation-{running.organisation_id}"
    assert "identifier" not in agency


def test_an_ended_project_ends_its_contract(client: Client, running: ServiceProject, who: Buying) -> None:
    actions.finish(running, by=who.buyer)
    told = package(client)
    assert wrong(told) == []
    assert told["releases"][0]["tag"][-1] == "contractTermination"
    assert told["releases"][0]["contracts"][0]["status"] == "terminated"


def _set(path: str, value: Any) -> Callable[[Any], None]:
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]

    def spoil(told: Any) -> None:
        for step in way:
            told = told[step]
        if value is None:
            del told[last]
        else:
            told[last] = value

    return spoil


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("releases/0/ocid", None, "releases/0: required"),
        ("releases/0/tag", ["bought"], "releases/0/tag/0: enum"),
        ("releases/0/date", "2024-13-01", "releases/0/date: format"),
        ("releases/0/tender/value/currency", "RMB", "releases/0/tender/value/currency: enum"),
        ("releases/0/tender/procurementMethod", "磋商", "releases/0/tender/procurementMethod: enum"),
        ("releases/0/contracts/0/awardID", None, "releases/0/contracts/0: required"),
        ("releases/0/contracts/0/implementation/milestones/0/status", "paid",
         "releases/0/contracts/0/implementation/milestones/0/status: enum"),
        ("releases/0/contracts/0/implementation/documents/0/url", "open/",
         "releases/0/contracts/0/implementation/documents/0/url: format"),
        ("releases/0/awards/0/supplier", [], "releases/0/awards/0/supplier: unknown"),
        ("version", "eins", "version: pattern"),
        ("publisher", None, ": required"),
        ("releases", [], "releases: minItems"),
    ],
)  # fmt: skip
def test_a_broken_package_does_not_hold(
    client: Client, one: ServiceProject, path: str, value: Any, sentence: str
) -> None:
    told = package(client)
    assert wrong(told) == []
    spoilt = copy.deepcopy(told)
    _set(path, value)(spoilt)
    assert wrong(spoilt) == [sentence]


def test_nobodys_name_is_in_it(client: Client, one: ServiceProject, who: Buying) -> None:
    line = one.stafflines.get()
    actions.deploy(one, line, by=who.head, name="张示范", starts_on=one.starts_on)
    actions.spend(
        one, one.budgetlines.first(), by=who.head, amount=100_00, spent_on=timezone.localdate(), what="纸",  # type: ignore[arg-type]
        payee="李示范", receipt=projects.receipt(),
    )  # fmt: skip
    moves = ProjectMove.objects.exclude(by_name="")
    assert moves.count() >= 4
    told = client.get(ADDRESS).content.decode() + client.get(f"/open/{one.pk}/").content.decode()
    assert "山区三留守服务" in told
    for name in {"张示范", "李示范", "contactPoint", *moves.values_list("by_name", flat=True)}:
        assert name not in told


def test_who_has_it_already_is_told_so_until_something_changes(client: Client, one: ServiceProject) -> None:
    first = client.get(ADDRESS)
    assert (first["Content-Type"], first["Cache-Control"]) == (
        "application/json; charset=utf-8", "public, max-age=300",
    )  # fmt: skip
    again = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    with acting():
        Milestone.objects.filter(project=one, position=2).update(paid_on=date(2026, 1, 5))
    later = client.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert later.status_code == 200
    before, after = (answer.json()["releases"][0] for answer in (first, later))
    assert before["ocid"] == after["ocid"]
    assert before["id"] != after["id"]


def test_packages_follow_each_other_and_stay_small(
    client: Client, county: County, who: Buying, django_assert_max_num_queries: Any
) -> None:
    first = projects.signed(county.division, who)
    with django_assert_max_num_queries(11) as one:
        package(client)
    made = {first.pk} | {projects.bare(county.towns[0], who.agency).pk for _number in range(11)}
    with django_assert_max_num_queries(len(one)) as many:
        told = package(client)
    assert len(many) == len(one)
    answer = client.get(told["links"]["next"].removeprefix("http://localhost:8000"))
    rest = answer.json()
    assert (len(told["releases"]), len(rest["releases"]), "links" in rest) == (10, 2, False)
    ids = {row["ocid"] for row in told["releases"] + rest["releases"]}
    assert ids == {f"ocds-000000-{key}" for key in made}
    assert wrong(rest) == []
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 100_000


def test_the_prefix_and_the_licence_are_settings(client: Client, running: ServiceProject, settings: Any) -> None:
    assert "占位" in client.get("/open/").content.decode()
    settings.OCDS_PREFIX = "ocds-abc123"
    settings.OPEN_DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    told = package(client)
    assert told["releases"][0]["ocid"] == f"ocds-abc123-{running.pk}"
    assert told["license"] == settings.OPEN_DATA_LICENCE
    assert wrong(told) == []
    assert "占位" not in client.get("/open/").content.decode()


def test_the_command_writes_the_same_releases_into_a_file(
    client: Client, one: ServiceProject, county: County, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "open.json"
    with pytest.raises(CommandError, match="没有代码是 999999 的区县"):
        call_command("ocds", str(file), county="999999")
    with pytest.raises(CommandError, match="写不进"):
        call_command("ocds", str(tmp_path / "none" / "open.json"))
    assert list(tmp_path.iterdir()) == []
    call_command("ocds", str(file), county=county.division.code)
    told = json.loads(file.read_text())
    assert wrong(told) == []
    assert told["releases"] == package(client)["releases"]
    assert "1 个项目" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["open.json"]


def test_days_are_told_in_the_countys_time() -> None:
    assert queries.moment(date(2026, 1, 5)) == "2026-01-05T00:00:00+08:00"
