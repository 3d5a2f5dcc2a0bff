"""What stands behind the doors of purchased projects: one that runs in the area's town, won by the area's agency."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.projects.models import Deployment, Inquiry, LineChange, Need, ServiceProject
from tests.architecture.matrix.tenders import OBJECTS as PROCUREMENT
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import payments
from tests.factories import projects as factory

PAGES = (
    "project", "project_basics", "project_needs", "project_indicator_new", "project_delivery", "project_ask",
    "project_expenses", "project_spend", "project_change_new", "project_deploy", "open_project", "project_payments",
    "project_payment_new", "project_performance",
)  # fmt: skip


def _of(make: Callable[[ServiceProject], Any], **more: str) -> Finder:
    """Return what finds a row of the area's project, made for the question."""

    def find(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
        return {"pk": make(factory.bare(area.town, area.agency)).pk, **more}

    return find


def _need(project: ServiceProject) -> Need:
    with acting():
        return Need.objects.create(project=project, kind="said", text="没人看", source="院坝会")


def _inquiry(project: ServiceProject) -> Inquiry:
    with acting():
        return Inquiry.objects.create(
            project=project, question="怎么回事", due_on=timezone.localdate(), asked_at=timezone.now()
        )


def _change(project: ServiceProject) -> LineChange:
    first, second = project.budgetlines.all()
    with acting():
        return LineChange.objects.create(
            project=project, came_from=first, to=second, amount=1_00, reason="不够", asked_at=timezone.now()
        )


def _deployment(project: ServiceProject) -> Deployment:
    with acting():
        return Deployment.objects.create(
            project=project, line=project.stafflines.get(), name="示范社工", starts_on=factory.DAY
        )


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(PAGES, _of(lambda project: project)),
    "project_part": _of(lambda project: project, part="budget"),
    "project_move": _of(lambda project: project, verb="call_off"),
    "project_settle": _of(lambda project: project, verb="file_contract"),
    "project_need_drop": _of(_need),
    **dict.fromkeys(("project_indicator", "project_evidence"), _of(lambda project: project.indicators.get())),
    "project_inquiry": _of(_inquiry),
    **dict.fromkeys(("project_expense", "project_receipt"), _of(factory.expense)),
    "project_change": _of(_change),
    "project_deployment_end": _of(_deployment),
    **dict.fromkeys(("project_payment", "project_invoice"), _of(payments.bare)),
}

__all__ = ["OBJECTS", "PROCUREMENT"]
