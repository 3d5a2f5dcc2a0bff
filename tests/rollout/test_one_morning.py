"""One morning of a real roll-out: seventeen stations' accounts, and last year's records out of three unlike tables."""

import io
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db.models import Sum

from linli.accounts.models import Post, Role, User
from linli.accounts.sight import actor_of
from linli.kernel.scope import seeing
from linli.papers import actions
from linli.papers.models import ImportBatch, State
from linli.papers.registry import importer
from linli.people.models import Person
from linli.places.models import Division, Level
from linli.records.models import Beneficiary, Kind, Provenance, ServiceRecord
from tests.conftest import Standing
from tests.factories import places
from tests.rollout import workbooks

pytestmark = pytest.mark.django_db

STATIONS = 17


def brought(file: io.BytesIO, name: str, kind: str, by: Standing) -> ImportBatch:
    """Bring one table in as a hurried person does: nothing is corrected on the way."""
    found = importer(kind)
    assert found is not None
    with seeing(by.actor.scope):
        batch = actions.upload(file, name, found, by.post, by=by.actor)
        batch = actions.examine(actions.match(batch, batch.mapping, by=by.actor), by=by.actor)
        return actions.take_in(batch, by=by.actor)


@pytest.fixture
def towns(county: places.County) -> list[Division]:
    """Seventeen towns; those that the small county lacks are added."""
    made = list(county.towns)
    while len(made) < STATIONS:
        number = len(made) + 1
        made.append(places.division(f"990722{number:03d}", f"第{number}镇", Level.TOWN, county.division))
    return made


def test_the_accounts_of_seventeen_stations_come_in_from_one_ugly_list(
    county: places.County, towns: list[Division], post: Callable[..., Standing]
) -> None:
    administrator = post(Role.SYSTEM_ADMIN, county.division)
    batch = brought(workbooks.staff(towns), "社工站人员.xlsx", "accounts", administrator)
    wrong = [line.finding["errors"] for line in batch.lines.filter(verdict="bad")]
    assert (batch.state, batch.made, len(wrong)) == (State.IMPORTED, 2 * STATIONS, 1), wrong
    posts = Post.objects.filter(role__in=(Role.STATION_LEAD, Role.SOCIAL_WORKER))
    assert {(held.place_id, held.role) for held in posts} == {
        (town.pk, role) for town in towns for role in (Role.STATION_LEAD, Role.SOCIAL_WORKER)
    }
    assert {str(held.starts_on) for held in posts} == {"2022-05-01"}
    first = User.objects.by_phone("+8619800000005")
    assert first is not None
    assert first.name == workbooks.name(5)
    # The same list again makes nobody twice.
    again = brought(workbooks.staff(towns), "社工站人员(最新).xlsx", "accounts", administrator)
    assert (again.made, Post.objects.filter(role=Role.STATION_LEAD).count()) == (0, STATIONS)


def test_last_years_records_come_in_from_three_unlike_tables(
    county: places.County, post: Callable[..., Standing]
) -> None:
    lead = post(Role.STATION_LEAD, county.division)
    assert brought(workbooks.roster(county.communities), "花名册.xlsx", "people", lead).made == 40

    ledger = brought(workbooks.ledgers(county.communities), "走访台账2023.xlsx", "records", lead)
    assert (ledger.rows, ledger.made, ledger.bad) == (120, 120, 0)
    assert len(ledger.sheets) == 12
    visits = ServiceRecord.objects.filter(kind=Kind.HOME_VISIT)
    assert set(visits.values_list("minutes", flat=True)) == {30, 60, 90}
    assert Beneficiary.objects.count() == 24
    assert Person.objects.count() == 40

    street = brought(workbooks.activities(county.communities), "活动统计.csv", "records", lead)
    assert (street.made, street.bad) == (60, 1)
    events = ServiceRecord.objects.filter(kind=Kind.EVENT)
    heads = sum(number % 50 + 5 for number in range(1, 61))
    assert events.aggregate(Sum("head_count"), Sum("service_minutes")) == {
        "head_count__sum": heads, "service_minutes__sum": 60 * 3 * 120,
    }  # fmt: skip
    assert set(ServiceRecord.objects.values_list("provenance", flat=True)) == {Provenance.IMPORT}
    assert events.get(title="邻里节第7场").narrative == '居民反映"很热闹",\n下次再来'


def test_the_same_ledger_brought_in_twice_counts_once_and_after_undo_again(
    county: places.County, post: Callable[..., Standing]
) -> None:
    lead = post(Role.STATION_LEAD, county.division)
    file = workbooks.activities(county.communities)
    first = brought(file, "活动.csv", "records", lead)
    assert ServiceRecord.objects.standing().count() == 60
    found = importer("records")
    assert found is not None
    with seeing(lead.actor.scope):
        again = actions.upload(file, "活动.csv", found, lead.post, by=lead.actor)
        again = actions.examine(actions.match(again, again.mapping, by=lead.actor), by=lead.actor)
        assert (again.good, again.bad) == (0, 61)
        undone = actions.undo(first, by=lead.actor)
        assert (undone.state, undone.kept, ServiceRecord.objects.standing().count()) == (State.UNDONE, 0, 0)
    assert brought(file, "活动.csv", "records", lead).made == 60
    assert ServiceRecord.objects.standing().count() == 60


def test_a_new_station_lead_records_from_the_account_that_came_in(
    county: places.County, towns: list[Division], post: Callable[..., Standing]
) -> None:
    administrator = post(Role.SYSTEM_ADMIN, county.division)
    batch = brought(workbooks.staff(towns), "社工站人员.xlsx", "accounts", administrator)
    made = batch.lines.get(position=1).made
    held = Post.objects.select_related("user", "place").get(pk=UUID(made["post"]))
    lead = Standing(held.user, held, actor_of(held.user, held))
    table = workbooks.activities(county.communities[:2])
    assert brought(table, "活动.csv", "records", lead).made == 60
