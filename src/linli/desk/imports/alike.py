"""Rows of a table that look like somebody who is known: told row by row, with a choice, and nothing merged by itself.

Weighed by the function that warns while registering (``people.duplicates``). Without an answer the row stays out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.kernel.text import pinyin, tidy_name
from linli.matching.duplicates import File, likeness
from linli.papers.registry import Difference, Finding, Memory, Row, Value
from linli.people import duplicates, locks, numbers, policies
from linli.people.models import DocumentKind, Person

NEW, FILL = "alike_new", "alike_fill"


def findings(rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
    """Return a finding for each new row: nothing, or whom it is like and what may be done about it.

    Who is known comes first; else a row above it in the same table, which ``before`` remembers.
    """
    told = [_file(row.values) for row in rows]
    found = duplicates.alike_each(told, by=by) if told else []
    first = [ranked[0] for ranked in found if ranked]
    kept = locks.shut([one.person for one in first], by, writing=True)
    made = []
    for row, file, ranked in zip(rows, told, found, strict=True):
        above = _above(row, file, before)
        stored = _finding(ranked[0], ranked[0].person.pk in kept, by) if ranked else None
        made.append(stored or above)
    return made


def _above(row: Row, file: File, before: Memory) -> Finding:
    """Return what a row is like among those above it, and remember it for those below."""
    read = " ".join(pinyin(tidy_name(file.name))).lower()
    keys: set[tuple[object, ...]] = {(read, "born", file.born), (read, "home", file.home)}
    keys = {key for key in keys if key[-1]} | {("telephone", number) for number in file.telephones}
    near = {number: other for key in keys for number, other in before.get(key, ())}
    for key in keys:
        if len(held := before.setdefault(key, [])) < duplicates.MOST_NEAR:
            held.append((row.number, file))
    weighed = {number: likeness(file, other) for number, other in near.items()}
    likely = {number: one for number, one in weighed.items() if one.is_likely}
    if not likely:
        return Finding()
    most = max(likely, key=lambda number: (likely[number].weight, -number))
    asked = Difference(NEW, _("先不导入，核对了再说"), _("是另一个人，也登记"), _("和表里前面的一行很像"))
    words = "，".join(duplicates.words(likely[most].levels))
    return Finding(meets=_("第 %(number)s 行（%(why)s）") % {"number": most, "why": words}, differences=(asked,))


def _finding(one: duplicates.Alike, shut: bool, by: Actor) -> Finding:
    person = locks.veiled(one.person) if shut else one.person
    born = person.birth_date.isoformat() if person.birth_date else ""
    facts = " · ".join(filter(None, (person.name, born, person.actual_address)))
    asked = [Difference(NEW, _("先不导入，核对了再说"), _("是另一个人，登记新的一位"), _("和已经登记的人很像"))]
    if not shut and policies.amend(by, one.person) is None:
        asked.append(Difference(FILL, _("不动原来的档案"), _("把表里多的补进这份档案"), _("如果就是这位")))
    return Finding(
        meets=f"{facts}（{'，'.join(duplicates.words(one.likeness.levels))}）", person=str(one.person.pk),
        differences=tuple(asked),
    )  # fmt: skip


def waits(row: Row) -> bool:
    """Tell whether a row like somebody known was left without an answer."""
    return NEW in row.asked and NEW not in row.take


def chosen(row: Row, by: Actor) -> Person | None:
    """Return whom the user said a row to be; None for nobody known. Raises ``Refused`` when she said both."""
    if FILL not in row.asked or FILL not in row.take:
        return None
    if NEW in row.take:
        raise Refused(_("又选了登记新的，又选了补进原来的，请只选一样。"))
    person = Person.objects.visible_to(by).defer("search").filter(pk=UUID(row.met)).first() if row.met else None
    if person is None:
        raise Refused(_("那份档案现在看不到了，请重新核对。"))
    return person


def _file(told: Mapping[str, Value]) -> File:
    number, born, sex = str(told["number"] or ""), told["birth_date"], str(told["sex"] or "")
    if number:
        kind = DocumentKind.OLD_ID if len(number) == 15 else DocumentKind.ID_CARD
        read = numbers.document(kind, number, today=timezone.localdate())
        born, sex = read.birth_date, read.sex
    phones = frozenset([str(told["phone"])]) if told["phone"] else frozenset()
    home = str(told["actual_address"] or "")
    return File(str(told["name"]), born if isinstance(born, date) else None, sex, number, phones, frozenset(), home)
