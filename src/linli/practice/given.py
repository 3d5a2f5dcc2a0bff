"""What a case tells of its client: given out to her, kept while it runs, emptied when she is erased.

Never given out: what others said (a guardian, whoever reported, the other side of a referral), what was written about
her for the work (notes, assessments, reviews), words in the margin and in supervision.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn
from linli.people.copies import Part, Row
from linli.people.models import Person, SuspectedHarm
from linli.people.retention import DUTY
from linli.practice.models import (
    AidApplication,
    Attendance,
    CaseAttachment,
    CaseClosure,
    CaseFile,
    CaseSession,
    CaseSignature,
    OfCase,
    PlanGoal,
    Referral,
    Source,
    SupervisionRecord,
)
from linli.practice.models.cases import RUNNING, has_one
from linli.practice.policies import is_child
from linli.practice.queries.attachments import standing
from linli.records.models import ProgrammeChange

CLASS = "cases"
HERS = (CaseAttachment.Kind.PROOF, CaseAttachment.Kind.WORK)  # a letter may be somebody else's words


def part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return what of her cases is hers to have: her own words and what was agreed with her, step by step.

    To her own side, and to whoever may open the case; whoever else hands a copy over does not read a case by it. Of a
    child the words stay in the case, and all of it does while somebody near her is suspected of harming her: who
    fetches a child's copy is not always she.
    """
    left = _("过程记录、预估、督导的批注和别人说的话没有写。个案里的内容由本人或个案的社工来取。")
    child = is_child(person)
    if child and SuspectedHarm.objects.filter(person__in=selves, until=None).exists():
        return [_part([], left)]
    cases = CaseFile.objects.filter(client__in=selves).order_by("opened_at", "id")
    if by.post is not None:
        cases = cases.filter(pk__in=CaseFile.objects.visible_to(by).values("pk"))
    return [_part([row for case in cases for row in _rows(case, words=not child)], left)]


def _part(rows: list[Row], left: str) -> Part:
    columns = {"case": _("个案"), "day": _("日期"), "what": _("什么"), "text": _("写了什么")}
    return Part(CLASS, _("个案"), columns, rows, left)


def _rows(case: CaseFile, *, words: bool) -> Iterator[Row]:
    """Yield the lines of one case, by what they are; ``words``: her own words too."""

    def line(day: date | None, what: object, text: object = "") -> Row:
        return {"case": case.number, "day": day.isoformat() if day else None, "what": str(what), "text": str(text)}

    hers = words and case.source == Source.SELF  # told by others otherwise
    came = _("登记：%(how)s") % {"how": case.get_source_display()}
    yield line(_day(case.opened_at), came, case.problem if hers else "")
    for signed in CaseSignature.objects.filter(case=case, signer=case.client_id).order_by("at", "id"):
        yield line(_day(signed.at), signed.get_kind_display(), signed.statement)
    goals = PlanGoal.objects.filter(case=case, plan__agreed_on__isnull=False, plan__approved_at__isnull=False)
    for goal in goals.select_related("plan").order_by("plan__number", "position"):
        yield line(goal.plan.agreed_on, _("和您说好的目标"), goal.text)
    held = CaseSession.objects.filter(case=case, superseded_at=None).select_related("record").order_by("number")
    for session in held:
        yield line(session.record.happened_on, session, session.homework if words else "")
    for one in standing(case):
        if one.kind in HERS:
            shown = _("附在个案里的照片：%(kind)s") % {"kind": one.get_kind_display()}
            yield line(_day(one.at), shown, one.title if words else "")
    for aid in AidApplication.objects.filter(case=case).order_by("asked_at"):
        asked = _("慈善救助申请：%(state)s") % {"state": aid.get_state_display()}
        yield line(_day(aid.asked_at), asked, aid.granted or "")
    for sent in Referral.objects.filter(case=case).order_by("asked_at"):
        yield line(_day(sent.asked_at), _("转介：%(state)s") % {"state": sent.get_state_display()}, sent.to_name)
    for closing in CaseClosure.objects.filter(case=case, granted=True).order_by("asked_at"):
        yield line(_day(closing.asked_at), _("结案"), closing.client_words if words else "")


def _day(moment: Any) -> date:
    return timezone.localdate(moment)


def kept(person: Person, day: date) -> dict[str, str]:
    """Return why the class of cases stays now: it runs, and closing it comes before deleting it."""
    return {CLASS: DUTY} if has_one(person.pk) else {}


def forget(selves: Sequence[UUID]) -> int:
    """Empty every sealed word of the cases that are over, what was noticed of her in groups, and what was said of them.

    Numbers, days, states and what was measured stay, for the figures of the past. A case that runs is left as it is.
    Of the worker's role alone, which sees past the teams (``people.actions.carry_out``).
    """
    cases = CaseFile.objects.filter(client__in=selves).exclude(state__in=RUNNING)
    found = list(cases.values_list("pk", flat=True))
    gone = sum(_emptied(model.objects.filter(case__in=found)) for model in _of_cases())
    gone += _emptied(SupervisionRecord.objects.filter(case__in=found))
    gone += _emptied(ProgrammeChange.objects.filter(undertaking__case__in=found))
    gone += _emptied(Attendance.objects.filter(member__person__in=selves))
    Referral.objects.filter(case__in=found).update(contact="", telephone="")
    cases.filter(pk__in=found).update(signs=[], natures=[])
    return gone + _emptied(CaseFile.objects.filter(pk__in=found))


def _of_cases() -> list[Any]:
    return [model for model in apps.get_app_config("practice").get_models() if issubclass(model, OfCase)]


def _emptied(rows: Any) -> int:
    """Empty the sealed columns of rows; return how many rows there are, none where a table has no sealed column."""
    sealed = [field.attname for field in rows.model._meta.concrete_fields if isinstance(field, SealedColumn)]
    return rows.update(**dict.fromkeys(sealed)) if sealed else 0
