"""What records tell of one person: given out to her, and emptied when she is erased. The counts stay what they are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.scope import GONE
from linli.people.copies import Part
from linli.people.models import Person
from linli.records.models import Beneficiary, ServiceRecord, Undertaking


def part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return the records with a person: text of protected work, and of what was done with several, is left out."""
    rows = _with(selves).filter(superseded_at=None, withdrawn=False).order_by("happened_on", "id")
    told: list[dict[str, Any]] = []
    left = 0
    for record in rows:
        alone = record.named == 1 and not record.protected
        left += not alone and bool(record.narrative_sealed)
        told.append(
            {
                "day": record.happened_on.isoformat(), "kind": str(record.get_kind_display()),
                "minutes": record.minutes, "by": record.acted_name, "title": record.title if alone else "",
                "text": record.narrative if alone else "",
            }
        )  # fmt: skip
    columns = {
        "day": _("日期"), "kind": _("做了什么"), "minutes": _("分钟"), "by": _("谁记的"), "title": _("事由"),
        "text": _("写了什么"),
    }  # fmt: skip
    why = _("%(n)s条里的话没有写：是受保护的工作记录，或者写到了别人。想看请找站点社工当面说。") % {"n": left}
    return [Part("records", _("为您做过的"), columns, told, why if left else "")]


def _with(selves: Sequence[Any]) -> Any:
    """Return every record that names a person, the superseded too, with how many people it names."""
    mine = Beneficiary.objects.filter(person__in=selves).values("record")
    return ServiceRecord.objects.filter(pk__in=mine).annotate(
        named=Count("beneficiaries", filter=~Q(beneficiaries__person__in=selves)) + 1
    )


def forget(selves: Sequence[UUID]) -> int:
    """Empty the texts of records that name nobody else, corrections too, and the title of her case; return how many."""
    hers = [row.pk for row in _with(selves) if row.named == 1]
    rows = ServiceRecord.objects.filter(pk__in=hers)
    rows.filter(corrects__isnull=False).update(reason=GONE)
    touched = rows.update(narrative_sealed=None, title="")
    cases = Undertaking.objects.filter(records__in=hers, kind=Undertaking.Kind.CASE).values("pk")
    others = Beneficiary.objects.filter(record__undertaking__in=cases).exclude(person__in=selves)
    alone = Undertaking.objects.filter(pk__in=cases).exclude(pk__in=others.values("record__undertaking"))
    return touched + alone.update(title=GONE)
