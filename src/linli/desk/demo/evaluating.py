"""The middle of the demo's project: the first tranche paid, an evaluation, what was put right, the second asked for.

Every step is the room's own verb on its own day. The second tranche has its first approval and waits for the county.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.agencies import photograph
from linli.desk.demo.county import County
from linli.desk.demo.staff import PREFIX, Staff
from linli.directory.money import FEN, share
from linli.kernel.actor import Actor
from linli.kernel.period import shift
from linli.kernel.scope import seeing
from linli.projects.evaluation import actions
from linli.projects.models import Milestone, PaymentRequest, ServiceProject
from linli.projects.models.evaluation import Evaluation, Interview, Rectification, SampledRecord
from linli.projects.payment import actions as payment

THIRD = 2  # the organisation that evaluates, in the order of the pack
NAME, PHONE = "示范评估员", f"{PREFIX}990001"
SEED = "5eed" * 16  # the demo's sample is the same wherever the demo is loaded from the same records
MONTHS, DAYS = 7, 26  # the evaluation begins with the eighth month, and all is over so many days later
EVERY = 11  # every so many-th record lacks its proof
YES = {"seen": "yes", "proved": "yes", "agrees": "yes"}
NO = YES | {"proved": "no"}
REMARK = "签到表没有找到，别的都对得上。"
SAID = "老人说每个月都有人来，来以前会打电话；想让孩子暑假也有去处。"
SCORES = {
    "项目执行和管理": (22, "人员按合同到岗，记录当天写，支出有票据。"),
    "目标实现和服务质量": (26, "走访和小组与目标相符，个案有计划有结案；两户的签到没有找到。"),
    "服务对象满意度": (8, "访谈里大多满意；还没有做过问服务对象的调查。"),
    "经费使用": (8, "支出在预算科目里，督导培训费用得快。"),
}
REPORT = (
    "服务按计划在做，村里的人认得社工，也叫得出名字。记录当天写，抽到的大多有佐证。签到要补齐，督导培训费后面要省着用。"
)
REPLY = "无异议，签到当月补齐。"
OWED = (
    ("没有签到的走访补上签到或照片", "逐户补了照片，以后出门带签到本。"),
    ("督导培训费的用法写一份说明", "改成两月一次，说明交了。"),
)


def play(project: ServiceProject, county: County, staff: Staff, buyer: Actor, head: Actor) -> None:
    """Play the middle of a project that has just been signed: pay the first tranche, evaluate, ask for the second."""
    county_post = staff.buying[Role.COUNTY_OFFICER]
    officer = actor_of(county_post.user, county_post)
    first, second = project.milestones.order_by("position")[:2]
    start = project.starts_on
    with _on(start + timedelta(days=3)):
        asked = _asked(project, first, "26440001", head)
    _agreed(asked, start + timedelta(days=4), (buyer, officer))
    with _on(start + timedelta(days=8)):
        payment.pay(asked, by=buyer, on=timezone.localdate(), voucher="青记〔示范〕31号")
    middle = shift(start, MONTHS)
    final = _evaluated(project, county, buyer, head, middle)
    _mended(final, buyer, head, middle)
    with _on(middle + timedelta(days=DAYS - 2)):
        asked = _asked(project, second, "26440002", head)
    _agreed(asked, middle + timedelta(days=DAYS), (buyer,))


@contextmanager
def _on(day: date, hour: int = 10) -> Iterator[None]:
    with clock.at(clock.local(day, hour)):
        yield


def _asked(project: ServiceProject, milestone: Milestone, invoice: str, head: Actor) -> PaymentRequest:
    """Ask for a whole tranche with a photographed invoice."""
    amount = share(project.worth, milestone.percent) // FEN * FEN
    return payment.request_payment(
        project, milestone, by=head, invoice=invoice, amount=amount, invoice_file=photograph(120 + milestone.position)
    )  # fmt: skip


def _agreed(request: PaymentRequest, day: date, by: tuple[Actor, ...]) -> None:
    for step, one in enumerate(by):
        with _on(day, 10 + step):
            payment.agree_payment(request, step, by=one)


def _evaluated(project: ServiceProject, county: County, buyer: Actor, head: Actor, middle: date) -> Evaluation:
    """Call an evaluator, who draws, checks every record, scores and hands in; with the reply it is made final."""
    with _on(middle):
        called = actions.Called(NAME, PHONE, county.organisations[THIRD])
        made = actions.appoint_evaluator(project, "mid_term", called, by=buyer, seed=SEED)
    by = actor_of(made.post.user, made.post)
    with seeing(by.scope):
        with _on(middle + timedelta(days=1)):
            made = actions.draw(made, by=by)
        with _on(middle + timedelta(days=3)):
            _checked(made, by)
        with _on(middle + timedelta(days=5), 16):
            actions.hand_in(made, REPORT, by=by)
    with _on(middle + timedelta(days=7)), seeing(head.scope):
        actions.reply(made, REPLY, by=head)
    with _on(middle + timedelta(days=8)), seeing(buyer.scope):
        due = timezone.localdate() + timedelta(days=14)
        final = actions.finalise(made, [(what, due) for what, _how in OWED], by=buyer)
        told = actions.Publishing(
            publisher="青禾县民政局(示范)", telephone="0990-7220001", basis="青民购〔示范〕3号合同的评估方案",
            ends_on=timezone.localdate() + timedelta(days=7),
        )  # fmt: skip
        actions.publish_result(final, told, by=buyer)
    return final


def _checked(made: Evaluation, by: Actor) -> None:
    for row in SampledRecord.objects.filter(evaluation=made).order_by("position"):
        lacks = row.position % EVERY == 0
        actions.verify(row, NO if lacks else YES, by=by, remark=REMARK if lacks else "")
    actions.interview(made, Interview.With.SERVED, SAID, by=by, on=timezone.localdate())
    actions.count_scores(made, {}, by=by)
    for one in made.project.criterions.filter(name__in=SCORES):
        points, reason = SCORES[one.name]
        actions.score(made, one, Decimal(points), by=by, reason=reason)


def _mended(final: Evaluation, buyer: Actor, head: Actor, middle: date) -> None:
    """Say how each thing was put right, and take it."""
    answers = dict(OWED)
    for number, row in enumerate(Rectification.objects.filter(evaluation=final).order_by("pk")):
        with _on(middle + timedelta(days=14 + 2 * number)), seeing(head.scope):
            actions.answer_rectification(row, answers[row.what], by=head)
        with _on(middle + timedelta(days=15 + 2 * number)), seeing(buyer.scope):
            actions.settle_rectification(row, by=buyer)
