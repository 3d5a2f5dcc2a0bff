"""工作交接: a worker leaves, and what was hers is another's in one act, who reads five things first."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.outreach import actions as outreach
from linli.outreach.models import HardshipLead, VisitAssignment
from linli.records import actions as records
from linli.records.models import Kind
from linli.tasks import actions as tasks
from linli.tasks.models import Draft, Task
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import tag

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def old(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def new(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


def assigned(county: County, standing: Standing, many: int, since: date = TODAY - timedelta(days=90)) -> None:
    with acting():
        for number in range(many):
            person = people.person(county.communities[0], f"居民{number}")
            VisitAssignment.objects.create(
                person=person, post=standing.post, starts_on=since, **people.areas(county.communities[0])
            )


def burdened(county: County, standing: Standing) -> None:
    """Give a worker visits, a lead, a todo and a draft."""
    assigned(county, standing, 3)
    someone = people.person(county.communities[0], "王奶奶")
    made = record(standing.actor, county.communities[0], persons=[someone], kind=Kind.HOME_VISIT)
    with acting():
        HardshipLead.objects.create(
            record=made, kind="elder_alone", person=someone, owner=standing.post, due_on=TODAY,
            **people.areas(county.communities[0]),
        )  # fmt: skip
    tasks.open_task("call_back", "给王奶奶回电话", TODAY, by=standing.actor, place=someone, owner=standing.post)
    tasks.open_draft("record", {"note": "没写完"}, by=standing.actor)


def owners(standing: Standing) -> tuple[int, int, int, int]:
    return (
        VisitAssignment.objects.filter(post=standing.post, ends_on=None).count(),
        HardshipLead.objects.filter(owner=standing.post).count(),
        Task.objects.filter(owner=standing.post, done_at=None).exclude(kind="handover").count(),
        Draft.objects.filter(owner=standing.post).count(),
    )


def test_nobody_hands_over_what_she_does_not_lead(county: County, post: Post, old: Standing, new: Standing) -> None:
    for by in (post(Role.GRID_WORKER, county.communities[0]), post(Role.STATION_LEAD, county.towns[1]), old):
        for verb in (outreach.hand_over_visits, tasks.hand_over):
            if by is old and by.actor.role in ("community_worker",):
                continue
            with pytest.raises(Refused, match="工作交接由"):
                verb(old.post, new.post, by=by.actor)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("same", "另一个人"), ("gone", "现在不在"), ("officer", "一线工作"), ("elsewhere", "工作交接由")],
)
def test_who_takes_over_is_there_and_can_do_it(
    county: County, post: Post, lead: Standing, old: Standing, who: str, sentence: str
) -> None:
    taker = {
        "same": lambda: old,
        "gone": lambda: post(Role.COMMUNITY_WORKER, county.communities[0], starts_on=date(2020, 1, 1),
                             ends_on=TODAY - timedelta(days=1)),
        "officer": lambda: post(Role.STREET_OFFICER, county.towns[0]),
        "elsewhere": lambda: post(Role.COMMUNITY_WORKER, county.communities[2]),
    }[who]()  # fmt: skip
    with pytest.raises(Refused, match=sentence):
        tasks.hand_over(old.post, taker.post, by=lead.actor)


@pytest.mark.parametrize(
    ("giver", "taker"), [("community_worker", "social_worker"), ("station_lead", "community_worker")]
)
def test_what_a_social_worker_was_told_in_confidence_goes_to_a_social_worker_by_her_head(
    county: County, post: Post, giver: str, taker: str
) -> None:
    old = post(Role.SOCIAL_WORKER, county.communities[0])
    new = post(taker, county.communities[0])
    by = post(giver, county.towns[0] if giver == Role.STATION_LEAD else county.communities[0])
    tasks.open_draft("record", {"note": "受保护的话"}, by=old.actor)
    with pytest.raises(Refused, match="交给另一位社工"):
        tasks.hand_over(old.post, new.post, by=by.actor)
    assert Draft.objects.get().owner == old.post


def test_nobody_hands_over_to_herself(county: County, old: Standing, new: Standing) -> None:
    with pytest.raises(Refused, match="另一个人"):
        tasks.hand_over(old.post, new.post, by=new.actor)


def test_the_five_things_tell_no_name_of_a_shut_file_or_of_protected_work(
    county: County, lead: Standing, old: Standing, new: Standing, sign_in: SignIn
) -> None:
    child = people.person(county.communities[0], "蒋小童", birth_date=date(TODAY.year - 10, 1, 1))
    tag(child, "child_in_need")
    case = records.undertake(
        "case", "蒋小童的个案", county.communities[0], by=lead.actor, source="records", source_id="1", opened_on=TODAY
    )
    made = record(old.actor, county.communities[0], undertaking=case, kind=Kind.REQUEST, protected=True)
    with acting():
        HardshipLead.objects.create(
            record=made, kind="child_in_hardship", person=child, owner=old.post, due_on=TODAY,
            **people.areas(county.communities[0]),
        )  # fmt: skip
    sign_in(lead).post(reverse("handover"), {"old": old.post.pk, "new": new.post.pk})
    page = sign_in(new).get(reverse("handover_brief", args=[old.post.pk])).content.decode()
    assert ("蒋小童" in page, "蒋某" in page) == (False, True)


def test_people_outside_the_new_reach_are_told_and_nothing_moves(
    county: County, post: Post, lead: Standing, old: Standing
) -> None:
    assigned(county, old, 3)
    neighbour = post(Role.COMMUNITY_WORKER, county.communities[1])
    with pytest.raises(Refused, match="有 3 位居民不在接手岗位的范围里"):
        outreach.hand_over_visits(old.post, neighbour.post, by=lead.actor)
    assert owners(old)[0] == 3


def test_everything_is_handed_over_in_one_act_and_the_past_stays(
    county: County, lead: Standing, old: Standing, new: Standing, sign_in: SignIn
) -> None:
    burdened(county, old)
    client = sign_in(lead)
    page = client.post(reverse("handover"), {"old": old.post.pk, "new": new.post.pk}, follow=True)
    assert "3 位居民的走访、1 条线索、2 件待办和草稿" in page.content.decode()
    assert (owners(old), owners(new)) == ((0, 0, 0, 0), (3, 1, 1, 1))
    ended = VisitAssignment.objects.filter(post=old.post)
    assert {one.ends_on for one in ended} == {TODAY - timedelta(days=1)}
    told = Task.objects.get(kind="handover")
    assert (told.owner, told.subject, told.due_on) == (new.post, old.post.pk, TODAY)
    assert set(Event.objects.values_list("verb", flat=True)) >= {"work.handed_over", "visits.handed_over"}


def test_a_refused_handover_moves_nothing(
    county: County, post: Post, lead: Standing, old: Standing, sign_in: SignIn
) -> None:
    burdened(county, old)
    neighbour = post(Role.COMMUNITY_WORKER, county.communities[1])
    page = sign_in(lead).post(reverse("handover"), {"old": old.post.pk, "new": neighbour.post.pk})
    assert (page.status_code, "不在接手岗位的范围里" in page.content.decode()) == (422, True)
    assert owners(old) == (3, 1, 1, 1)


def test_who_was_given_only_today_belongs_to_the_new_one_today(
    county: County, lead: Standing, old: Standing, new: Standing
) -> None:
    assigned(county, old, 2, since=TODAY)
    assert outreach.hand_over_visits(old.post, new.post, by=lead.actor).visits == 2
    assert not VisitAssignment.objects.filter(post=old.post).exists()


def test_the_five_things_are_for_whoever_took_over(
    county: County, post: Post, lead: Standing, old: Standing, new: Standing, sign_in: SignIn
) -> None:
    burdened(county, old)
    sign_in(lead).post(reverse("handover"), {"old": old.post.pk, "new": new.post.pk})
    address = reverse("handover_brief", args=[old.post.pk])
    page = sign_in(new).get(address).content.decode()
    for part in ("最要紧的待办", "没处理的困境线索", "最该去看的人", "没结束的个案", "没写完的记录"):
        assert part in page
    assert "给王奶奶回电话" in page
    for stranger in (old, post(Role.COMMUNITY_WORKER, county.communities[0])):
        assert sign_in(stranger).get(address).status_code == 404


def test_three_hundred_households_cost_no_more_questions_than_three(
    county: County, lead: Standing, old: Standing, new: Standing
) -> None:
    asked = []
    for many in (3, 300):
        assigned(county, old, many)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert outreach.hand_over_visits(old.post, new.post, by=lead.actor).visits == many
        asked.append(len(queries))
        with acting():
            VisitAssignment.objects.filter(post=new.post).delete()
    assert asked[0] == asked[1] <= 12
