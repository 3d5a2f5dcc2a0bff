"""A project is submitted whole, approved step by step by different people, won, signed; afterwards its plan stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.audit.models import Event
from linli.directory.models import Programme
from linli.kernel.policy import Refused, acting
from linli.projects import actions
from linli.projects.models import PlanVersion, ProjectMove, ServiceProject, State
from linli.projects.queries import plan
from linli.projects.told import LineRow
from linli.tasks.models import Task
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying


def test_a_plan_that_lacks_something_is_not_submitted(county: County, who: Buying) -> None:
    project = actions.open_project(county.division, projects.basics(objective=""), by=who.buyer)
    assert [part.code for part in plan.parts(project) if part.missing] == [
        "basics", "needs", "indicators", "budget", "milestones", "scheme",
    ]  # fmt: skip
    with pytest.raises(Refused, match="目标和服务标准"):
        actions.submit(project, by=who.buyer)
    assert not PlanVersion.objects.exists()


def test_a_total_changed_afterwards_is_noticed(county: County, who: Buying) -> None:
    project = projects.draft(county.division, who.buyer)
    actions.amend_basics(project, projects.basics(total=16_000_000), by=who.buyer)
    with pytest.raises(Refused, match="少 10,000 元"):
        actions.submit(project, by=who.buyer)


def test_approvals_come_in_their_order_from_different_people(county: County) -> None:
    who = projects.buying(county.towns[0])
    project = projects.draft(county.towns[0], who.buyer)
    project = actions.submit(project, by=who.buyer)
    street, officer = who.chain
    with pytest.raises(Refused, match="不是您来批"):
        actions.agree(project, 0, by=officer)
    assert [task.role for task in Task.objects.filter(subject=project.pk, done_at=None)] == ["street_officer"]
    project = actions.agree(project, 0, by=street)
    assert (project.state, project.step) == (State.REVIEW, 1)
    with pytest.raises(Refused, match="刚刚已经有人批过了"):
        actions.agree(project, 0, by=street)
    assert [task.role for task in Task.objects.filter(subject=project.pk, done_at=None)] == ["county_officer"]
    project = actions.agree(project, 1, by=officer)
    assert project.state == State.APPROVED
    assert not Task.objects.filter(subject=project.pk, done_at=None).exists()
    assert [row.verb for row in project.projectmoves.order_by("at", "pk")] == ["submit", "agree", "agree", "approve"]
    assert Event.objects.filter(verb="service_project.approved", subject=project.pk).count() == 1


def test_nobody_approves_her_own_project(county: County, who: Buying) -> None:
    officer = who.chain[0]
    project = actions.submit(projects.draft(county.division, officer), by=officer)
    with pytest.raises(Refused, match="另一个人来批"):
        actions.agree(project, 0, by=officer)
    other = projects.actor("county_officer", county.division)
    assert actions.agree(project, 0, by=other).state == State.APPROVED


def test_a_plan_sent_back_is_mended_and_becomes_the_next_version(county: County, who: Buying) -> None:
    project = actions.submit(projects.draft(county.division, who.buyer), by=who.buyer)
    with pytest.raises(Refused, match="为什么退回"):
        actions.send_back(project, by=who.chain[0], sentence=" ")
    with pytest.raises(Refused, match="正在审批"):
        actions.amend_basics(project, projects.basics(), by=who.buyer)
    project = actions.send_back(project, by=who.chain[0], sentence="指标太少")
    actions.say_indicator(project, projects.indicator(name="走访", measure="records", kinds=("home_visit",),
                                                      min_acts=0), by=who.buyer)  # fmt: skip
    project = actions.submit(project, by=who.buyer)
    first, second = PlanVersion.objects.order_by("number")
    assert (first.number, second.number, project.version) == (1, 2, 2)
    assert [len(row.content["indicators"]) for row in (first, second)] == [1, 2]
    assert second.digest == plan.digest(second.content) != first.digest


def test_versions_and_moves_are_only_added(county: County, who: Buying) -> None:
    project = actions.submit(projects.draft(county.division, who.buyer), by=who.buyer)
    for model in (PlanVersion, ProjectMove):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), acting():
            model.objects.filter(project=project).update(by_name="别人")


def test_the_contract_is_not_changed_after_the_award(running: ServiceProject, who: Buying) -> None:
    for change in (
        lambda: actions.amend_basics(running, projects.basics(total=1), by=who.buyer),
        lambda: actions.set_budget(running, [LineRow("人员", running.total)], by=who.buyer),
        lambda: actions.set_milestones(running, projects.milestones(running), by=who.buyer),
        lambda: actions.say_indicator(running, projects.indicator(name="新的"), by=who.buyer),
        lambda: actions.drop_indicator(running.indicators.get(), by=who.buyer),
        lambda: actions.reopen_plan(running, by=who.buyer, sentence="想改"),
    ):
        with pytest.raises(Refused, match="成交以后不能再改|这一步还不能做"):
            change()
    assert running.indicators.count() == 1


def test_an_award_and_a_contract_hang_together(county: County, who: Buying) -> None:
    project, day = projects.approved(county.division, who), timezone.localdate()
    told: dict[str, Any] = {"by": who.buyer, "on": day, "sentence": "竞争性磋商"}
    with pytest.raises(Refused, match="还没到"):
        actions.award(project, who.agency, **(told | {"on": day + timedelta(days=1)}))
    with pytest.raises(Refused, match="不能超过项目预算"):
        actions.award(project, who.agency, price=project.total + 1, **told)
    with pytest.raises(Refused, match="采购方式"):
        actions.award(project, who.agency, **(told | {"sentence": ""}))
    project = actions.award(project, who.agency, price=14_000_000, **told)
    assert (project.state, project.worth) == (State.AWARDED, 14_000_000)
    with pytest.raises(Refused, match="早于成交日期"):
        actions.sign(project, by=who.buyer, on=day - timedelta(days=1), contract="1号")
    with pytest.raises(Refused, match="合同编号"):
        actions.sign(project, by=who.buyer, on=day, contract="")
    project = actions.sign(project, by=who.buyer, on=day, contract="1号")
    assert project.programme == Programme.objects.get(name=f"{project.name}（{project.number}）")
    assert project.programme.provider == who.agency
    project = actions.file_contract(project, by=who.buyer, on=day)
    with pytest.raises(Refused, match="已经备过案"):
        actions.file_contract(project, by=who.buyer, on=day)
    assert actions.finish(project, by=who.buyer).state == State.ENDED


def test_two_projects_do_not_own_one_purpose(county: County, who: Buying, running: ServiceProject) -> None:
    other = projects.approved(county.division, who, name="另一个")
    day = timezone.localdate()
    other = actions.award(other, who.agency, by=who.buyer, on=day, sentence="磋商")
    with pytest.raises(Refused, match="归另一个项目"):
        actions.sign(other, by=who.buyer, on=day, contract="2号", programme=running.programme)


def test_a_towns_purchaser_signs_for_her_town(county: County) -> None:
    who = projects.buying(county.towns[0])
    assert projects.signed(county.towns[0], who).programme is not None


def test_only_those_in_reach_see_a_project(county: County, who: Buying, running: ServiceProject) -> None:
    town = projects.buying(county.towns[0], who.agency)
    draft = projects.draft(county.towns[0], town.buyer, name="镇里的")
    stranger = projects.actor("provider_lead", None, organisation=projects.agency(county.division.pk, "别的机构"))
    other_town = projects.actor("purchaser", county.towns[1])
    seen = {
        "buyer": {running.pk, draft.pk}, "head": {running.pk}, "town": {draft.pk}, "stranger": set(), "next": set(),
    }  # fmt: skip
    actors = {"buyer": who.buyer, "head": who.head, "town": town.buyer, "stranger": stranger, "next": other_town}
    told = {name: set(ServiceProject.objects.visible_to(one).values_list("pk", flat=True))
            for name, one in actors.items()}  # fmt: skip
    assert told == seen
