"""A filled-in scale is summed and banded as its pack says, kept, and drawn beside the earlier ones."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people import actions as people_actions
from linli.practice import actions
from linli.practice.models import CaseFile, ScaleMeasure
from linli.practice.queries.assessments import measures
from linli.practice.scales import scales
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    return practice.case(people.person(county.communities[0], "高某"), worker.actor, accepted=True)


@pytest.mark.parametrize(
    ("answers", "days", "field"),
    [
        ([0] * 8, 0, ""),
        ([0] * 8 + [4], 0, "item_9"),
        ([0] * 8 + [-1], 0, "item_9"),
        ([None] + [0] * 8, 0, "item_1"),
        ([0] * 9, 1, "on"),
        ([0] * 9, -1, "on"),
    ],
)
def test_impossible_scores_and_days_are_refused(
    answers: list[int | None], days: int, field: str, worker: Standing, case: CaseFile
) -> None:
    with pytest.raises(Refused) as refused:
        actions.score_scale(case, "phq9", answers, timezone.localdate() + timedelta(days=days), by=worker.actor)
    assert (refused.value.field, ScaleMeasure.objects.count()) == (field, 0)


def test_a_scale_nobody_offers_and_a_withdrawn_consent_are_refused(worker: Standing, case: CaseFile) -> None:
    with pytest.raises(Refused, match="没有这份量表"):
        actions.score_scale(case, "stars", [], timezone.localdate(), by=worker.actor)
    people_actions.withdraw_consent(case.client, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.score_scale(case, "phq9", [0] * 9, timezone.localdate(), by=worker.actor)


@pytest.mark.parametrize(
    ("code", "edges"),
    [
        ("phq9", {0: "没有或很轻", 4: "没有或很轻", 5: "轻", 9: "轻", 10: "中", 14: "中", 15: "中重", 19: "中重",
                  20: "重", 27: "重"}),
        ("gad7", {0: "没有或很轻", 4: "没有或很轻", 5: "轻", 9: "轻", 10: "中", 14: "中", 15: "重", 21: "重"}),
    ],
)  # fmt: skip
def test_each_total_falls_in_its_band(code: str, edges: dict[int, str]) -> None:
    scale = scales()[code]
    assert {total: scale.band(total) for total in edges} == edges
    assert scale.most == max(edges)


def test_no_wording_is_invented() -> None:
    assert {scale.items for scale in scales().values()} == {()}
    assert all(scale.source and scale.licence for scale in scales().values())


def test_measured_again_they_stand_beside_each_other(worker: Standing, case: CaseFile) -> None:
    today = timezone.localdate()
    for answers in ([3] * 9, [1] * 9):
        actions.score_scale(case, "phq9", answers, today, by=worker.actor)
    (drawn,) = measures(case)
    assert [(bar.total, bar.band, bar.height) for bar in drawn.bars] == [(27, "重", 120), (9, "轻", 40)]


def test_the_page_takes_scores_and_an_alarming_answer_is_said(
    worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/scales/phq9/"
    sent = {"on": timezone.localdate().isoformat()} | {f"item_{number}": "0" for number in range(1, 9)}
    assert client.post(address, sent).status_code == 422
    page = client.post(address, sent | {"item_9": "1"}, follow=True).content.decode()
    assert ("请现在就问清楚" in page, "1分，没有或很轻" in page) == (True, True)
    assert "请现在就问清楚" not in client.post(address, sent | {"item_9": "0"}, follow=True).content.decode()
    assert client.get(f"/w/cases/{case.pk}/scales/stars/").status_code == 404


def test_a_child_is_not_measured_with_a_scale_for_adults(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    boy, granny = practice.ward(county, worker, lead)
    case = practice.case(boy, worker.actor)
    actions.approve(case.team.get(), by=lead.actor)
    practice.agree(boy, worker.actor)
    actions.accept(case, by=worker.actor)
    with pytest.raises(Refused, match="给成年人用"):
        actions.score_scale(case, "phq9", [0] * 9, timezone.localdate(), by=worker.actor)
    assert "还没有适合孩子的量表" in sign_in(worker).get(f"/w/cases/{case.pk}/scales/").content.decode()
    assert granny.pk != boy.pk
