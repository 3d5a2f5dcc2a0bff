"""服务记录 from a table: last year's ledger, one row one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.models import Role
from linli.desk.imports.naming import Names, short
from linli.desk.imports.words import columns, meant, offered
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers import cells
from linli.papers.registry import Column, Finding, Made, Memory, Row, Text, Value
from linli.people.models import DocumentKind, IdentityDocument, Person, document_indexes
from linli.people.numbers import plain
from linli.places.models import Division, Level, ServicePoint
from linli.records import actions, policies
from linli.records.entries import Entry
from linli.records.models import Kind, Provenance, ServiceRecord, Undertaking

UNDERTAKEN = {
    Kind.CASE_SESSION: Undertaking.Kind.CASE,
    Kind.FOLLOW_UP: Undertaking.Kind.CASE,
    Kind.GROUP_SESSION: Undertaking.Kind.GROUP,
}
SOURCE = "import"
AGAIN = 9  # times the same row can be taken in after it was taken out


@dataclass(frozen=True)
class Where:
    """Where an act happened, and the service point when told."""

    place: Division
    point: ServicePoint | None


class Records:
    """Writes records through the records room's own verb; the same row never counts twice."""

    kind: str = "records"
    title: Text = gettext_lazy("服务记录")
    lead: Text = gettext_lazy("去年的台账、多维表导出的走访记录：一行一次服务。")
    roles: frozenset[str] = frozenset({Role.STATION_LEAD.value, Role.SOCIAL_WORKER.value, Role.COMMUNITY_WORKER.value})

    def columns(self, by: Actor) -> tuple[Column, ...]:
        """Return the columns."""
        names = Names.of(by)
        communities = names.options(Level.COMMUNITY)
        column = columns("records")
        return (
            column("happened_on", gettext_lazy("日期"), cells.day, required=True, example="2023-03-05"),
            column(
                "kind",
                gettext_lazy("类别"),
                cells.one_of(meant("kinds")),
                required=True,
                choices=offered("kinds"),
                example="走访",
            ),
            column(
                "community",
                gettext_lazy("社区(村)"),
                cells.line(60),
                choices=communities,
                example=(communities or ("示范社区",))[0],
            ),
            column("town", gettext_lazy("镇街"), cells.line(60)),
            column("point", gettext_lazy("服务点"), cells.line(100)),
            column("minutes", gettext_lazy("时长(分钟)"), cells.minutes, example="45", hours=True),
            column("head_count", gettext_lazy("服务人次"), cells.whole(0, 100_000), example="1"),
            column("server_count", gettext_lazy("服务人员数"), cells.whole(1, 10_000)),
            column(
                "number",
                gettext_lazy("身份证号"),
                cells.long_number,
                masked=True,
                hint=gettext_lazy("系统里已经登记的居民，写了身份证号就记到他名下。"),
            ),
            column("title", gettext_lazy("事由"), cells.line(100)),
            column("undertaking", gettext_lazy("个案或小组名称"), cells.line(100)),
            column("programme", gettext_lazy("项目"), cells.line(100)),
            column(
                "narrative", gettext_lazy("内容"), cells.paragraph(5000), example="看望老人，血压平稳，帮忙换了灯泡。"
            ),
        )

    def check(self, rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
        """Ask the records room whether it would take each row, and know which ones are in already."""
        reader = _Reader(rows, by)
        found = []
        for row in rows:
            try:
                entry = reader.entry(row, trial=True)
                if (short := policies.fewer_than_named(entry)) is not None:
                    raise Refused(short[1], short[0])
                refusal = policies.record(by, entry)
                if refusal is None and reader.standing(row):
                    refusal = _("这一条以前导入过了。")
                found.append(Finding(errors=(("", str(refusal)),)) if refusal else Finding())
            except Refused as refused:
                found.append(Finding(errors=((refused.field, refused.sentence),)))
        return found

    def apply(self, rows: Sequence[Row], by: Actor) -> list[Made]:
        """Write the records."""
        reader = _Reader(rows, by)
        made = []
        for row in rows:
            try:
                if reader.standing(row):
                    raise Refused(_("这一条以前导入过了。"))
                record = actions.record(reader.entry(row), by=by)
                made.append(Made("new", {"record": str(record.pk)}))
            except Refused as refused:
                made.append(Made(refused=refused.sentence))
        return made

    def undo(self, made: Sequence[dict[str, Any]], by: Actor) -> list[str]:
        """Withdraw the records; one that was corrected since stays."""
        keys = [UUID(ref["record"]) for ref in made]
        found = {row.pk: row for row in ServiceRecord.objects.visible_to(by).filter(pk__in=keys)}
        return [self._undone(found.get(key), by) for key in keys]

    def _undone(self, record: ServiceRecord | None, by: Actor) -> str:
        if record is None:
            return _("这条记录不在您的范围里了。")
        if record.superseded_at is not None:
            return _("%(day)s 的记录导入以后有人更正过。") % {"day": record.happened_on}
        try:
            actions.withdraw(record, by=by, reason=_("撤销导入"))
        except Refused as refused:
            return refused.sentence
        return ""


class _Reader:
    """What the rows of a piece have in common, read once: names, people, programmes, what is in already."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.by = by
        self.names = Names.of(by)
        numbers = {plain(str(row.values["number"])) for row in rows if row.values["number"]}
        kinds = (DocumentKind.ID_CARD, DocumentKind.OLD_ID)
        wanted = {index: number for number in numbers for kind in kinds for index in document_indexes(kind, number)}
        documents = IdentityDocument.objects.visible_to(by).filter(number_blind__in=list(wanted))
        self.people: dict[str, Person] = {
            wanted[bytes(one.number_blind or b"")]: one.person for one in documents.select_related("person")
        }
        counties = {place.county_id or place.pk for place in self.names.by_id.values()}
        self.programmes = {one.name: one for one in Programme.objects.filter(county_id__in=counties)}
        keys = [f"{content(row)}:{turn}" for row in rows for turn in range(AGAIN)]
        before = ServiceRecord.objects.visible_to(by).filter(source=SOURCE, source_id__in=keys)
        still = set(before.filter(superseded_at=None, withdrawn=False).values_list("source_id", flat=True))
        self.before: dict[str, list[bool]] = {}
        for source_id in before.filter(corrects=None).values_list("source_id", flat=True):
            self.before.setdefault(source_id.partition(":")[0], []).append(source_id in still)

    def standing(self, row: Row) -> bool:
        """Tell whether this very row was taken in before and still counts."""
        return any(self.before.get(content(row), ()))

    def entry(self, row: Row, *, trial: bool = False) -> Entry:
        """Return what the row tells; raises :class:`Refused`. On trial no case or group is opened."""
        told = row.values
        kind = Kind(str(told["kind"]))
        where = self._where(told)
        day = told["happened_on"]
        if not isinstance(day, date):
            raise Refused(_("没有填。"), "happened_on")
        return Entry(
            kind=kind, happened_on=day, place=where.place, service_point=where.point,
            minutes=_number(told["minutes"]), head_count=_number(told["head_count"]) or 0,
            server_count=_number(told["server_count"]) or 0, persons=self._persons(told["number"]),
            title=str(told["title"] or ""), narrative=str(told["narrative"] or ""),
            undertaking=self._undertaking(kind, told["undertaking"], where.place, day, trial=trial),
            programme=self._programme(told["programme"]), provenance=Provenance.IMPORT,
            source=SOURCE, source_id=f"{content(row)}:{len(self.before.get(content(row), ()))}", key=row.key,
        )  # fmt: skip

    def _where(self, told: Any) -> Where:
        point = self.names.point(told["point"]) if told["point"] else None
        if told["community"]:
            town = self.names.place(told["town"], (Level.TOWN,)) if told["town"] else None
            return Where(self.names.place(told["community"], (Level.COMMUNITY, Level.GRID), inside=town), point)
        if point is not None and (place := self.names.by_id.get(point.community_id or 0)) is not None:
            return Where(place, point)
        raise Refused(_("请写明在哪个社区(村)。"), "community")

    def _persons(self, number: Value) -> tuple[Person, ...]:
        if not number:
            return ()
        person = self.people.get(plain(str(number)))
        if person is None:
            raise Refused(_("您的范围里没有登记过这个身份证号。请先导入居民，或把这一格留空。"), "number")
        return (person,)

    def _programme(self, name: Value) -> Programme | None:
        if not name:
            return None
        if str(name) not in self.programmes:
            raise Refused(_("没有叫“%(name)s”的项目。") % {"name": name}, "programme")
        return self.programmes[str(name)]

    def _undertaking(self, kind: Kind, name: Value, place: Division, day: date, *, trial: bool) -> Undertaking | None:
        wanted = UNDERTAKEN.get(kind)
        if wanted is None:
            return None
        if not name:
            raise Refused(_("个案和小组要写明是哪一个。"), "undertaking")
        if refusal := policies.undertake(self.by, place):
            raise Refused(refusal, "undertaking")
        source_id = sha256(f"{place.pk}|{wanted}|{short(str(name))}".encode()).hexdigest()[:40]
        if trial:
            return Undertaking(kind=wanted, title=str(name), opened_on=day)
        return actions.undertake(
            wanted, str(name), place, by=self.by, source=SOURCE, source_id=source_id, opened_on=day
        )


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def content(row: Row) -> str:
    """Return what the same row of the same ledger is known by, however often it is uploaded."""
    told = sorted((code, str(value)) for code, value in row.values.items() if value is not None)
    return sha256(repr((told, row.twin)).encode()).hexdigest()[:40]
