"""人才库 from a table: one row is one worker with at most one certificate."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.models import Role
from linli.desk.imports.accounts import phone
from linli.desk.imports.naming import Names
from linli.desk.imports.words import columns, meant, offered
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers import cells
from linli.papers.registry import Column, Finding, Made, Memory, Row, Text, Value
from linli.places.models import Division, Level
from linli.workforce import actions, packs, queries
from linli.workforce.facts import Certificate, Enrolment, Facts, plain_number
from linli.workforce.models import Worker

APART = re.compile(r"[、，,;；/\s]+")


def several(words: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of a cell that names several things of a list: their codes, with commas."""
    codes = {word: code for code, word in words.items()}

    def read(text: str) -> str:
        found = [part for part in APART.split(text) if part]
        if unknown := [part for part in found if part not in codes]:
            told = {"what": "、".join(unknown), "known": "、".join(codes)}
            raise Refused(_("不认识“%(what)s”，可以写：%(known)s。") % told)
        return ",".join(dict.fromkeys(codes[part] for part in found))

    return read


class Workers:
    """Puts a roster on the register; a worker is known by her telephone, a certificate by its number."""

    kind: str = "workers"
    title: Text = gettext_lazy("社工名册（人才库）")
    lead: Text = gettext_lazy("一行一位社工：姓名、手机号、所在镇街和机构、职业资格和证书编号。导入以后再核对证书。")
    roles: frozenset[str] = frozenset({Role.COUNTY_OFFICER.value})

    def columns(self, by: Actor) -> tuple[Column, ...]:
        """Return the columns."""
        towns = Names.of(by).options(Level.TOWN)
        fields, languages = packs.fields(), packs.languages()
        column = columns("workers")
        return (
            column("name", gettext_lazy("姓名"), cells.name, required=True, example="李示范"),
            column(
                "phone", gettext_lazy("手机号"), phone, required=True, example="13800000000", masked=True, alone=True
            ),
            column("town", gettext_lazy("镇街"), cells.line(60), choices=towns[:500], example=[*towns, "示范镇"][0]),
            column("organisation", gettext_lazy("机构"), cells.line(100)),
            column("grade", gettext_lazy("职业资格"), cells.one_of(meant("grades")), choices=offered("grades"),
                   example="社会工作师"),
            column("number", gettext_lazy("证书编号"), plain_number, masked=True, alone=True),
            column("issued_on", gettext_lazy("发证日期"), cells.day),
            column("valid_until", gettext_lazy("登记有效期到"), cells.day),
            column("fields", gettext_lazy("服务领域"), several(fields), example="、".join(list(fields.values())[:2])),
            column("languages", gettext_lazy("会说的话"), several(languages)),
            column("since", gettext_lazy("哪一年开始做社工"), cells.whole(1980, 2200)),
        )  # fmt: skip

    def check(self, rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
        """Resolve towns and agencies, and see who is on the register already."""
        reader = _Reader(by)
        known = queries.known_numbers(str(row.values["phone"]) for row in rows if row.values["phone"])
        return [reader.checked(row, known) for row in rows]

    def apply(self, rows: Sequence[Row], by: Actor) -> list[Made]:
        """Put them on the register in a few statements; a row that cannot go in now says why."""
        reader = _Reader(by)
        told: list[Enrolment | str] = []
        for row in rows:
            try:
                told.append(reader.enrolment(row))
            except Refused as refused:
                told.append(refused.sentence)
        ready = [one for one in told if isinstance(one, Enrolment)]
        try:
            done = iter(actions.enrol(reader.county, ready, by=by))
        except Refused as refused:
            return [Made(refused=refused.sentence) for _row in rows]
        return [_made(one if isinstance(one, str) else next(done)) for one in told]

    def undo(self, made: Sequence[dict[str, Any]], by: Actor) -> list[str]:
        """Take them off again; who has claimed her row, or whose certificate was verified, stays."""
        return actions.take_out([UUID(ref["worker"]) for ref in made], by=by)


def _made(outcome: Worker | str) -> Made:
    return Made(refused=outcome) if isinstance(outcome, str) else Made("new", {"worker": str(outcome.pk)})


class _Reader:
    """What the rows of a piece have in common, read once: the county, its towns, its agencies."""

    def __init__(self, by: Actor) -> None:
        self.names = Names.of(by)
        found = [place for place in self.names.by_id.values() if place.level == Level.COUNTY]
        if len(found) != 1:
            raise Refused(_("请用一个区县的岗位来导入。"))
        self.county: Division = found[0]
        self.agencies = {one.name: one for one in Organisation.objects.filter(county_id=self.county.pk, closed_on=None)}

    def checked(self, row: Row, known: Mapping[str, object]) -> Finding:
        """Return what is wrong with a row, field by field."""
        try:
            told = self.enrolment(row)
            told.facts.columns()
            if told.certificate:
                told.certificate.columns()
        except Refused as refused:
            return Finding(errors=(({"place": "town"}.get(refused.field, refused.field), refused.sentence),))
        if told.phone in known:
            return Finding(errors=(("phone", _("这个手机号已经在人才库里。")),))
        return Finding()

    def enrolment(self, row: Row) -> Enrolment:
        """Return what a row tells. Raises ``Refused``."""
        told = row.values
        place = self._town(str(told["town"])) if told["town"] else self.county
        facts = Facts(
            str(told["name"]), place, self._agency(told["organisation"]), _codes(told["languages"]),
            _codes(told["fields"]), told["since"] if isinstance(told["since"], int) else None,
        )  # fmt: skip
        return Enrolment(facts, str(told["phone"]), _certificate(told))

    def _town(self, name: str) -> Division:
        try:
            return self.names.place(name, (Level.TOWN,))
        except Refused as refused:
            raise Refused(refused.sentence, "town") from refused

    def _agency(self, name: Value) -> Organisation | None:
        if not name:
            return None
        if str(name) not in self.agencies:
            raise Refused(_("没有叫“%(name)s”的机构。") % {"name": name}, "organisation")
        return self.agencies[str(name)]


def _certificate(told: Mapping[str, Any]) -> Certificate | None:
    if not told["grade"] and not told["number"]:
        return None
    if not told["grade"]:
        raise Refused(_("写了证书编号，还要写职业资格。"), "grade")
    if not told["number"]:
        raise Refused(_("写了职业资格，还要写证书编号。"), "number")
    return Certificate(told["grade"], told["number"], told["issued_on"], told["valid_until"])


def _codes(told: Value) -> tuple[str, ...]:
    return tuple(code for code in str(told or "").split(",") if code)
