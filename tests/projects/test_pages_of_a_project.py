"""The pages: a project is set up, approved, signed and delivered in the browser's own forms, without a script."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.projects.models import Expense, LineChange, ServiceProject, State
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in


@pytest.fixture
def seats(who: Buying) -> dict[str, Client]:
    """Everybody signed in."""
    told = {"buyer": who.buyer, "officer": who.chain[0], "head": who.head}
    return {name: sign_in(Client(), one) for name, one in told.items()}


def test_from_the_template_to_a_checked_receipt(county: County, who: Buying, seats: dict[str, Client]) -> None:
    buyer, officer, head = seats["buyer"], seats["officer"], seats["head"]
    assert "山区三留守服务" in buyer.get(reverse("service_project_new")).content.decode()
    day = projects.basics().starts_on
    told = {
        "place": county.division.pk, "template": "mountain_left_behind", "name": "山区三留守服务", "total": "150,000",
        "starts_on": day.isoformat(), "ends_on": projects.basics().ends_on.isoformat(),
    }  # fmt: skip
    assert buyer.post(reverse("service_project_new"), told | {"total": "十五万"}).status_code == 422
    bare = buyer.post(reverse("service_project_new"), told | {"template": "", "name": "", "total": "", "ends_on": ""})
    assert "请写项目的名称。" in bare.content.decode()
    assert "请选结束的日期。" in bare.content.decode()
    buyer.post(reverse("service_project_new"), told)
    project = ServiceProject.objects.get()
    page = reverse("project", args=[project.pk])
    shown = buyer.get(page).content.decode()
    assert {told for told in ("提交审批", "每个至少42人次") if told not in shown} == set()
    buyer.post(reverse("project_move", args=[project.pk, "submit"]))
    assert "等您审批" in officer.get(reverse("projects")).content.decode()
    officer.post(reverse("project_move", args=[project.pk, "agree"]), {"step": "0"})
    assert head.get(page).status_code == 404
    award = reverse("project_settle", args=[project.pk, "award"])
    assert buyer.post(award, {"on": ""}).status_code == 422
    buyer.post(award, {"organisation": who.agency.pk, "on": day.isoformat(), "sentence": "磋商"})
    buyer.post(reverse("project_settle", args=[project.pk, "sign"]), {"on": day.isoformat(), "contract": "1号"})
    project.refresh_from_db()
    assert project.state == State.RUNNING
    assert "成交以后不能再改" in buyer.get(page).content.decode()
    desk = reverse("project_delivery", args=[project.pk])
    assert "等满意度调查" in head.get(desk).content.decode()
    photo = SimpleUploadedFile("票.jpg", projects.receipt().getvalue(), "image/jpeg")
    spent = {"line": project.budgetlines.first().pk, "amount": "300.5", "spent_on": timezone.localdate().isoformat(),
             "what": "纸笔", "payee": "文具店", "receipt": photo}  # type: ignore[union-attr]  # fmt: skip
    head.post(reverse("project_spend", args=[project.pk]), spent)
    expense = Expense.objects.get()
    assert expense.amount == 300_50
    picture = buyer.get(reverse("project_receipt", args=[expense.pk]))
    assert (picture["Content-Type"], picture.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert buyer.post(reverse("project_expense", args=[expense.pk]), {"do": "refuse"}).status_code == 422
    buyer.post(reverse("project_expense", args=[expense.pk]), {"do": "accept"})
    assert "已支 300.50 元" in head.get(desk).content.decode()


def test_a_fault_stands_at_its_row_and_nothing_is_stored(county: County, who: Buying, seats: dict[str, Client]) -> None:
    project = projects.draft(county.division, who.buyer)
    page = reverse("project_part", args=[project.pk, "budget"])
    shown = seats["buyer"].get(page).content.decode()
    hidden = dict(re.findall(r'name="(rows-[A-Z_]+)" value="(\d+)"', shown))
    told = hidden | {"rows-0-name": "人员", "rows-0-amount": "100000", "rows-1-name": "活动", "rows-1-amount": "40000"}
    answer = seats["buyer"].post(page, told)
    assert answer.status_code == 422
    assert "少 10,000 元" in answer.content.decode()
    assert sorted(row.amount for row in project.budgetlines.all()) == [7_500_000, 7_500_000]
    assert seats["buyer"].post(page, told | {"rows-1-amount": "50000"}).status_code == 302
    assert [row.amount for row in project.budgetlines.all()] == [10_000_000, 5_000_000]


def test_milestones_and_indicators_are_written_on_their_pages(
    county: County, who: Buying, seats: dict[str, Client]
) -> None:
    project, buyer = projects.draft(county.division, who.buyer), seats["buyer"]
    for part in ("milestones", "scheme", "staff"):
        page = reverse("project_part", args=[project.pk, part])
        shown = buyer.get(page).content.decode()
        hidden = dict(re.findall(r'name="(rows-[A-Z_]+)" value="(\d+)"', shown))
        assert buyer.post(page, hidden).status_code == (302 if part == "staff" else 422)
    new = reverse("project_indicator_new", args=[project.pk])
    told: dict[str, Any] = {
        "name": "走访", "nature": "output", "meaning": "一次算一次", "how": "own", "unit": "次", "target": "100",
        "measure": "records", "kinds": ["home_visit"], "proof": "记录",
    }  # fmt: skip
    answer = buyer.post(new, told)
    assert answer.status_code == 422
    assert "没有一条记录对得上" in answer.content.decode()
    assert buyer.post(new, told | {"knowing": "on"}).status_code == 302
    row = project.indicators.get(name="走访")
    assert buyer.post(reverse("project_indicator", args=[row.pk]), {"do": "drop"}).status_code == 302
    assert not project.indicators.filter(name="走访").exists()
    needs = reverse("project_needs", args=[project.pk])
    assert buyer.post(needs, {"do": "say", "said": "没人看"}).status_code == 422
    day = timezone.localdate().isoformat()
    assert buyer.post(needs, {"do": "pick", "indicator": "visit_count", "start": day, "end": day}).status_code == 302


def test_a_change_and_a_question_are_answered_by_the_other_side(
    running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    buyer, head, (first, second) = seats["buyer"], seats["head"], running.budgetlines.all()
    told = {"came_from": first.pk, "to": second.pk, "amount": "1000", "reason": "活动多了"}
    assert head.post(reverse("project_change_new", args=[running.pk]), told).status_code == 302
    change = LineChange.objects.get()
    page = reverse("project_change", args=[change.pk])
    assert head.post(page, {"do": "agree"}).status_code == 422
    assert buyer.post(page, {"do": "agree"}).status_code == 302
    buyer.post(reverse("project_ask", args=[running.pk]), {"question": "怎么没有活动", "about": "quiet:event"})
    assert "问一问：怎么没有活动" in head.get(reverse("tasks")).content.decode()
    asked = running.inquirys.get()  # type: ignore[attr-defined]
    page = reverse("project_inquiry", args=[asked.pk])
    assert buyer.post(page, {"answer": "我自己回"}).status_code == 422
    assert head.post(page, {"answer": "下月补"}).status_code == 302
    assert "下月补" in buyer.get(reverse("project_delivery", args=[running.pk])).content.decode()
    line = running.stafflines.get().pk
    told = {"line": line, "name": "示范社工", "starts_on": timezone.localdate().isoformat()}
    assert head.post(reverse("project_deploy", args=[running.pk]), told).status_code == 302
    gone = reverse("project_deployment_end", args=[running.deployments.get().pk])
    assert head.post(gone, {"on": timezone.localdate().isoformat()}).status_code == 302
