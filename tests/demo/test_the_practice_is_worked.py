"""Every case, group and project of the demo went the road of the practice room, each step on its own day."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from linli.accounts.sight import actor_of, system_actor
from linli.audit.models import Event
from linli.desk.demo import actions, build, clock, county, practice
from linli.desk.demo.cast import Scene
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.places.models import Division
from linli.practice import actions as verbs
from linli.practice.actions.closings import Ending
from linli.practice.models import CaseFile, CaseMove, CaseSession, CaseWorker, FollowUp, Group, State
from linli.practice.queries import quiet, watching
from linli.practice.queries.checklist import LINES
from linli.records.models import Undertaking
from tests.demo.conftest import TODAY

LATER = TODAY + timedelta(days=12)


def test_nobody_plays_stories_from_a_page(demo: Division) -> None:
    with pytest.raises(Refused, match="只能用命令"):
        actions.play(demo, [], timezone.now(), by=Actor(role="county_officer"), over=None)


def test_no_other_county_is_played(demo: Division) -> None:
    with pytest.raises(Refused, match="示范县"):
        actions.play(Division(code="990799"), [], timezone.now(), by=system_actor(), over=None)


def test_the_clock_is_put_back_even_when_something_falls() -> None:
    before = timezone.now
    with pytest.raises(ValueError, match="x"), clock.at(clock.local(TODAY, 9)):
        assert timezone.localdate() == TODAY
        raise ValueError("x")
    assert timezone.now is before


def test_all_that_is_undertaken_stands_in_the_room(demo: Division) -> None:
    loaded = Undertaking.objects.filter(county_id=demo.pk)
    assert not loaded.filter(case=None, group=None, community_project=None).exists()
    assert Counter(loaded.values_list("source", flat=True)).keys() == {
        "practice", "practice.group", "practice.community_project",
    }  # fmt: skip


def test_a_session_of_a_day_was_written_on_that_day(demo: Division) -> None:
    rows = CaseSession.objects.filter(superseded_at=None).select_related("record")
    assert len(rows) >= 346
    assert {timezone.localdate(one.record.recorded_at) == one.record.happened_on for one in rows} == {True}
    closed = CaseFile.objects.filter(state=State.CLOSED)
    assert all(timezone.localtime(one.closed_at).date() <= TODAY for one in closed if one.closed_at)


def test_cases_are_of_several_kinds_and_stand_everywhere_on_the_road(demo: Division) -> None:
    states = Counter(CaseFile.objects.filter(county_id=demo.pk).values_list("state", flat=True))
    assert {State.INTAKE, State.ASSESSMENT, State.INTERVENTION, State.CLOSED, State.CONSULTED, State.REFUSED} <= set(
        states
    )
    natures = {code for some in CaseFile.objects.values_list("natures", flat=True) for code in some}
    assert natures >= {"minor", "violence", "mental", "correction"}
    assert set(CaseMove.objects.values_list("verb", flat=True)) >= {
        "accept", "assess", "agree", "evaluate", "suspend", "resume", "close", "consult", "refuse",
    }  # fmt: skip
    assert set(FollowUp.objects.values_list("state", flat=True)) >= {"done", "pending"}


def test_workers_have_different_caseloads(demo: Division) -> None:
    owners = CaseWorker.objects.filter(part="owner", ended_at=None).values_list("post_id", flat=True)
    assert len(set(Counter(owners).values())) >= 4


def test_groups_are_long_and_short(demo: Division) -> None:
    lengths = Counter(group.groupsessions.exclude(record=None).count() for group in Group.objects.filter(stage="ended"))
    assert min(lengths) < 6 <= max(lengths)
    assert Group.objects.exclude(stage="ended").exists()


def test_the_supervisors_quiet_list_has_the_stuck(demo: Division, loaded: tuple[Division, Staff]) -> None:
    post = loaded[1].supervisor
    assert post is not None
    with clock.at(clock.local(TODAY, 18)):
        marks = watching.watched(actor_of(post.user, post))
        assert any(mark.stuck for mark in marks.values())
        assert any(mark.overdue for mark in marks.values())
        found = quiet.wanted(actor_of(post.user, post), marks).values_list("pk", flat=True)
        assert set(found) == {pk for pk, mark in marks.items() if mark}


def test_the_stories_are_the_same_each_time(demo: Division) -> None:
    by = system_actor()
    told = build.gather(county.open_county(by), by)
    first, again = ([(scene.at, scene.story) for scene in practice.scenes(told, TODAY)] for _time in range(2))
    assert first == again
    assert len({story for _at, story in first}) >= 48 + 40 + 52


def test_the_next_days_go_on_where_this_one_ended(demo: Division) -> None:
    def played() -> int:
        return sum(event.facts["scenes"] for event in Event.objects.filter(verb="demo.played"))

    before, sessions = played(), CaseSession.objects.count()
    build.build(StringIO().write, LATER, county.open_county(system_actor()))
    assert played() > before
    assert CaseSession.objects.count() > sessions
    again = played()
    build.build(StringIO().write, LATER, county.open_county(system_actor()))
    assert played() == again


def test_what_a_visitor_has_done_with_a_case_stands(demo: Division) -> None:
    case = CaseFile.objects.filter(state=State.INTERVENTION).order_by("-number").first()
    assert case is not None
    owner = case.team.select_related("post__user").get(part="owner", ended_at=None)
    worker = actor_of(owner.post.user, owner.post)
    verbs.propose_closing(case, Ending("moved", why=dict.fromkeys(LINES, "搬走了")), by=worker)
    held = case.casesessions.count()
    build.build(StringIO().write, LATER, county.open_county(system_actor()))
    case.refresh_from_db()
    assert case.caseclosures.count() >= 1
    assert case.casesessions.count() >= held


def test_a_story_that_cannot_go_on_ends_and_the_others_do_not(demo: Division) -> None:
    told: list[str] = []

    def refused() -> None:
        raise Refused("不行")

    moment = clock.local(TODAY, 12)
    some = [
        Scene(moment, "one", refused), Scene(moment, "one", lambda: told.append("one")),
        Scene(moment, "two", lambda: told.append("two")),
    ]  # fmt: skip
    over: set[str] = set()
    assert actions.play(demo, some, moment, by=system_actor(), over=over) == 1
    assert (told, over) == (["two"], {"one"})
    with pytest.raises(Refused, match="不行"):
        actions.play(demo, some, moment, by=system_actor(), over=None)
