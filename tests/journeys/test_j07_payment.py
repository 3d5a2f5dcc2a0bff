"""J7, its second half: the mid-term evaluation by an outsider on a telephone, and the payment that rests on it."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from linli.accounts.models import Post, Role
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationState
from tests.conftest import Standing
from tests.factories import evaluation as evaluations
from tests.factories import payments, projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.axe import violations
from tests.support.journey import JourneyMeter

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def who(county: County, sees: Callable[[], Any]) -> Buying:
    """Everybody a county's project needs, and an organisation that evaluates."""
    with sees():
        evaluations.third(county.division.pk)
        return projects.buying(county.division)


@pytest.fixture
def running(county: County, who: Buying, sees: Callable[[], Any]) -> ServiceProject:
    """A project that was signed, whose first tranche is paid, with eight records to its name."""
    with sees():
        project = projects.signed(county.division, who)
        payments.paid(project, who)
        worker = projects.actor(Role.SOCIAL_WORKER, county.towns[0])
        evaluations.served(project, county.communities[:2], worker, each=2)
        return project


def standing(actor: Any) -> Standing:
    """Return somebody in a post as the browser signs her in."""
    post = Post.objects.select_related("user").get(pk=actor.post)
    return Standing(post.user, post, actor)


def calm(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")
    assert violations(page) == [], page.url


def test_from_the_evaluator_who_is_called_to_the_second_payment(
    county: County, who: Buying, running: ServiceProject, open_as: OpenAs, sees: Callable[[], Any], tmp_path: Path
) -> None:
    buyer, head = open_as(standing(who.buyer), "desk"), open_as(standing(who.head), "desk")
    call(buyer, running)
    with sees():
        evaluation = Evaluation.objects.get()
        evaluator = evaluations.evaluator(evaluation)
    phone = open_as(standing(evaluator), "phone")
    check(phone, evaluation)
    package(head, running)
    head.goto(f"/m/evaluations/{evaluation.pk}/")
    head.get_by_label("您的回应").fill("没有异议")
    head.get_by_role("button", name="回应", exact=True).click()
    buyer.goto(f"/m/evaluations/{evaluation.pk}/")
    calm(buyer)
    buyer.get_by_role("button", name="定稿").click()
    expect(buyer.get_by_text("达到了里程碑的要求")).to_be_visible()
    answer = phone.goto(f"/m/evaluations/{evaluation.pk}/sample/")
    assert answer is not None
    assert (answer.status == 404) or "/login" in phone.url
    pay(who, running, head, buyer, open_as, tmp_path)
    with sees():
        evaluation.refresh_from_db()
        assert evaluation.state in (EvaluationState.FINAL, EvaluationState.DONE)
        assert [row.percent for row in running.milestones.exclude(paid_on=None)] == [40, 40]


def call(page: Page, project: ServiceProject) -> None:
    """The purchaser calls an evaluator of a third organisation."""
    page.goto(f"/m/projects/{project.pk}/delivery/")
    calm(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("link", name="请第三方评估员"))
    meter.tap(page.get_by_text("中期评估", exact=True))
    page.get_by_label("评估机构").select_option(label="示范评估机构")
    meter.type(page.get_by_label("评估员姓名"), "示范评估员")
    meter.type(page.get_by_label("评估员手机号"), evaluations.PHONE)
    meter.tap(page.get_by_role("button", name="请来评估"))
    expect(page.get_by_text("过了这一天自己失效")).to_be_visible()
    meter.check(7, "appoint an evaluator")


def check(page: Page, evaluation: Evaluation) -> None:
    """The evaluator draws in one tap, checks each record in two, and scores."""
    page.goto(f"/m/evaluations/{evaluation.pk}/")
    calm(page)
    meter = JourneyMeter(page)
    meter.tap(page.get_by_role("button", name="抽样", exact=True))
    meter.check(7, "draw the sample")
    records = JourneyMeter(page)
    records.tap(page.get_by_role("link", name="核查下一条"))
    calm(page)
    count = 0
    while page.get_by_role("button", name="都在，下一条").is_visible():
        records.tap(page.get_by_role("button", name="都在，下一条"))
        count += 1
    assert count == 8
    assert records.taps <= 2 * count
    assert not records.typed
    expect(page.get_by_role("heading", name="样本")).to_be_visible()
    page.goto(f"/m/evaluations/{evaluation.pk}/scores/")
    calm(page)
    for box in page.locator("input[name^=points_]").all():
        box.fill("40")
    for box in page.locator("[name^=reason_]").all():
        box.fill("看了材料")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_text("存好了。")).to_be_visible()
    page.get_by_label("评估意见").fill("做得扎实。")
    page.get_by_role("button", name="交初稿").click()
    expect(page.get_by_role("button", name="交初稿")).to_have_count(0)


def package(page: Page, project: ServiceProject) -> None:
    """The provider takes its mid-term package with one tap, and types nothing."""
    page.goto(f"/m/projects/{project.pk}/delivery/")
    meter = JourneyMeter(page)
    with page.expect_download() as taken:
        meter.tap(page.get_by_role("button", name="取中期材料"))
    assert taken.value.path().stat().st_size > 1000
    meter.check(7, "mid-term package", but=["seconds"])


def pay(who: Buying, project: ServiceProject, head: Page, buyer: Page, open_as: OpenAs, tmp_path: Path) -> None:
    """The provider asks with its invoice; the purchaser agrees with everything on one page; then it is paid."""
    invoice = tmp_path / "发票.pdf"
    invoice.write_bytes(payments.pdf("j7").getvalue())
    head.goto(f"/m/projects/{project.pk}/payments/")
    calm(head)
    asking = JourneyMeter(head)
    asking.tap(head.get_by_role("link", name="申请这一期"))
    asking.type(head.get_by_label("发票号码"), "26440002")
    expect(head.get_by_label("发票金额（元）")).to_have_value("60,000")
    head.locator("input[type=file]").set_input_files(invoice)
    asking.tap(head.get_by_role("button", name="提上去"))
    expect(head.get_by_text("26440002").first).to_be_visible()
    asking.check(7, "ask for a payment")
    for page in (buyer, open_as(standing(who.chain[0]), "desk")):
        page.goto("/m/projects/payments/")
        meter = JourneyMeter(page)
        meter.tap(page.locator("main .entries").get_by_role("link").first)
        expect(page.get_by_role("heading", name="指标")).to_be_visible()
        meter.tap(page.get_by_role("button", name="同意付 60,000 元"))
        meter.check(7, "approve a payment")
    buyer.reload()
    buyer.get_by_label("哪天付的").fill(timezone.localdate().isoformat())
    buyer.get_by_label("凭证号").fill("记-2")
    buyer.get_by_role("button", name="已经付了").click()
    expect(buyer.get_by_text("凭证 记-2").first).to_be_visible()


def test_the_evaluators_account_dies_by_itself(
    who: Buying, running: ServiceProject, open_as: OpenAs, sees: Callable[[], Any]
) -> None:
    with sees():
        evaluation = evaluations.called(running, who)
        evaluator = evaluations.evaluator(evaluation)
    page = open_as(standing(evaluator), "phone")
    page.goto(f"/m/evaluations/{evaluation.pk}/")
    expect(page.get_by_role("button", name="抽样", exact=True)).to_be_visible()
    after = timezone.make_aware(datetime.combine(evaluation.until + timedelta(days=1), time(0, 1)))
    with time_machine.travel(after, tick=True):
        answer = page.goto(f"/m/evaluations/{evaluation.pk}/")
        assert answer is not None
        assert page.get_by_role("button", name="抽样", exact=True).count() == 0
    with sees():
        assert not Post.objects.in_force(after.date()).filter(pk=evaluation.post_id).exists()
