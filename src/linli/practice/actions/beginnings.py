"""Verbs of a case's beginning: the intake noted, consent signed, the photograph of a signed sheet attached."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy_name
from linli.papers import pictures
from linli.people import actions as people
from linli.people.actions.areas import of_row
from linli.people.guardians import guardians
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import purposes
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.models import CaseFile, CaseSignature, Intake
from linli.practice.options import child_words, options
from linli.practice.queries.beginnings import household
from linli.practice.words import text
from linli.proofs.canonical import canonical

How, Giver, Kind = ConsentEvent.How, ConsentEvent.Giver, CaseSignature.Kind


class Changed(Exception):
    """Somebody has written a newer version since the page was opened; ``latest`` is what stands there now."""

    def __init__(self, latest: models.Model) -> None:
        self.latest = latest
        super().__init__("a newer version stands")


@dataclass(frozen=True)
class Asked:
    """What was asked at the intake. ``health``: the id of a household member to codes; ``phone``: the guardian's."""

    education: str = ""
    marital: str = ""
    occupation: str = ""
    income: Collection[str] = ()
    sought: Collection[str] = ()
    school: str = ""
    tried: str = ""
    health: Mapping[str, Collection[str]] = field(default_factory=dict)
    guardian: Person | None = None
    phone: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class Given:
    """How somebody agreed. ``giver``: the guardian who speaks, None for the client; ``child``: the child's own tick."""

    digest: str
    classes: Collection[str]
    how: str
    giver: Person | None = None
    name: str = ""
    agreed: bool = False
    drawn: bytes | None = None
    sheet: bytes | None = None
    kept_at: str = ""
    witness: str = ""
    child: bool = False


@action
def note_intake(case: CaseFile, asked: Asked, *, base: int, by: Actor) -> Intake:
    """Note what was asked, as one more version; ``base`` is the version it was written on (0: none).

    Raises :class:`Changed` when a newer one stands, and :class:`Refused` naming the field.
    """
    case = locked(case)
    require(policies.note_intake(by, case))
    latest = case.intakes.order_by("-version").first()
    if latest is not None and latest.version != base:
        raise Changed(latest)
    _fits(case, asked, by)
    if asked.guardian is not None and asked.phone:
        people.add_telephone(asked.guardian, by=by, number=asked.phone)
    made = Intake(
        case=case, version=(latest.version if latest else 0) + 1, education=asked.education, marital=asked.marital,
        occupation=asked.occupation, income=list(asked.income), sought=list(asked.sought), guardian=asked.guardian,
        confidential=asked.confidential, at=timezone.now(), by_post_id=by.post, by_name=by.name, **of_row(case),
    )  # fmt: skip
    made.school, made.tried = text(asked.school, 60, "school"), text(asked.tried, 1000, "tried")
    told = {person: list(codes) for person, codes in asked.health.items() if codes}
    made.health = json.dumps(told) if told else ""
    made.save(force_insert=True)
    audit.record("case.intake_noted", case, by=by, version=made.version)
    return made


def _fits(case: CaseFile, asked: Asked, by: Actor) -> None:
    for name in ("education", "marital", "occupation", "income", "sought"):
        value = getattr(asked, name)
        known(name, [value] if isinstance(value, str) else value)
    lives = {str(one.pk) for one in household(case, by)}
    if not set(asked.health) <= lives:
        raise Refused(_("这位家人现在不在这一户，请刷新再选。"))
    for codes in asked.health.values():
        known("health", codes)
    if asked.guardian is not None:
        _speaks(case, asked.guardian, "guardian")
    elif asked.phone:
        raise Refused(_("请先选是哪一位监护人的电话。"), "phone")
    if not asked.confidential:
        raise Refused(_("请先把保密说明告诉对方，再打勾。"), "confidential")


def known(kind: str, codes: Collection[str], *, pack: str = "intake", field: str = "") -> None:
    """Refuse codes that a pack does not offer."""
    if not {code for code in codes if code} <= set(options(pack, kind)):
        raise Refused(_("这一项的选项变了，请重新选。"), field or kind)


def _speaks(case: CaseFile, giver: Person, field: str) -> None:
    if giver.pk not in {one.pk for one in guardians(case.client, timezone.localdate())}:
        raise Refused(_("请选一位能替孩子说话的监护人或父母。"), field)


@action
def sign_consent(case: CaseFile, given: Given, *, by: Actor) -> CaseSignature:
    """Take the consent to be served, with what proves it, and a child's own yes beside it. Raises ``Refused``."""
    case = locked(case)
    require(policies.sign_consent(by, case))
    if given.giver is not None:
        _speaks(case, given.giver, "who")
    if given.child and not policies.is_child(case.client):
        raise Refused(_("孩子的话只有未满18岁的才说。"), "child")
    purpose = purposes()[policies.PURPOSE]
    signed = _signed(case, Kind.CONSENT, given, purpose.digest, purpose.body, by)
    said = people.Said(
        purpose=purpose.code, digest=given.digest, classes=given.classes, recipients=list(purpose.recipients),
        given_by=Giver.GUARDIAN if given.giver else Giver.SELF, giver=given.giver, how=given.how,
        evidence=_proof(given, signed),
    )  # fmt: skip
    signed.act = people.consent(case.client, said, by=by)[0].act
    signed.save(force_insert=True)
    if given.child:
        words = child_words()
        own = Given(words.digest, (), How.SPOKEN, agreed=True)
        _signed(case, Kind.ASSENT, own, words.digest, words.statement, by).save(force_insert=True)
    audit.record("case.consented", case, by=by, how=given.how, child=given.child)
    return signed


@action
def attach_sheet(signature: CaseSignature, sheet: bytes, *, by: Actor) -> CaseSignature:
    """Attach the photograph of a sheet that was signed by hand; once."""
    kept = CaseSignature.objects.select_for_update(of=("self",)).select_related("case__client").get(pk=signature.pk)
    require(policies.attach_sheet(by, kept.case))
    if kept.how != How.PAPER or kept.picture_digest is not None:
        raise Refused(_("这一份不用再附照片。"), "sheet")
    kept.picture, kept.picture_digest = pictures.kept(sheet), pictures.digest(sheet)
    kept.save(update_fields=["picture_sealed", "picture_digest"])
    audit.record("case.sheet_attached", kept.case, by=by, signature=str(kept.pk))
    return kept


def _signed(case: CaseFile, kind: str, given: Given, digest: str, statement: str, by: Actor) -> CaseSignature:
    """Return the row, not yet written: what was signed, by whom, when, under one hash."""
    name, witness = tidy_name(given.name)[:50], tidy_name(given.witness)[:50]
    if kind == Kind.CONSENT:
        _proven(case, given, name, witness, by)
    picture = given.drawn if given.how == How.SCREEN else given.sheet if given.how == How.PAPER else None
    now = timezone.now()
    signer: UUID = (given.giver or case.client).pk
    made = CaseSignature(
        case=case, kind=kind, how=given.how, signer_id=signer, digest=digest, at=now, by_post_id=by.post,
        by_name=by.name, picture_digest=pictures.digest(picture) if picture else None, **of_row(case),
    )  # fmt: skip
    facts: dict[str, Any] = {
        "case": case.pk, "kind": str(kind), "how": str(given.how), "signer": signer, "statement": statement,
        "name": name, "witness": witness, "picture": made.picture_digest, "at": now,
    }  # fmt: skip
    made.seal = sha256(canonical(facts)).hexdigest()
    made.statement, made.name, made.witness = statement, name, witness
    made.picture = pictures.kept(picture) if picture else ""
    return made


def _proven(case: CaseFile, given: Given, name: str, witness: str, by: Actor) -> None:
    """Refuse a consent that nothing proves."""
    if given.how not in (How.SCREEN, How.PAPER, How.SPOKEN):
        raise Refused(_("请选是怎么同意的。"), "how")
    if given.how == How.SCREEN and not (given.drawn or (name and given.agreed)):
        raise Refused(_("请在框里签名，或者写下名字并打勾。"), "name")
    if given.how == How.PAPER and not (given.sheet or given.kept_at.strip()):
        raise Refused(_("请拍下签好的纸，或者写清纸放在哪里。"), "sheet")
    if given.how == How.SPOKEN and not witness:
        raise Refused(_("口头同意要有一位见证人，请写下姓名。"), "witness")
    if given.how == How.SPOKEN and witness in {by.name, case.client.name, given.giver.name if given.giver else ""}:
        raise Refused(_("见证人要是在场的另一个人。"), "witness")


def _proof(given: Given, signed: CaseSignature) -> str:
    if given.how == How.SCREEN:
        return _("个案里的签名 %(seal)s") % {"seal": signed.seal[:16]}
    if given.how == How.SPOKEN:
        return _("见证人：%(name)s") % {"name": signed.witness}
    return given.kept_at or _("照片在个案里 %(seal)s") % {"seal": signed.seal[:16]}
