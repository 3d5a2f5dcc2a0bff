"""The county has the shape of its model, nobody in it exists, and loading it again changes nothing."""

import re
from datetime import timedelta
from io import StringIO

from stdnum.cn import ric

from linli.accounts.models import Post, Role, User
from linli.audit.models import Event
from linli.desk.demo import build, county
from linli.desk.demo.staff import Staff
from linli.kernel.period import last_quarter, quarter, span
from linli.people import queries as frozen_people
from linli.people.models import Household, IdentityDocument, Person, PriorityTag, Telephone
from linli.places import queries
from linli.places.models import Division, Level, PointKind, ServicePoint
from linli.practice.models import CaseFile
from linli.records.models import Beneficiary, Kind, Method, ServiceRecord
from linli.tasks.models import Task
from tests.demo.conftest import TODAY


def test_it_has_the_shape_of_its_model(demo: Division) -> None:
    towns = list(queries.below(demo, Level.TOWN))
    assert (len(towns), sum(town.name.endswith("街道") for town in towns)) == (17, 2)
    assert queries.below(demo, Level.COMMUNITY).count() == 272
    kinds = list(ServicePoint.objects.filter(county=demo).values_list("kind", flat=True))
    assert (kinds.count(PointKind.CENTRE), kinds.count(PointKind.STATION), kinds.count(PointKind.ROOM)) == (1, 17, 40)
    assert (queries.coverage(demo).rooms, queries.coverage(demo).percent) == (40, 15)


def test_nobody_in_it_exists(demo: Division) -> None:
    assert Person.objects.filter(county_id=demo.pk).count() > 2_500
    assert Household.objects.filter(county_id=demo.pk).count() == 1_120
    numbers = [row.number for row in IdentityDocument.objects.filter(county_id=demo.pk)]
    assert all(number.startswith("999999") and ric.calc_check_digit(number) == number[-1] for number in numbers)
    assert len(set(numbers)) == len(numbers)
    phones = [row.number for row in Telephone.objects.filter(county_id=demo.pk)[:200]]
    assert all(re.fullmatch(r"\+8615401\d{6}", phone) for phone in phones)


def test_there_is_a_login_for_every_role(demo: Division, loaded: tuple[Division, Staff]) -> None:
    logins = loaded[1].logins
    assert {login.role for login in logins} == {str(role.label) for role in Role if role != Role.RESIDENT}
    for login in logins:
        user = User.objects.by_phone(f"+86{login.phone}")
        assert user is not None
        assert user.check_password(login.password)
    assert Post.objects.filter(role=Role.STATION_LEAD).count() == 17


def test_a_neighbours_own_door_may_be_tried(demo: Division, loaded: tuple[Division, Staff]) -> None:
    neighbour = loaded[1].neighbour
    assert neighbour is not None
    person, phone = neighbour
    assert PriorityTag.objects.filter(person=person, category="elder_alone").exists()
    assert frozen_people.holder(f"+86{phone}") == (person.pk, person.community_id)


def test_the_worker_has_cases_under_way(demo: Division) -> None:
    opened = CaseFile.objects.filter(county_id=demo.pk, opened_at__date__gt=TODAY)  # on the day the demo is loaded
    states = opened.order_by("number").values_list("state", "hidden")
    assert list(states) == [("planning", False), ("assessment", False), ("intake", True), ("intake", False)]


def test_loading_again_changes_nothing(demo: Division) -> None:
    before = (Person.objects.count(), ServiceRecord.objects.count(), Event.objects.count(), Post.objects.count())
    again = county.open_county(build.system_actor())
    build.build(StringIO().write, TODAY, again)
    assert (
        Person.objects.count(),
        ServiceRecord.objects.count(),
        Event.objects.count(),
        Post.objects.count(),
    ) == before


def test_tomorrow_adds_only_what_is_new(demo: Division) -> None:
    before = set(ServiceRecord.objects.values_list("key", flat=True))
    build.build(StringIO().write, TODAY + timedelta(days=3), county.open_county(build.system_actor()))
    fresh = ServiceRecord.objects.exclude(key__in=before)
    assert fresh.exists()
    assert all(TODAY < row.happened_on <= TODAY + timedelta(days=3) for row in fresh)


def test_the_last_quarter_and_those_before_it_are_never_empty(demo: Division) -> None:
    last = last_quarter(TODAY)
    for period in (last, last.earlier(), last.last_year(), quarter(TODAY)):
        rows = ServiceRecord.objects.filter(happened_on__range=(period.start, period.end))
        assert {Method.CASE, Method.GROUP, Method.COMMUNITY, Method.VISIT} <= set(rows.values_list("method", flat=True))


def test_most_who_live_alone_are_called_on_each_month_and_not_all(demo: Division) -> None:
    alone = PriorityTag.objects.filter(category__in=("elder_alone", "empty_nest")).values_list("person", flat=True)
    month = span(TODAY.replace(day=1) - timedelta(days=1), 1)
    called = Beneficiary.objects.filter(
        person__in=alone, record__happened_on__range=(month.start, month.end),
        record__kind__in=(Kind.HOME_VISIT, Kind.PHONE_VISIT),
    )  # fmt: skip
    share = called.values("person").distinct().count() / len(set(alone))
    assert 0.8 < share < 1


def test_the_last_quarter_has_a_few_gaps_to_mend(demo: Division) -> None:
    last = last_quarter(TODAY)
    rows = ServiceRecord.objects.filter(happened_on__range=(last.start, last.end))
    assert rows.filter(minutes=None, method=Method.VISIT).count() == 3
    assert rows.filter(method=Method.GROUP, beneficiaries=None).count() == 4


def test_those_who_are_shown_have_something_to_do(demo: Division) -> None:
    given = Task.objects.filter(kind__in={told["kind"] for told in county.words()["todos"]}).select_related("owner")
    roles = {task.owner.role for task in given}
    assert roles == {Role.STATION_LEAD, Role.SOCIAL_WORKER, Role.COMMUNITY_WORKER, Role.GRID_WORKER}
    assert not given.exclude(due_on__gte=TODAY).exists()


def test_a_batch_freezes_the_same_facts_as_a_single_record(demo: Division) -> None:
    for row in Beneficiary.objects.select_related("record").order_by("pk")[:40]:
        (facts,) = frozen_people.frozen([row.person_id], row.record.happened_on).values()
        assert (row.age_band, row.sex, tuple(row.categories)) == (facts.age_band, facts.sex, facts.categories)
        assert (row.home_town_id, row.home_community_id) == (facts.town, facts.community)
