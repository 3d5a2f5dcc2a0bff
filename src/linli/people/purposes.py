"""What personal data is used for: words asked, and duties that need no asking, from the pack ``consents``."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings

from linli.kernel import packs
from linli.proofs.canonical import canonical

CONSENT, DUTY = "consent", "duty"


@dataclass(frozen=True)
class Law:
    """Where a rule is written, and what it says."""

    law: str
    article: str
    duty: str


@dataclass(frozen=True)
class Purpose:
    """One use of personal data: asked in ``text``, or done by duty and never asked.

    ``classes`` and ``recipients`` are codes of the pack with their names; ``months`` how long a consent lasts before it
    is asked again (None: as long as it is not withdrawn).
    """

    code: str
    name: str
    basis: str
    version: int
    text: str
    classes: dict[str, str]
    recipients: dict[str, str]
    months: int | None
    retention: str
    retention_note: str
    laws: tuple[Law, ...]

    @property
    def is_asked(self) -> bool:
        """True when this is done with consent only."""
        return self.basis == CONSENT

    @property
    def body(self) -> str:
        """Everything that is said to somebody who is asked: the words, what, to whom, for how long."""
        told = {
            "purpose": self.name, "version": self.version, "text": self.text, "classes": list(self.classes.values()),
            "recipients": list(self.recipients.values()), "retention": self.retention,
        }  # fmt: skip
        return canonical(told).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of what is said, in hexadecimal: a consent names the words it was given to."""
        return sha256(self.body.encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        """The words, one sentence group a line."""
        return [line for line in self.text.splitlines() if line.strip()]


def purposes(region: str = "") -> dict[str, Purpose]:
    """Return the purposes of a region by code, in the pack's order."""
    return dict(_purposes(region or settings.REGION))


def asked(region: str = "") -> list[Purpose]:
    """Return the purposes that need consent."""
    return [purpose for purpose in purposes(region).values() if purpose.is_asked]


def duties(region: str = "") -> list[Purpose]:
    """Return what is done because a law says so."""
    return [purpose for purpose in purposes(region).values() if not purpose.is_asked]


@lru_cache(maxsize=8)
def _purposes(region: str) -> tuple[tuple[str, Purpose], ...]:
    pack = packs.load("consents", region)
    names = {kind: {row["code"]: row["name"] for row in pack[kind]} for kind in ("classes", "recipients")}
    return tuple((row["code"], _read(row, names)) for row in pack["purposes"])


def _read(row: dict[str, Any], names: dict[str, dict[str, str]]) -> Purpose:
    if row["basis"] not in (CONSENT, DUTY) or not row["laws"]:
        raise packs.PackError(f"consents: {row['code']} has no lawful basis")
    named = {kind: {code: names[kind][code] for code in row[kind]} for kind in ("classes", "recipients")}
    return Purpose(
        code=row["code"], name=row["name"], basis=row["basis"], version=row["version"], text=row["text"].strip(),
        classes=named["classes"], recipients=named["recipients"], months=row.get("months"),
        retention=row["retention"], retention_note=row.get("retention_note", ""),
        laws=tuple(Law(**law) for law in row["laws"]),
    )  # fmt: skip
