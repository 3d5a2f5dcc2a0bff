"""Somebody else looks: certificates are verified many at once or sent back one by one, and so is what was learnt."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.words import line
from linli.workforce import policies
from linli.workforce.models import Checked, Credential, GrowthEntry, How, OfWorker

C = TypeVar("C", bound=OfWorker)
MOST = 2000


@action
def verify_credentials(keys: Iterable[UUID], how: str, *, by: Actor) -> int:
    """Verify the certificates of ``keys`` in one statement, all or none; return how many. ``how`` is what was seen.

    One that cannot be verified (gone, looked at already, the actor's own) is told, and nothing is written.
    """
    if how not in How.values:
        raise Refused(_("请选怎么核对的。"), "how")
    rows = _locked(Credential, keys)
    for one in rows:
        require(policies.verify_credentials(by, one))
    done = _checked(by) | {"state": Checked.VERIFIED, "how": how}
    Credential.objects.filter(pk__in=[one.pk for one in rows]).update(**done)
    told = [str(one.pk) for one in rows]
    county = rows[0].county_id
    audit.record("credential.verified", None, by=by, county=county, how=how, count=len(rows), credentials=told)
    return len(rows)


@action
def send_back_credential(credential: Credential, why: str, *, by: Actor) -> None:
    """Send one certificate back with a sentence."""
    (row,) = _locked(Credential, [credential.pk])
    require(policies.send_back_credential(by, row))
    Credential.objects.filter(pk=row.pk).update(state=Checked.BACK, why_back=_reason(why), **_checked(by))
    audit.record("credential.sent_back", row, by=by)


@action
def confirm_growth(keys: Iterable[UUID], *, by: Actor) -> int:
    """Confirm what workers learnt, all or none; return how many."""
    rows = _locked(GrowthEntry, keys)
    for one in rows:
        require(policies.confirm_growth(by, one))
    GrowthEntry.objects.filter(pk__in=[one.pk for one in rows]).update(state=Checked.VERIFIED, **_checked(by))
    told = [str(one.pk) for one in rows]
    audit.record("growth.confirmed", None, by=by, county=rows[0].county_id, count=len(rows), entries=told)
    return len(rows)


@action
def send_back_growth(entry: GrowthEntry, why: str, *, by: Actor) -> None:
    """Send one entry back with a sentence."""
    (row,) = _locked(GrowthEntry, [entry.pk])
    require(policies.send_back_growth(by, row))
    GrowthEntry.objects.filter(pk=row.pk).update(state=Checked.BACK, why_back=_reason(why), **_checked(by))
    audit.record("growth.sent_back", row, by=by)


def _locked(model: type[C], keys: Iterable[UUID]) -> list[C]:
    """Return the rows locked, in the order of their keys. Raises ``Refused`` for none, too many, or one gone."""
    wanted = set(keys)
    if not wanted:
        raise Refused(_("一条也没有选。"), "keys")
    if len(wanted) > MOST:
        raise Refused(_("一次最多核对%(most)s条。") % {"most": MOST}, "keys")
    rows = list(model._default_manager.select_for_update().filter(pk__in=wanted).order_by("pk").defer(*_heavy(model)))
    if len(rows) != len(wanted):
        raise Refused(_("有几条已经不在了，请刷新再看。"), "keys")
    return rows


def _heavy(model: type[C]) -> tuple[str, ...]:
    return ("scan_sealed",) if model is Credential else ()


def _checked(by: Actor) -> dict[str, Any]:
    return {"checked_by": by.user, "checked_name": by.name[:50], "checked_at": timezone.now()}


def _reason(why: str) -> str:
    told = line(why, 200, "why")
    if not told:
        raise Refused(_("请写一句为什么退回。"), "why")
    return told
