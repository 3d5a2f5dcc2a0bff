"""What visits tell of one person: given out to her, and emptied when she is erased. The counts stay what they are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.scope import GONE
from linli.outreach.models import HardshipLead, HomeVisit, VisitAssignment, VisitAttempt
from linli.people.copies import Part
from linli.people.models import Person
from linli.records.models import Beneficiary


def part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return the tries that met nobody, and the answers of the visit forms about her alone. No report, no reporter."""
    tried: list[dict[str, Any]] = [
        {"day": one.on.isoformat(), "what": str(one.get_outcome_display()), "answers": ""}
        for one in VisitAttempt.objects.filter(person__in=selves).order_by("on", "id")
    ]
    tried += [
        {"day": one.record.happened_on.isoformat(), "what": _("探访表"), "answers": one.answers}
        for one in _visits(selves).select_related("record").order_by("record__happened_on", "id")
        if one.answers and not one.record.protected
    ]
    columns = {"day": _("日期"), "what": _("什么"), "answers": _("探访表")}
    return [Part("visits", _("走访"), columns, tried)]


def _visits(selves: Sequence[Any]) -> Any:
    """Return the visits whose record names nobody but her."""
    mine = Beneficiary.objects.filter(person__in=selves).values("record")
    named = HomeVisit.objects.filter(record__in=mine).annotate(named=Count("record__beneficiaries"))
    return named.filter(named=1)


def forget(selves: Sequence[UUID]) -> int:
    """Empty visit forms and leads about a person, and end whose visits she was; return how many rows."""
    visits = HomeVisit.objects.filter(pk__in=[one.pk for one in _visits(selves)]).update(answers_sealed=None)
    leads = HardshipLead.objects.filter(person__in=selves)
    leads.exclude(reason="").update(reason=GONE)
    today = timezone.localdate()
    VisitAssignment.objects.filter(person__in=selves, ends_on=None, starts_on__lte=today).update(ends_on=today)
    return visits + leads.update(signs=[])
