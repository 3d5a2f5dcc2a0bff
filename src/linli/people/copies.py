"""What is given out to a person about herself: parts told by the rooms that hold them, as JSON and as a page to print.

Left out, and said so: what concerns others (names of kin, texts about several people), who reported harm, the text of
protected work. A room above tells its part when it is loaded.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.people.consents import history
from linli.people.models import KinshipLink, Person, PriorityTag, Proxy, RightsRequest
from linli.people.packs import category_name
from linli.people.purposes import purposes

SCHEMA = "linli.person-copy/1"
Row = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class Part:
    """One part: what it is, its columns (code and label), its rows, and in words what is left out of it."""

    code: str
    title: str
    columns: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    left_out: str = ""

    @property
    def lines(self) -> list[list[Any]]:
        """The rows as a table shows them."""
        return [[row.get(code) for code in self.columns] for row in self.rows]


@dataclass(frozen=True)
class Copy:
    """Everything that is given out, and when it was gathered."""

    person: str
    made_at: str
    parts: list[Part]

    @property
    def json(self) -> bytes:
        """The copy for machines; its form is told by ``schema``."""
        told = {"schema": SCHEMA, "person": self.person, "made_at": self.made_at}
        return json.dumps(
            told | {"parts": [asdict(part) for part in self.parts]}, ensure_ascii=False, indent=1
        ).encode()

    @property
    def page(self) -> bytes:
        """The copy to be read and printed: one page that needs nothing else."""
        return render_to_string("people/copy.html", {"copy": self, "schema": SCHEMA}).encode()

    @property
    def zip(self) -> bytes:
        """Both in one file."""
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as packed:
            for name, body in (("我的信息.html", self.page), ("person.json", self.json)):
                info = ZipInfo(name, timezone.localtime().timetuple()[:6])
                info.external_attr = 0o600 << 16
                info.compress_type = ZIP_DEFLATED
                packed.writestr(info, body)
        return out.getvalue()


Gather = Callable[[Person, Sequence[Any], Actor], list[Part]]
_gather: list[Gather] = []


def register(gather: Gather) -> None:
    """Let a room above tell its parts: called with a person, every id she was written under, and who takes the copy."""
    if gather not in _gather:
        _gather.append(gather)


def gather(person: Person, by: Actor) -> Copy:
    """Return everything that is given out about a person; runs inside the verb that was allowed to."""
    selves = [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]
    parts = [_facts(person), _numbers(person), _household(person), _kin(person), _tags(person), _consents(person)]
    parts += [_doors(person), _requests(person)]
    for more in _gather:
        parts += more(person, selves, by)
    return Copy(str(person.pk), timezone.localtime().isoformat(timespec="seconds"), parts)


def _facts(person: Person) -> Part:
    names = ("name", "preferred_name", "sex", "birth_date", "registered_address", "actual_address", "note", "died_on")
    fields = {name: person._meta.get_field(name) for name in names}
    rows: list[Row] = []
    for name in names:
        shown = person.get_sex_display() if name == "sex" else getattr(person, name)
        if shown:
            rows.append({"field": name, "label": str(fields[name].verbose_name), "value": str(shown)})  # type: ignore[union-attr]
    return Part("facts", _("您是谁"), {"label": _("什么"), "value": _("记的是")}, rows)


def _numbers(person: Person) -> Part:
    rows: list[Row] = [
        {"kind": "telephone", "label": one.label or _("本人"), "number": one.number}
        for one in person.telephones.order_by("id")
    ]
    rows += [
        {"kind": one.kind, "label": one.get_kind_display(), "number": one.number}
        for one in person.documents.order_by("id")
    ]
    return Part("numbers", _("电话和证件"), {"label": _("什么"), "number": _("号码")}, rows)


def _household(person: Person) -> Part:
    rows: list[Row] = [
        {
            "address": one.household.address, "relation": one.relation, "from": one.starts_on.isoformat(),
            "to": one.ends_on.isoformat() if one.ends_on else None,
        }
        for one in person.memberships.select_related("household").order_by("starts_on", "id")
    ]  # fmt: skip
    columns = {"address": _("住在"), "relation": _("与户主关系"), "from": _("起"), "to": _("止")}
    return Part("households", _("住过哪一户"), columns, rows)


def _kin(person: Person) -> Part:
    links = [*person.kin.order_by("id"), *person.kin_of.order_by("id")]
    rows: list[Row] = [{"kind": one.kind, "relation": _relation(one, person), "from": _day(one.starts_on),
                        "to": _day(one.ends_on)} for one in links]  # fmt: skip
    columns = {"relation": _("关系"), "from": _("起"), "to": _("止")}
    left = _("亲属的姓名和电话是他们自己的信息，没有写。") if rows else ""
    return Part("kin", _("亲属关系"), columns, rows, left)


def _relation(link: KinshipLink, person: Person) -> str:
    other = link.get_kind_display() if link.person_id == person.pk else link.seen_from_the_other_side
    return str(other)


def _tags(person: Person) -> Part:
    rows: list[Row] = [
        {
            "category": one.category, "name": category_name(one.category), "basis": str(one.get_basis_display()),
            "authority": one.authority, "document": one.document, "reason": one.reason,
            "from": one.starts_on.isoformat(), "to": _day(one.ends_on),
        }
        for one in PriorityTag.objects.filter(person=person).order_by("starts_on", "id")
    ]  # fmt: skip
    columns = {
        "name": _("类别"), "basis": _("依据"), "authority": _("认定机关"), "document": _("文号"), "reason": _("说明"),
        "from": _("起"), "to": _("止"),
    }  # fmt: skip
    return Part("categories", _("登记的情况"), columns, rows)


def _consents(person: Person) -> Part:
    known = purposes()
    rows: list[Row] = [
        {
            "at": _moment(one.at), "turn": str(one.get_kind_display()), "purpose": one.purpose,
            "name": known[one.purpose].name if one.purpose in known else one.purpose, "class": one.data_class,
            "recipient": one.recipient, "until": _day(one.until), "words": one.text_id,
        }
        for one in history(person)
    ]  # fmt: skip
    columns = {"at": _("时间"), "turn": _("怎么样"), "name": _("做什么用"), "until": _("到哪天")}
    return Part("consents", _("同意和收回"), columns, rows)


def _doors(person: Person) -> Part:
    rows: list[Row] = [
        {"what": _("居民卡"), "told": f"{one.number[:4]} ****", "from": _moment(one.issued_at),
         "to": _moment(one.revoked_at)} for one in person.cards.order_by("issued_at", "id")
    ]  # fmt: skip
    rows += [
        {
            "what": _("本人账号"),
            "told": str(one.get_how_display()),
            "from": _moment(one.since),
            "to": _moment(one.until),
        }
        for one in person.accounts.order_by("since", "id")
    ]
    rows += [
        {"what": _("亲情代办"), "told": one.called, "from": _day(one.starts_on), "to": _moment(one.ended_at)}
        for one in Proxy.objects.filter(person=person).order_by("asked_at", "id")
    ]
    columns = {"what": _("什么"), "told": _("说明"), "from": _("起"), "to": _("止")}
    return Part("doors", _("卡、账号和代办"), columns, rows, _("替您办事的人的姓名和电话没有写。") if rows else "")


def _requests(person: Person) -> Part:
    rows: list[Row] = [
        {
            "at": _moment(one.asked_at), "kind": one.kind, "what": str(one.get_kind_display()),
            "outcome": str(one.get_outcome_display()) if one.outcome else None, "answer": one.answer,
        }
        for one in RightsRequest.objects.filter(person=person).order_by("asked_at", "id")
    ]  # fmt: skip
    columns = {"at": _("时间"), "what": _("要什么"), "outcome": _("结果"), "answer": _("怎么答复的")}
    return Part("requests", _("您提过的请求"), columns, rows)


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None
