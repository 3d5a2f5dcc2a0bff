"""居民 from a table: known by their document, else by name and telephone; what differs is shown and chosen."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.models import Role
from linli.desk.imports import alike
from linli.desk.imports.naming import Names
from linli.desk.imports.words import columns, meant
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers import cells
from linli.papers.registry import Column, Difference, Finding, Made, Memory, Row, Text, Value
from linli.people import actions, importing, numbers, policies
from linli.people.models import (
    DocumentKind,
    IdentityDocument,
    Person,
    PriorityTag,
    Sex,
    Telephone,
    document_indexes,
    telephone_indexes,
)
from linli.people.packs import categories
from linli.places.models import Division, Level

COMPARED = ("name", "sex", "birth_date", "registered_address", "actual_address", "note")


def document(text: str) -> str:
    """Return a checked identity number of 18 or 15 characters."""
    number = cells.long_number(text)
    kind = DocumentKind.OLD_ID if len(number) == 15 else DocumentKind.ID_CARD
    return numbers.document(kind, number, today=timezone.localdate()).number


def telephone(text: str) -> str:
    """Return a telephone number in E.164 form."""
    return numbers.telephone(cells.long_number(text))


def marks(text: str) -> str:
    """Return the category codes of ``低保、独居老人``, separated by commas."""
    words = {cells.key(name): code for code, found in categories().items() for name in (found.name, code)}
    said = [part for part in re.split(r"[、,，;；/\s]+", text) if part]
    unknown = [part for part in said if cells.key(part) not in words]
    if unknown:
        raise Refused(_("没有“%(name)s”这个类别。") % {"name": unknown[0]})
    return ",".join(dict.fromkeys(words[cells.key(part)] for part in said))


class People:
    """Registers people, or amends those who are known; nothing stored is overwritten unless the user says so."""

    kind: str = "people"
    title: Text = gettext_lazy("居民")
    lead: Text = gettext_lazy("居民花名册、重点对象名单：一行一个人。")
    roles: frozenset[str] = frozenset(policies.KEEPERS - {Role.GRID_WORKER})

    def columns(self, by: Actor) -> tuple[Column, ...]:
        """Return the columns."""
        communities = Names.of(by).options(Level.COMMUNITY)
        kinds = tuple(found.name for found in categories().values())
        column = columns("people")
        return (
            column("name", gettext_lazy("姓名"), cells.name, required=True, example="王示范"),
            column("number", gettext_lazy("身份证号"), document, example="999999194910010029", masked=True, alone=True),
            column("phone", gettext_lazy("电话"), telephone, example="13800000000", masked=True),
            column(
                "community",
                gettext_lazy("社区(村)"),
                cells.line(60),
                required=True,
                choices=communities,
                example=(communities or ("示范社区",))[0],
            ),
            column("town", gettext_lazy("镇街"), cells.line(60)),
            column(
                "sex",
                gettext_lazy("性别"),
                cells.one_of(meant("sexes")),
                choices=("男", "女"),
                example="女",
                hint=gettext_lazy("有身份证号的可以不填，会自动算出来。"),
            ),
            column("birth_date", gettext_lazy("出生日期"), cells.day, example="1949-10-01"),
            column("actual_address", gettext_lazy("现住地址"), cells.line(200), example="示范家苑3栋2单元501"),
            column("registered_address", gettext_lazy("户籍地址"), cells.line(200)),
            column(
                "categories",
                gettext_lazy("类别"),
                marks,
                example="、".join(kinds[:1]),
                hint=gettext_lazy("可以写好几个，用顿号隔开。"),
            ),
            column("note", gettext_lazy("提醒"), cells.line(200)),
        )

    def check(self, rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
        """Find who is known already, and lay side by side what is stored and what the table says."""
        reader = _Reader(rows, by)
        found = [self._checked(row, reader) for row in rows]
        new = [at for at, one in enumerate(found) if not one.errors and not one.person]
        likely = alike.findings([rows[at] for at in new], by, before)
        for at, one in zip(new, likely, strict=True):
            found[at] = one
        return found

    def _checked(self, row: Row, reader: "_Reader") -> Finding:
        try:
            reader.community(row)
            _agree(row.values)
        except Refused as refused:
            return Finding(errors=((refused.field or "community", refused.sentence),))
        person = reader.known(row)
        if person is None:
            return Finding()
        if refusal := policies.amend(reader.by, person):
            return Finding(errors=(("", str(refusal)),))
        differences = tuple(
            Difference(code, _shown(code, getattr(person, code)), _shown(code, row.values.get(code)))
            for code in COMPARED
            if _clashes(getattr(person, code), row.values.get(code))
        )
        return Finding(meets=str(person), person=str(person.pk), differences=differences)

    def apply(self, rows: Sequence[Row], by: Actor) -> list[Made]:
        """Register those who are new; fill what is blank, and change what was chosen, of those who are known."""
        reader = _Reader(rows, by)
        made = []
        for row in rows:
            try:
                person = reader.known(row) or alike.chosen(row, by)
                if person is None and alike.waits(row):
                    made.append(Made("same"))
                    continue
                made.append(_amended(row, person, by) if person else _registered(row, reader.community(row), by))
            except Refused as refused:
                made.append(Made(refused=refused.sentence))
        return made

    def undo(self, made: Sequence[dict[str, Any]], by: Actor) -> list[str]:
        """Take back the new, put back the changed; whoever was changed or used since stays."""
        return [_undone(ref, by) for ref in made]


class _Reader:
    """What the rows of a piece have in common, read once: the places, and the people known by number or telephone."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        self.by = by
        self.names = Names.of(by)
        documents = {index: number for number in _told(rows, "number") for index in _indexes(number)}
        phones = {index: number for number in _told(rows, "phone") for index in telephone_indexes(number)}
        self.by_number: dict[str, Person] = {
            documents[bytes(found.number_blind or b"")]: found.person
            for found in IdentityDocument.objects.visible_to(by)
            .filter(number_blind__in=list(documents))
            .select_related("person")
            .defer("person__search")
        }
        self.by_phone: dict[tuple[str, str], Person] = {
            (phones[bytes(found.number_blind or b"")], found.person.name): found.person
            for found in Telephone.objects.visible_to(by)
            .filter(number_blind__in=list(phones))
            .select_related("person")
            .defer("person__search")
            .prefetch_related(Prefetch("person__documents"))
        }

    def community(self, row: Row) -> Division:
        """Return where the person lives."""
        town = row.values["town"]
        inside = self.names.place(str(town), (Level.TOWN,)) if town else None
        return self.names.place(str(row.values["community"]), (Level.COMMUNITY,), inside=inside)

    def known(self, row: Row) -> Person | None:
        """Return the person a row means: the same number, or the same name and telephone and no other number."""
        number, phone = row.values["number"], row.values["phone"]
        if number and (found := self.by_number.get(str(number))):
            return found
        person = self.by_phone.get((str(phone), str(row.values["name"]))) if phone else None
        if person is not None and number and any(one.number for one in person.documents.all()):
            return None
        return person


def _told(rows: Iterable[Row], code: str) -> set[str]:
    return {str(row.values[code]) for row in rows if row.values[code]}


def _indexes(number: str) -> list[bytes]:
    return document_indexes(_kind(number), number)


def _kind(number: str) -> str:
    return DocumentKind.OLD_ID if len(number) == 15 else DocumentKind.ID_CARD


def _agree(told: Any) -> None:
    """Refuse a row whose birth date or sex is not the one in its own number."""
    if not told["number"]:
        return
    read = numbers.document(_kind(told["number"]), told["number"], today=timezone.localdate())
    if told["birth_date"] and told["birth_date"] != read.birth_date:
        raise Refused(_("和身份证号里的出生日期不一样。"), "birth_date")
    if told["sex"] not in (None, Sex.UNKNOWN, read.sex):
        raise Refused(_("和身份证号里的性别不一样。"), "sex")


def _clashes(stored: object, offered: Value) -> bool:
    blank = stored in ("", None, Sex.UNKNOWN)
    return offered not in (None, "", Sex.UNKNOWN) and not blank and stored != offered


def _shown(code: str, value: object) -> str:
    if code == "sex":
        return str(Sex(str(value)).label)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _registered(row: Row, community: Division, by: Actor) -> Made:
    told = row.values
    number = str(told["number"] or "")
    facts = {
        code: told[code] for code in ("sex", "birth_date", "registered_address", "actual_address", "note") if told[code]
    }
    person = actions.register(
        by=by, community=community, name=str(told["name"]),
        documents=[(_kind(number), number)] if number else [],
        phones=[(str(told["phone"]), "")] if told["phone"] else [],
        categories=[actions.Mark(code) for code in str(told["categories"] or "").split(",") if code],
        **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    return Made("new", {"person": str(person.pk), "version": person.version})


def _amended(row: Row, person: Person, by: Actor) -> Made:
    told = row.values
    changes = {
        code: told[code]
        for code in COMPARED
        if told.get(code) not in (None, "", Sex.UNKNOWN)
        and told[code] != getattr(person, code)
        and (code in row.take or not _clashes(getattr(person, code), told[code]))
    }
    before = {code: _kept(getattr(person, code)) for code in changes}
    changed = actions.amend(person, by=by, version=person.version, **changes) if changes else person  # type: ignore[arg-type]
    held = set(person.telephones.values_list("pk", flat=True))
    added: list[str] = []
    if told["phone"]:
        kept = actions.add_telephone(person, by=by, number=str(told["phone"]))
        added = [str(kept.pk)] if kept.pk not in held else []
    running = set(person.tags.filter(ends_on=None).values_list("category", flat=True))
    wanted = [code for code in str(told["categories"] or "").split(",") if code and code not in running]
    tags = [str(actions.tag(person, actions.Mark(code), by=by).pk) for code in wanted]
    if not (changes or added or tags):
        return Made("same")
    ref = {"person": str(person.pk), "version": changed.version, "before": before, "phones": added, "tags": tags}
    return Made("changed", ref)


def _kept(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _undone(ref: dict[str, Any], by: Actor) -> str:
    person = Person.objects.visible_to(by).defer("search").filter(pk=UUID(ref["person"])).first()
    if person is None:
        return _("这位居民不在您的范围里了。")
    try:
        if "before" not in ref:
            importing.take_back(person, by=by, version=ref["version"])
            return ""
        if person.version != ref["version"]:
            return _("%(name)s 的资料在导入以后又有人改过。") % {"name": person}
        before = dict(ref["before"])
        if before.get("birth_date"):
            before["birth_date"] = date.fromisoformat(before["birth_date"])
        if before:
            actions.amend(person, by=by, version=person.version, **before)
        for kept in Telephone.objects.visible_to(by).filter(pk__in=ref["phones"]):
            actions.remove_telephone(kept, by=by)
        for tagged in PriorityTag.objects.visible_to(by).filter(pk__in=ref["tags"], ends_on=None):
            actions.untag(tagged, by=by)
    except Refused as refused:
        return refused.sentence
    return ""
