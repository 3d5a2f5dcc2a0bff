"""What is told of a worker and of a certificate, checked before anything is written."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.directory.models import Organisation
from linli.kernel.policy import Refused
from linli.people.words import called, line
from linli.places.models import Division, Level
from linli.workforce import packs
from linli.workforce.models import Grade

FIRST = 1980  # the trade was taught again from the middle of the eighties on
CERTIFICATE = re.compile(r"[0-9A-Z-]{6,30}")


@dataclass(frozen=True)
class Facts:
    """What a worker says of herself; ``place`` is the county or town she works in."""

    name: str
    place: Division
    organisation: Organisation | None = None
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    since: int | None = None
    about: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the columns of her row. Raises ``Refused`` naming the field."""
        if not (name := called(self.name, 50, "name")):
            raise Refused(_("请写姓名。"), "name")
        if self.place.level not in (Level.COUNTY, Level.TOWN):
            raise Refused(_("请选区县或镇街。"), "place")
        if set(self.fields) - set(packs.fields()):
            raise Refused(_("请从列表里选服务领域。"), "fields")
        if set(self.languages) - set(packs.languages()):
            raise Refused(_("请从列表里选会说的话。"), "languages")
        if self.since is not None and not FIRST <= self.since <= timezone.localdate().year:
            raise Refused(_("请写%(first)s年到今年之间的年份。") % {"first": FIRST}, "since")
        areas = {column: key for column, key in self.place.areas().items() if column in ("county_id", "town_id")}
        return {
            "name": name, "organisation": self.organisation, "languages": list(self.languages),
            "fields": list(self.fields), "since": self.since, "about": line(self.about, 300, "about"), **areas,
        }  # fmt: skip


@dataclass(frozen=True)
class Certificate:
    """A certificate as somebody tells of it."""

    grade: str
    number: str
    issued_on: date | None = None
    valid_until: date | None = None

    def columns(self) -> dict[str, Any]:
        """Return grade and days. Raises ``Refused`` naming the field."""
        if self.grade not in Grade.values:
            raise Refused(_("请选资格。"), "grade")
        plain_number(self.number)
        if self.issued_on is not None and self.issued_on > timezone.localdate():
            raise Refused(_("发证日期还没有到。"), "issued_on")
        if self.issued_on and self.valid_until and self.valid_until < self.issued_on:
            raise Refused(_("有效期早于发证日期。"), "valid_until")
        return {"grade": self.grade, "issued_on": self.issued_on, "valid_until": self.valid_until}


def plain_number(text: str) -> str:
    """Return the number of a certificate as it is kept; blanks and full-width signs as people write them."""
    number = re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", text)).upper().replace("–", "-").replace("—", "-")
    if not CERTIFICATE.fullmatch(number):
        raise Refused(_("证书编号是6到30位的数字或字母，请照证书抄。"), "number")
    return number


@dataclass(frozen=True)
class Enrolment:
    """One line of a roster: who, her number (E.164), and at most one certificate."""

    facts: Facts
    phone: str
    certificate: Certificate | None = None
