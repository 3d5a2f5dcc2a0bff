"""The provider asks for a tranche: one page of evidence, kept as it was in that moment, and the invoice."""

from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.sight import system_actor
from linli.audit import actions as audit
from linli.directory.money import yuan
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.papers import pictures
from linli.projects import packs
from linli.projects.models import Milestone, PaymentMove, PaymentRequest, PaymentState, ServiceProject
from linli.projects.payment import invoices, policies
from linli.projects.payment.packs import chain_of, paying
from linli.projects.payment.queries import conditions, evidence
from linli.projects.queries.delivery import Due
from linli.projects.words import held, text
from linli.tasks.actions import end_tasks_on, open_task

APPROVAL, MENDING = "payment_approval", "payment_sent_back"
# What the database keeps: the field at fault and the sentence.
TWICE = {
    "tranche_is_asked_for_once": ("milestone", gettext_lazy("这一期刚刚已经申请过了，请再看一眼。")),
    "invoice_is_used_once": ("invoice", gettext_lazy("这个发票号码在本项目里已经用过。")),
    "invoice_file_is_used_once": ("invoice_file", gettext_lazy("这张发票已经用过一次了。")),
}


@action
def request_payment(
    project: ServiceProject, milestone: Milestone, *, by: Actor, invoice: str, amount: int, invoice_file: IO[bytes]
) -> PaymentRequest:
    """Ask for a tranche with its invoice; the first of the chain has it as a todo. Raises ``Refused``."""
    project = held(project)
    due = next((one for one in evidence.dues(project) if one.milestone.pk == milestone.pk), None)
    if due is None:
        raise Refused(_("请选这个项目的里程碑。"), "milestone")
    rules = packs.rules(packs.region_of(project.place))
    require(policies.request_payment(by, project, conditions.wanting(project, due.milestone, rules)))
    made = _filled(project, due, by, invoice, amount)
    made.invoice_kind, content = invoices.taken(invoice_file)
    made.invoice_file, made.invoice_digest = pictures.kept(content), pictures.digest(content)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        found = next((told for name, told in TWICE.items() if name in str(twice)), None)
        if found is None:
            raise
        raise Refused(found[1], found[0]) from twice
    note(made, "ask", by)
    before = PaymentRequest.objects.filter(milestone=milestone, state=PaymentState.SENT_BACK).values_list(
        "pk", flat=True
    )
    end_tasks_on(list(before), by=by, place=project, outcome=_("重新申请了"), kinds=[MENDING])
    audit.record("payment.asked", made, by=by, county=project.county_id, amount=amount)
    ask_next(made)
    return made


def _filled(project: ServiceProject, due: Due, by: Actor, invoice: str, amount: int) -> PaymentRequest:
    """Return a request that hangs together, without its invoice's file."""
    number = text(invoice, 40, "invoice", ask=_("请写发票号码。"))
    if amount <= 0:
        raise Refused(_("金额要大于 0。"), "amount")
    if amount > due.amount:
        raise Refused(_("发票 %(amount)s 元，比这一期的 %(tranche)s 元多 %(over)s 元。") % {
            "amount": yuan(amount), "tranche": yuan(due.amount), "over": yuan(amount - due.amount),
        }, "amount")  # fmt: skip
    told = evidence.assembled(project, due)
    return PaymentRequest(
        project=project, milestone=due.milestone, tranche=due.amount, amount=amount, invoice=number, evidence=told,
        digest=evidence.digest(told), chain=chain_of(project.place, packs.region_of(project.place)),
        asked_at=timezone.now(), asked_by_id=by.post, asked_user=by.user, asked_name=by.name,
    )  # fmt: skip


def note(request: PaymentRequest, verb: str, by: Actor, sentence: str = "") -> None:
    """Keep one step of a request."""
    PaymentMove.objects.create(
        project=request.project, request=request, verb=verb, step=request.step, sentence=sentence, at=timezone.now(),
        by_user=by.user, by_name=by.name,
    )  # fmt: skip


def ask_next(request: PaymentRequest) -> None:
    """Lay the next approval before the role it is due to. A provider has no place where it could leave a todo."""
    days = paying(packs.region_of(request.project.place)).approve_days
    lay(request, APPROVAL, _("%(number)s “%(name)s”付款等您审批"), request.chain[request.step]["role"], days)


def lay(request: PaymentRequest, kind: str, title: str, role: str, days: int) -> None:
    """Lay a todo about a request before a role at the project's place, due in so many working days."""
    project = request.project
    told = title % {"number": project.number, "name": request.milestone.name}
    with seeing(Scope(column="county_id", areas=(project.county_id,))):
        open_task(
            kind, told, working_days_on(timezone.localdate(), days), by=system_actor(), place=project, role=role,
            subject=request,
        )  # fmt: skip
