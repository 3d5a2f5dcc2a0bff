"""A visit writes its record, what was seen, the lead it brings and what comes next, all or nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.outreach import actions
from linli.outreach.actions import Next
from linli.outreach.conditions import concerns_minor, lead_due, lead_of
from linli.outreach.models import HardshipLead, HomeVisit
from linli.people.models import Household, Person
from linli.records.models import Kind, ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import entry

Post = Callable[..., Standing]
SIGNS = ["father_disabled", "grandparents_old", "poor", "child_withdrawn"]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def home(county: County) -> Household:
    return people.household(county.dwellings[1])


@pytest.fixture
def boy(county: County, home: Household) -> Person:
    told = {"preferred_name": "小蒋", "household": home, "birth_date": date(2009, 3, 1)}
    return people.person(county.communities[0], "蒋某", **told)


def nothing_written() -> bool:
    return not (ServiceRecord.objects.exists() or HomeVisit.objects.exists() or Task.objects.exists())


def test_a_chip_nobody_offered_is_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="重新点选"):
        actions.visit(entry(county.communities[0]), ["rich"], by=worker.actor)


def test_an_event_is_no_visit(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="走访、电话访问和视频探访"):
        actions.visit(entry(county.communities[0], kind=Kind.EVENT), by=worker.actor)


def test_a_visit_elsewhere_is_refused_as_any_record(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.visit(entry(county.communities[2]), by=worker.actor)


def test_coming_again_yesterday_undoes_the_whole_visit(county: County, worker: Standing) -> None:
    told = entry(county.communities[0])
    with pytest.raises(Refused, match="以后的日子"):
        actions.visit(told, SIGNS, by=worker.actor, then=Next(again_on=told.happened_on))
    assert nothing_written()


def test_a_quiet_visit_leaves_no_lead_and_no_todo(county: County, worker: Standing, home: Household) -> None:
    made = actions.visit(entry(county.communities[0], household=home), ["well"], by=worker.actor)
    assert (made.home_visit.conditions, made.home_visit.household) == (["well"], home)
    assert not HardshipLead.objects.exists() and not Task.objects.exists()


def test_signs_at_the_door_of_a_child_become_a_lead_with_an_owner_and_a_day(
    county: County, worker: Standing, home: Household, boy: Person
) -> None:
    made = actions.visit(entry(county.communities[0], household=home, persons=[boy]), SIGNS, by=worker.actor)
    lead = HardshipLead.objects.get()
    assert (lead.kind, lead.signs, lead.person, lead.household) == ("child_in_hardship", SIGNS, boy, home)
    assert (lead.record, lead.owner, lead.due_on) == (made, worker.post, date(2024, 5, 9))
    task = Task.objects.get()
    assert (task.kind, task.owner, task.due_on) == ("lead", worker.post, lead.due_on)
    assert (task.person, task.subject) == (boy.pk, lead.pk)
    assert task.title == "困境儿童线索：示范家苑3栋2单元502 小蒋，请看一看"


def test_a_grid_workers_lead_goes_to_a_social_worker_of_the_place(county: County, post: Post, worker: Standing) -> None:
    walker = post(Role.GRID_WORKER, county.grids[0])
    actions.visit(entry(county.grids[0]), ["poor"], by=walker.actor)
    task = Task.objects.get()
    assert (task.owner, task.opened_by, HardshipLead.objects.get().kind) == (worker.post, walker.post, "poverty")


def test_where_there_is_no_social_worker_the_lead_stays_with_the_finder(county: County, post: Post) -> None:
    walker = post(Role.GRID_WORKER, county.grids[0])
    actions.visit(entry(county.grids[0]), ["poor"], by=walker.actor)
    assert HardshipLead.objects.get().owner == walker.post


def test_coming_again_is_a_todo_of_the_visitor(county: County, worker: Standing, boy: Person) -> None:
    friday = date(2024, 5, 10)
    actions.visit(entry(county.communities[0], persons=[boy]), by=worker.actor, then=Next(again_on=friday))
    task = Task.objects.get()
    assert (task.title, task.due_on, task.owner) == ("再去看看 小蒋", friday, worker.post)


def test_handing_over_gives_the_station_something_to_do(county: County, post: Post, worker: Standing) -> None:
    walker = post(Role.GRID_WORKER, county.grids[0])
    actions.visit(entry(county.grids[0], title="独居老人"), by=walker.actor, then=Next(hand_over=True))
    assert (Task.objects.get().kind, Task.objects.get().owner) == ("hand_over", worker.post)


def test_the_same_key_again_adds_nothing(county: County, worker: Standing) -> None:
    told = entry(county.communities[0], key=new_id())
    first = actions.visit(told, SIGNS, by=worker.actor)
    assert actions.visit(told, SIGNS, by=worker.actor) == first
    assert (HomeVisit.objects.count(), HardshipLead.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_what_comes_after_is_arranged_by_whoever_recorded(county: County, post: Post, worker: Standing) -> None:
    made = actions.visit(entry(county.communities[0]), by=worker.actor)
    with pytest.raises(Refused, match="由记录的人来定"):
        actions.arrange(made, Next(hand_over=True), by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    actions.arrange(made, Next(again_on=made.happened_on + timedelta(days=1)), by=worker.actor)
    assert Task.objects.count() == 1


def test_a_lead_is_closed_by_its_owner_or_the_head_of_the_station(county: County, post: Post, worker: Standing) -> None:
    actions.visit(entry(county.communities[0]), ["poor"], by=worker.actor)
    lead = HardshipLead.objects.get()
    with pytest.raises(Refused, match="由负责的人来处理"):
        actions.close_lead(lead, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    actions.close_lead(lead, by=post(Role.STATION_LEAD, county.towns[0]).actor)
    with pytest.raises(Refused, match="已经处理过"):
        actions.close_lead(lead, by=worker.actor)


def test_doing_the_todo_of_a_lead_closes_the_lead(county: County, worker: Standing) -> None:
    actions.visit(entry(county.communities[0]), ["poor"], by=worker.actor)
    tasks.finish_task(Task.objects.get(), by=worker.actor, outcome="已联系社区，下周入户核实")
    assert HardshipLead.objects.get().closed_at is not None
    assert {"lead.closed", "task.finished"} <= set(Event.objects.values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["well"], None), (["child"], None), (["poor"], "poverty"), (["child", "poor"], "child_in_hardship"),
        (["ill_untreated", "poor"], "illness_untreated"), (["disabled_uncared"], "care_gap"), ([], None),
    ],
)  # fmt: skip
def test_which_signs_make_which_lead(codes: list[str], kind: str | None) -> None:
    rule = lead_of(codes)
    assert (rule.kind if rule else None) == kind


def test_a_lead_is_looked_at_in_three_working_days() -> None:
    assert lead_due(date(2024, 5, 6)) == date(2024, 5, 9)
    assert lead_due(date(2024, 5, 9)) == date(2024, 5, 14)


def test_the_camera_is_away_where_a_minor_is_concerned() -> None:
    assert concerns_minor(["well", "child_withdrawn"]) and not concerns_minor(["well", "poor"])
