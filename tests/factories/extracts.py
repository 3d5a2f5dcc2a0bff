"""Closed cases and what they leave, for tests: one worked to its end by its verbs, many as rows."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.period import quarter
from linli.kernel.policy import acting
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.places.models import Division
from linli.practice import actions, extracting
from linli.practice.actions.assessments import Found
from linli.practice.actions.closings import Ending
from linli.practice.models import CaseExtract, CaseFile
from linli.practice.queries.checklist import LINES
from linli.practice.queries.digest import Digest
from linli.records.models import Undertaking
from tests.factories import people as persons
from tests.factories import plans, practice

SHARE = "share_practice"


def worked(client: Person, worker: Actor, lead: Actor, *goals: Any, agree: bool = True, **found: Any) -> CaseFile:
    """Return a case in intervention: agreed, assessed, planned with a goal of the library and ``goals``, approved."""
    case = practice.case(client, worker, accepted=True)
    if agree:
        practice.agree(client, worker, SHARE)
    actions.assess(
        case,
        Found(**({"strengths": ["willing"], "needs": {"lonely": 1, "mood": 2}, "risk": "low"} | found)),
        base=0,
        by=worker,
    )
    actions.take_goal(case, "out_of_house", by=worker)
    actions.approve_plan(plans.submitted(case, worker, *(goals or (plans.goal(),))), by=lead)
    return CaseFile.objects.select_related("client").get(pk=case.pk)


def closed(case: CaseFile, worker: Actor, lead: Actor, reason: str = "reached") -> CaseFile:
    """Close a case, each line of the list with a reason."""
    told = Ending(reason, why=dict.fromkeys(LINES, "没有做"))
    return actions.close(actions.propose_closing(case, told, by=worker), by=lead)


def left(
    place: Division, by: Actor | None = None, *, needs: Sequence[str] = ("lonely",), goals: Sequence[str] = (),
    methods: Sequence[str] = (), own: Sequence[str] = (), band: str = "60-69", **facts: Any,
) -> CaseExtract:  # fmt: skip
    """Return the extract of somebody's closed case; with ``by``, of somebody who agreed to that."""
    client = persons.person(place)
    if by is not None:
        practice.agree(client, by, SHARE)
    now, told = timezone.now(), of_row(client)
    digest = Digest(band, "low", (), tuple(needs), tuple(goals), (), tuple(methods), tuple(own))
    with acting():
        work = Undertaking.objects.create(
            kind="case", title="x", source="extract", source_id=str(client.pk), opened_on=now.date(), **told
        )
        case = CaseFile.objects.create(
            number=f"GA-{client.pk.hex[-16:]}", client=client, source="self", state="closed", undertaking=work,
            opened_at=now, closed_at=now, opened_by=_anybody(place), **told,
        )  # fmt: skip
        return CaseExtract.objects.create(
            **{
                "case": case, "client": client, "quarter": quarter(now.date()).start, "band": band, "risk": "low",
                "reason": "reached", "sessions": extracting.band(8), "needs": list(needs), "goals": list(goals),
                "methods": list(methods), "terms": digest.terms(()), "cell": digest.cell, **told, **facts,
            }
        )  # fmt: skip


def _anybody(place: Division) -> Any:
    from linli.accounts.models import Post
    from tests.factories import accounts

    return Post.objects.first() or accounts.post("social_worker", place)
