"""What a bid promises beyond the plan, indicator by indicator: asked for in it, and read again when it has won."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, seeing
from linli.projects.models import BidPaper, Indicator, ServiceProject, TenderAward
from linli.projects.procurement.told import unpacked

MOST = 10**9


def asked(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the indicators of a plan that an amount can be promised of: all but those a survey tells."""
    return [row for row in content["indicators"] if row["how"] != Indicator.How.SURVEY]


def checked(content: Mapping[str, Any], promises: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return what is promised beyond the plan. Raises ``Refused`` for less than the plan, naming ``promise<n>``."""
    told, found = dict(promises), []
    for number, row in enumerate(asked(content)):
        amount = told.pop(row["name"], row["target"])
        if not row["target"] <= amount <= MOST:
            raise Refused(_("“%(name)s”方案要 %(n)d %(unit)s，承诺不能比它少，也不能多过十亿。") % {
                "name": row["name"], "n": row["target"], "unit": row["unit"],
            }, f"promise{number}")  # fmt: skip
        if amount > row["target"]:
            found.append((row["name"], amount))
    if told:
        raise Refused(_("方案里没有“%(name)s”这个指标。") % {"name": next(iter(told))}, "promises")
    return tuple(found)


def shown(content: Mapping[str, Any], told: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Return promises as a page tells them, beside what the plan asks: name, amount, unit, target."""
    amounts = dict(told)
    return [
        {"name": row["name"], "amount": amounts[row["name"]], "unit": row["unit"], "target": row["target"]}
        for row in asked(content) if row["name"] in amounts
    ]  # fmt: skip


def of_winner(project: ServiceProject) -> dict[UUID, int] | None:
    """Return what the bid that won promises beyond the plan; None where a project was bought in no procedure here.

    Whoever asks need not reach the envelope: it is read where the project was bought.
    """
    with seeing(Scope(column="county_id", areas=(project.county_id,))):
        rows = TenderAward.objects.filter(tender__project=project, taken_back_at=None).exclude(final_at=None)
        award = rows.first()
        if award is None:
            return None
        paper = BidPaper.objects.defer("file_sealed").get(bid=award.bid_id)
        told = dict(unpacked(paper.content).promises)
        named = project.indicators.filter(name__in=list(told)).values_list("pk", "name")
        return {pk: told[name] for pk, name in named}
