"""A form as data: sections and fields with code, label and kind, from a data pack or as a county has changed it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.kernel import packs
from linli.kernel.policy import Refused
from linli.kernel.text import tidy

PACKS = {"case": "forms/case", "group": "forms/group", "activity": "forms/activity"}
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
KINDS = {
    "text": _("一行字"), "long": _("一段话"), "number": _("数字"), "date": _("日期"), "choice": _("选一个"),
    "chips": _("选几个"), "computed": _("系统带出"), "blank": _("打印后手写"),
}  # fmt: skip
ASKED = ("text", "long", "number", "date", "choice", "chips")
COUNTED = ("number", "date", "choice")
MOST_QUESTIONS = 40


@dataclass(frozen=True)
class Field:
    """One field. ``source`` (``case.number``): where a computed one comes from; ``counted``: it has a typed column."""

    code: str
    label: str
    kind: str
    source: str = ""
    choices: tuple[str, ...] = ()
    counted: bool = False
    extra: bool = False

    @property
    def is_asked(self) -> bool:
        """True when somebody is asked for it."""
        return self.kind in ASKED


@dataclass(frozen=True)
class Section:
    """One part of a form: fields, or a table of the rows of a source (``columns`` are pairs of key and label)."""

    title: str
    fields: tuple[Field, ...] = ()
    rows: str = ""
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Form:
    """A printed form as one version of its definition says it; ``each`` names a source with one sheet for every row."""

    code: str
    title: str
    of: str
    source: str
    sections: tuple[Section, ...]
    signatures: tuple[str, ...] = ()
    seal: bool = False
    each: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the form, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def asked(self) -> tuple[Field, ...]:
        """The fields somebody is asked for."""
        return tuple(field for field in self.fields if field.is_asked)

    @property
    def content(self) -> str:
        """The definition in its one spelling (sorted keys, no spaces)."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def digest(self) -> str:
        """The SHA-256 of :attr:`content`."""
        return sha256(self.content.encode()).hexdigest()


def read(told: Mapping[str, Any], source: str = "") -> Form:
    """Return a form from its definition. Raises :class:`Refused` with what is wrong in it."""
    sections = tuple(_section(one) for one in told.get("sections", ()))
    form = Form(
        str(told.get("code", "")), tidy(str(told.get("title", ""))), str(told.get("of", "case")),
        tidy(str(told.get("source", source))), sections, tuple(told.get("signatures", ())), bool(told.get("seal")),
        str(told.get("each", "")),
    )  # fmt: skip
    codes = [field.code for field in form.fields]
    if not CODE.fullmatch(form.code) or not form.title or not form.source:
        raise Refused(_("表要有代号、名称和出处。"))
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise Refused(_("“%(code)s”写了两次，一张表里每个代号只能用一次。") % {"code": "、".join(sorted(twice))})
    if len(form.asked) > MOST_QUESTIONS:
        raise Refused(_("一张表最多问%(most)d个问题。") % {"most": MOST_QUESTIONS})
    return form


def _section(told: Mapping[str, Any]) -> Section:
    columns = tuple((str(pair[0]), str(pair[1])) for pair in told.get("columns", ()))
    fields = tuple(question(**one) for one in told.get("fields", ()))
    return Section(str(told.get("title", "")), fields, str(told.get("rows", "")), columns)


def question(**told: Any) -> Field:
    """Return one field. Raises :class:`Refused` naming the input at fault."""
    field = Field(**{**told, "label": tidy(str(told.get("label", ""))), "choices": tuple(told.get("choices", ()))})
    if not CODE.fullmatch(field.code):
        raise Refused(_("“%(code)s”不能做代号：用小写字母、数字和下划线。") % {"code": field.code}, "code")
    if not field.label or len(field.label) > 60:
        raise Refused(_("请写问什么，最多60个字。"), "label")
    if field.kind not in KINDS:
        raise Refused(_("没有“%(kind)s”这种填法。") % {"kind": field.kind}, "kind")
    if (field.kind in ("choice", "chips")) != bool(field.choices) or len(set(field.choices)) != len(field.choices):
        raise Refused(_("要选的，请写出有哪几个（一行一个，不重复）；不用选的，这里留空。"), "choices")
    if field.counted and field.kind not in COUNTED:
        raise Refused(_("只有数字、日期和“选一个”能进统计。"), "counted")
    if (field.kind == "computed") != bool(field.source):
        raise Refused(_("系统带出的要写从哪里带。"), "kind")
    return field


@lru_cache(maxsize=24)
def shipped(of: str = "case", region: str = "") -> dict[str, Form]:
    """Return the forms of a case, a group or an activity by code; a case's in the order of the dossier."""
    pack = packs.load(PACKS[of], region or settings.REGION)
    return {one["code"]: read({**one, "of": of}, pack["source"]) for one in pack["forms"]}


def every(region: str = "") -> dict[str, Form]:
    """Return every form of the data packs by code."""
    return {code: form for of in PACKS for code, form in shipped(of, region).items()}
