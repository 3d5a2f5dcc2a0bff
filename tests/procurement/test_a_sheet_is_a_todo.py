"""评审待办: from the opening a judge has her sheet among her todos, until it is handed in or is hers no more."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.projects.procurement import actions
from linli.projects.procurement.actions.sheets import SHEET
from linli.tasks.models import Task
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.factories.tenders import Fair
from tests.support.login import sign_in

FULL = {"甲社工机构": ("50", "18"), "乙社工机构": ("40", "15.5")}


@pytest.fixture
def opened(county: County) -> Fair:
    """A procedure whose two bids were opened."""
    return tenders.opened(county.division)


def waiting(judge: Actor) -> list[Task]:
    """Return what a judge has to do, in her own reach."""
    with seeing(judge.scope):
        return list(Task.objects.visible_to(judge).filter(kind=SHEET, done_at=None))


def test_there_is_nothing_to_score_before_the_opening(fair: Fair) -> None:
    assert [waiting(judge) for judge in fair.judges] == [[], []]


def test_who_stands_aside_or_was_replaced_has_it_no_more(opened: Fair) -> None:
    first, second = opened.judges
    with tenders.after(opened):
        with seeing(first.scope):
            actions.declare(tenders.seat(opened, first), by=first, conflict=True, why="亲属在那里任职")
        assert (len(waiting(first)), len(waiting(second))) == (0, 1)
        actions.dismiss_judge(tenders.seat(opened, second), by=opened.who.buyer, why="出差来不了。")
        assert waiting(second) == []
        other = projects.actor(Role.BID_JUDGE, opened.project.place)
        actions.appoint_judge(opened.tender, tenders.post_of(other), by=opened.who.buyer)
        assert len(waiting(other)) == 1
        actions.fail_tender(opened.tender, by=opened.who.buyer, reason="预算收回了，不买了。")
        assert waiting(other) == []


def test_it_ends_with_the_sheet_and_not_before(opened: Fair) -> None:
    first, second = opened.judges
    with tenders.after(opened):
        tenders.score(opened, first, FULL, hand_in=False)
        with pytest.raises(Refused, match="还有 2 格没有打分"):
            tenders.score(opened, second, {"甲社工机构": ("60", "20")})
        assert (len(waiting(first)), len(waiting(second))) == (1, 1)
        tenders.score(opened, first, FULL)
        assert (len(waiting(first)), len(waiting(second))) == (0, 1)
    with seeing(first.scope):
        assert Task.objects.get(owner=first.post).outcome == "交卷了"


def test_the_todo_leads_to_the_sheet_and_names_no_bidder(opened: Fair) -> None:
    judge = opened.judges[0]
    with tenders.after(opened):
        (task,) = waiting(judge)
        assert task.title == "评审“山区三留守服务”：先声明要不要回避，再打分"
        assert task.due_on == working_days_on(timezone.localdate(), 5)
        client = sign_in(Client(), judge)
        shown = client.get(reverse("tasks")).content.decode()
        assert reverse("judging_sheet", args=[tenders.seat(opened, judge).pk]) in shown
        assert ("甲社工机构" in shown, "办好了" in shown) == (False, False)
        answer = client.post(reverse("task_done", args=[task.pk]), follow=True).content.decode()
        assert "办完了自己消掉" in answer
        assert waiting(judge) == [task]
        assert reverse("tasks") in client.get(reverse("judging")).content.decode()
        stranger = sign_in(Client(), projects.actor(Role.BID_JUDGE, opened.project.place))
        empty = stranger.get(reverse("tasks")).content.decode()
        assert ("手上没有要办的事" in empty, reverse("judging") in empty) == (True, True)
