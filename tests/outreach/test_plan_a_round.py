"""A worker's round: whose visits are hers, what is due, and the order it is walked in."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.outreach import actions, intervals, plans
from linli.outreach.due import Form, Outcome
from linli.outreach.models import HomeVisit, VisitAssignment, VisitAttempt
from linli.places import actions as places
from linli.places import queries
from linli.places.models import StreetSegment
from linli.records.models import Kind, ServiceRecord
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import elder

Post = Callable[..., Standing]
TODAY = timezone.localdate()


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


def names(county: County, standing: Standing) -> list[str]:
    return [stop.name for stop in plans.round_of(standing.actor, intervals.of(county.division)).stops]


def test_whoever_never_was_visited_is_overdue_and_says_by_which_rule(county: County, walker: Standing) -> None:
    elder(county)
    (stop,) = plans.round_of(walker.actor, intervals.of(county.division)).stops
    assert stop.due is not None and stop.due.rule is not None
    assert (stop.due.rule.code, stop.due.on, stop.last) == ("high", date(2020, 1, 8), None)
    assert stop.due.overdue_since == date(2020, 1, 9)


def test_a_record_of_any_colleague_that_names_her_is_a_visit(county: County, post: Post, walker: Standing) -> None:
    person = elder(county)
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    told = {"persons": [person], "household": person.household, "happened_on": TODAY}
    record(colleague.actor, county.grids[0], kind=Kind.PHONE_VISIT, **told)
    assert names(county, walker) == []
    stops = plans.people(walker.actor, intervals.of(county.division), timezone.now())
    assert [(stop.last, stop.due and stop.due.on) for stop in stops] == [(TODAY, TODAY + timedelta(days=7))]


def test_a_withdrawn_visit_is_none(county: County, walker: Standing) -> None:
    from linli.records import actions as records

    person = elder(county)
    made = record(walker.actor, county.grids[0], persons=[person], happened_on=TODAY)
    assert names(county, walker) == []
    records.withdraw(made, by=walker.actor, reason="记错了人")
    assert names(county, walker) == ["王奶奶"]


def test_an_event_is_no_visit(county: County, walker: Standing) -> None:
    record(walker.actor, county.grids[0], kind=Kind.EVENT, persons=[elder(county)], happened_on=TODAY)
    assert names(county, walker) == ["王奶奶"]


def test_the_neighbouring_grid_is_not_hers(county: County, walker: Standing) -> None:
    elder(county, door=2)
    assert names(county, walker) == []


def test_nobody_at_home_is_tried_again_in_three_days_and_serves_nobody(county: County, walker: Standing) -> None:
    person = elder(county)
    made = actions.try_visit(person, Form.HOME, Outcome.AWAY, by=walker.actor, card_left=True)
    assert (made.channel, made.acted_post, made.on, made.card_left) == ("door", walker.post, TODAY, True)
    assert not ServiceRecord.objects.exists()
    (stop,) = plans.round_of(walker.actor, intervals.of(county.division)).stops
    assert stop.due is not None and (stop.due.on, stop.due.overdue_since) == (TODAY + timedelta(days=3), None)
    assert stop.tried is not None and stop.tried.outcome == "away"


def test_who_would_rather_not_is_asked_again_after_the_interval(county: County, walker: Standing) -> None:
    actions.try_visit(elder(county), Form.HOME, "refused", by=walker.actor)
    assert names(county, walker) == []


def test_the_same_tap_twice_is_one_try(county: County, walker: Standing) -> None:
    person, key = elder(county), new_id()
    first = actions.try_visit(person, Form.HOME, "away", by=walker.actor, key=key)
    assert actions.try_visit(person, Form.HOME, "away", by=walker.actor, key=key) == first
    assert VisitAttempt.objects.count() == 1


def test_meeting_somebody_is_no_try(county: County, walker: Standing) -> None:
    with pytest.raises(Refused, match="没人在"):
        actions.try_visit(elder(county), Form.HOME, "seen", by=walker.actor)


def test_a_stranger_to_the_place_neither_visits_nor_hurries(county: County, post: Post) -> None:
    person, other = elder(county), post(Role.GRID_WORKER, county.grids[2])
    with pytest.raises(Refused, match="负责的范围"):
        actions.try_visit(person, Form.HOME, "away", by=other.actor)
    with pytest.raises(Refused, match="负责的范围"):
        actions.notice_change(person, "great_change", by=other.actor)
    with pytest.raises(Refused, match="一线工作人员"):
        actions.try_visit(person, Form.HOME, "away", by=post(Role.COUNTY_OFFICER, county.division).actor)


def test_nothing_new_needs_something_old(county: County, walker: Standing) -> None:
    with pytest.raises(Refused, match="没有可比的"):
        actions.visit_unchanged(elder(county), Form.HOME, by=walker.actor)
    assert not ServiceRecord.objects.exists()


@pytest.mark.parametrize(("form", "kind"), [(Form.PHONE, "phone_visit"), (Form.VIDEO, "video_visit")])
def test_nothing_new_says_since_when_and_copies_nothing(
    county: County, walker: Standing, form: Form, kind: str
) -> None:
    person, last = elder(county), TODAY - timedelta(days=8)
    record(walker.actor, county.grids[0], persons=[person], happened_on=last, narrative="腰疼")
    key = new_id()
    made = actions.visit_unchanged(person, form, by=walker.actor, key=key)
    assert actions.visit_unchanged(person, form, by=walker.actor, key=key) == made
    assert (made.kind, made.minutes, made.channel, made.narrative) == (kind, 15, "phone", "")
    assert [row.person for row in made.beneficiaries.all()] == [person]
    seen = HomeVisit.objects.get()
    assert (seen.unchanged_since, seen.answers, seen.conditions) == (last, "", [])


def test_a_great_change_comes_first_and_a_visit_answers_it(county: County, walker: Standing) -> None:
    person = elder(county)
    record(walker.actor, county.grids[0], persons=[person], happened_on=TODAY - timedelta(days=1))
    assert names(county, walker) == []
    with pytest.raises(Refused, match="没有规定"):
        actions.notice_change(person, "bad_weather", by=walker.actor)
    actions.notice_change(person, "great_change", by=walker.actor)
    (stop,) = plans.round_of(walker.actor, intervals.of(county.division)).stops
    assert stop.due is not None and stop.due.trigger is not None and stop.due.trigger.hours == 24
    record(walker.actor, county.grids[0], persons=[person], happened_on=TODAY)
    assert names(county, walker) == []
    assert Event.objects.filter(verb="visit.hurried").count() == 1


class TestWhoseVisits:
    def test_a_town_has_those_assigned_to_it_only(self, county: County, post: Post, walker: Standing) -> None:
        person, lead = elder(county), post(Role.STATION_LEAD, county.towns[0])
        worker = post(Role.SOCIAL_WORKER, county.towns[0])
        assert (names(county, walker), names(county, worker)) == (["王奶奶"], [])
        actions.assign_visits(person, worker.post, by=lead.actor)
        assert (names(county, walker), names(county, worker)) == ([], ["王奶奶"])

    def test_another_assignment_ends_the_first(self, county: County, post: Post, walker: Standing) -> None:
        person, lead = elder(county), post(Role.STATION_LEAD, county.towns[0])
        worker = post(Role.SOCIAL_WORKER, county.towns[0])
        first = actions.assign_visits(person, worker.post, by=lead.actor, on=TODAY - timedelta(days=5))
        actions.assign_visits(person, walker.post, by=lead.actor)
        first.refresh_from_db()
        assert first.ends_on == TODAY - timedelta(days=1)
        assert (names(county, walker), names(county, worker)) == (["王奶奶"], [])
        assert VisitAssignment.objects.count() == 2

    def test_a_worker_does_not_give_away_her_visits(self, county: County, walker: Standing, post: Post) -> None:
        with pytest.raises(Refused, match="分工"):
            actions.assign_visits(elder(county), walker.post, by=walker.actor)

    def test_a_post_elsewhere_takes_nobody(self, county: County, post: Post) -> None:
        lead, far = post(Role.STATION_LEAD, county.towns[0]), post(Role.SOCIAL_WORKER, county.towns[1])
        with pytest.raises(Refused, match="不在居民住的地方"):
            actions.assign_visits(elder(county), far.post, by=lead.actor)


class TestTheWay:
    def test_without_coordinates_it_goes_door_by_door(self, county: County, walker: Standing) -> None:
        elder(county, 1, "五〇二"), elder(county, 0, "五〇一")
        found = plans.round_of(walker.actor, intervals.of(county.division))
        assert ([stop.name for stop in found.stops], found.metres) == (["五〇一", "五〇二"], 0)

    def test_with_coordinates_it_goes_the_short_way_and_says_how_far(
        self, county: County, post: Post, walker: Standing
    ) -> None:
        lead = post(Role.STATION_LEAD, county.towns[0])
        made = [elder(county, 0, f"{number}号") for number in range(3)]
        made[1].household = people.household(county.dwellings[1])
        with acting():
            made[1].save()
        places.locate(county.dwellings[0], Decimal("33.10"), Decimal("107.3"), by=lead.actor)
        places.locate(county.dwellings[1], Decimal("33.11"), Decimal("107.3"), by=lead.actor)
        found = plans.round_of(walker.actor, intervals.of(county.division))
        assert [stop.name for stop in found.stops] == ["0号", "2号", "1号"]
        assert found.metres == round(1111.95 * 1.3)
        assert found.stops[0].geo == "geo:33.100000,107.300000"

    def test_where_streets_are_loaded_it_goes_along_them(self, county: County, post: Post, walker: Standing) -> None:
        lead = post(Role.STATION_LEAD, county.towns[0])
        elder(county, 0), elder(county, 1)
        places.locate(county.dwellings[0], Decimal("33.10"), Decimal("107.3"), by=lead.actor)
        places.locate(county.dwellings[1], Decimal("33.10"), Decimal("107.302"), by=lead.actor)
        straight = plans.round_of(walker.actor, intervals.of(county.division))
        corners = [(33.10, 107.3), (33.102, 107.3), (33.102, 107.302), (33.10, 107.302)]
        with acting():
            StreetSegment.objects.bulk_create(
                StreetSegment(
                    first=n, second=n + 1, latitude=one[0], longitude=one[1], to_latitude=other[0],
                    to_longitude=other[1], tile=queries.tile(*one),
                )
                for n, (one, other) in enumerate(pairwise(corners))
            )  # fmt: skip
        along = plans.round_of(walker.actor, intervals.of(county.division))
        assert (straight.by_street, along.by_street) == (False, True)
        assert along.metres == pytest.approx(straight.metres / 1.3 + 2 * 222.39, abs=2)

    def test_a_place_outside_the_earth_is_refused(self, county: County, post: Post) -> None:
        lead = post(Role.STATION_LEAD, county.towns[0])
        with pytest.raises(Refused, match="纬度"):
            places.locate(county.dwellings[0], Decimal(91), Decimal(0), by=lead.actor)
