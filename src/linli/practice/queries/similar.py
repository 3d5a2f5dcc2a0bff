"""相似个案: extracts of closed cases within reach that are most like one, each with why (BM25, docs/adr/0025)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel import packs
from linli.kernel.actor import Actor
from linli.kernel.paging import read_key, write_key
from linli.people.consents import allowed
from linli.people.copies import Part, Row
from linli.people.models import Person
from linli.people.packs import band_name
from linli.practice import extracting
from linli.practice.models import CaseExtract, CaseFile, ExtractTerm
from linli.practice.options import names
from linli.practice.policies.learning import CLASS, PURPOSE, RECIPIENT
from linli.practice.queries.digest import Digest, digest, names_around, near
from linli.practice.queries.library import Shelf, known
from linli.practice.queries.plans import goal_rows

LINES, NEWEST = 20, 10_000
FOUND = (
    "SELECT id, score FROM practice_alike("
    "%s::varchar[], %s, %s::text[], %s::int[], %s::numeric, %s::uuid[], %s, %s::int, %s::uuid, %s)"
)


@dataclass(frozen=True)
class Said:
    """One need, goal or way of working in words, and whether the case that asks has it too."""

    name: str
    shared: bool
    reached: bool = False


@dataclass(frozen=True)
class Alike:
    """One extract as it is shown: nothing of it tells who, where or when."""

    band: str
    result: str
    sessions: str
    needs: list[Said]
    goals: list[Said]
    methods: list[Said]
    words: int

    @property
    def why(self) -> str:
        """Why it is like the case that asks, in words."""
        counted = (
            (_("%(n)d样需要相同"), sum(one.shared for one in self.needs)),
            (_("%(n)d个目标相同"), sum(one.shared for one in self.goals)),
            (_("%(n)d条做法相同"), sum(one.shared for one in self.methods)),
            (_("%(n)d处用词相近"), self.words),
        )
        return "，".join(words % {"n": n} for words, n in counted if n) or _("年龄、风险差不多")


def asks(case: CaseFile) -> Digest:
    """Return what a case asks with: the newest wording of its goals, approved or not, and what she came for."""
    told = digest(case, goal_rows(case.pk, NEWEST).prefetch_related("steps"))
    return Digest(**{**vars(told), "own": (*told.own, case.problem)})


def similar(case: CaseFile, asked: Digest, *, by: Actor, after: str = "") -> tuple[list[Alike], str]:
    """Return a page of what is most like a case, the most alike first, and the key of the next ('' on the last)."""
    terms = asked.terms(names_around(case))[: extracting.MOST_TERMS]
    docs, total, mean = _counted(case.county_id, terms)
    told = extracting.telling(terms, docs)
    if not told:
        return [], ""
    weights = extracting.weighed(terms, docs, total)
    score, last = _after(after)
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [
            told, extracting.CLOSELY, list(weights), list(weights.values()), mean, near(case.client),
            packs.load(extracting.PACK, settings.REGION)["least"], score, last, LINES + 1,
        ])  # fmt: skip
        keys = cursor.fetchall()
    more = keys[LINES - 1] if len(keys) > LINES else None
    shelf = known(case.county_id)
    rows = _agreed(by, [pk for pk, _score in keys[:LINES]])
    return [_shown(row, set(terms), shelf) for row in rows], write_key([more[1], more[0]]) if more else ""


def _counted(county: int, terms: Iterable[str]) -> tuple[dict[str, int], int, float]:
    """Return in how many extracts of a county each term stands, how many there are, how long they are on average."""
    rows = ExtractTerm.objects.filter(county=county, term__in=["", *terms])
    docs, length = {}, 0
    for term, count, size in rows.values_list("term", "docs", "length"):
        docs[term] = count
        length += size if term == "" else 0
    total = docs.pop("", 0)
    return docs, total, max(length, 1) / max(total, 1)


def _agreed(by: Actor, found: list[UUID]) -> list[CaseExtract]:
    """Return the extracts in their order, without those whose client does not agree (any more) or is restricted."""
    rows = CaseExtract.objects.visible_to(by).filter(pk__in=found).select_related("client").defer("client__search")
    by_id = {row.pk: row for row in rows}
    whose = {row.pk: row.client.merged_into_id or row.client_id for row in by_id.values()}
    agree = allowed(whose.values(), PURPOSE, CLASS, RECIPIENT)
    return [by_id[pk] for pk in found if pk in by_id and whose[pk] in agree]


def _shown(row: CaseExtract, asked: set[str], known: Shelf) -> Alike:
    goals = [(code, known.goals[code].text) for code in row.goals if code in known.goals]
    return Alike(
        band_name(row.band), str(row.get_reason_display()), _sessions(row.sessions),
        [Said(name, f"n:{code}" in asked)
         for code, name in zip(row.needs, names("assessment", "needs", row.needs), strict=False)],
        [Said(text, f"g:{code}" in asked, code in row.reached) for code, text in goals],
        [Said(known.methods[code], f"m:{code}" in asked) for code in row.methods if code in known.methods],
        sum(term.startswith("w:") for term in asked.intersection(row.terms)),
    )  # fmt: skip


def _sessions(start: int) -> str:
    starts: list[int] = packs.load(extracting.PACK, settings.REGION)["sessions"]
    later = [one for one in starts if one > start]
    if not later:
        return _("会谈%(from)d次以上") % {"from": start}
    told = {"from": start, "to": min(later) - 1}
    return _("会谈%(from)d–%(to)d次") % told if start else _("会谈%(to)d次以内") % told


def _after(after: str) -> tuple[int | None, UUID | None]:
    key = read_key(after)
    try:
        return (min(int(key[0]), 2**31 - 1), UUID(key[1])) if len(key) == 2 else (None, None)
    except ValueError:
        return None, None


def part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return what is kept for learning of a person's closed cases, for the copy that is given out to her."""
    columns = {"quarter": _("季度"), "band": _("年龄段"), "needs": _("需要"), "goals": _("目标"), "methods": _("做法")}
    rows: list[Row] = [
        {"quarter": f"{row.quarter:%Y}Q{(row.quarter.month + 2) // 3}", "band": told.band, "needs": _joined(told.needs),
         "goals": _joined(told.goals), "methods": _joined(told.methods)}
        for row in CaseExtract.objects.filter(client__in=selves).order_by("quarter", "id")
        for told in [_shown(row, set(), known(row.county_id))]
    ]  # fmt: skip
    return [Part("practice", _("留给别的社工参考的做法"), columns, rows)]


def _joined(said: Sequence[Said]) -> str:
    return "；".join(one.name for one in said)
