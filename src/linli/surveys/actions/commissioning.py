"""A survey is asked for, and gets its people."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.places.models import Division
from linli.surveys import policies
from linli.surveys.models import Kind, Member, Survey


@dataclass(frozen=True)
class Terms:
    """What a survey is asked for: of whom, by which agency, about which days, until when, how many to draw."""

    kind: str
    title: str
    agency: str
    since: date
    until: date
    closes_on: date
    size: int
    least: int = 0
    quota: int | None = None
    programme: Programme | None = None


@action
def commission(place: Division, terms: Terms, *, by: Actor) -> Survey:
    """Ask for a survey of a place. It gets the twelve digits by which residents tell a true call from a false one."""
    require(policies.commission(by, place))
    _sound(terms)
    _of_programme(terms, place)
    areas = {name: key for name, key in place.areas().items() if name != "grid_id"}
    made = Survey.objects.create(
        kind=terms.kind, title=tidy(terms.title), agency=tidy(terms.agency), place=place, since=terms.since,
        until=terms.until, closes_on=terms.closes_on, size=terms.size, least=terms.least, quota=terms.quota,
        programme=terms.programme,
        callback=_digits(), made_at=timezone.now(), **areas,
    )  # fmt: skip
    audit.record("survey.commissioned", made, by=by, kind=made.kind, size=made.size)
    return made


def _of_programme(terms: Terms, place: Division) -> None:
    if terms.programme is None:
        return
    if terms.kind != Kind.SERVED:
        raise Refused(_("按项目来问，要选“服务对象满意度”。"), "programme")
    if terms.programme.county_id not in (place.pk, place.county_id):
        raise Refused(_("这个项目是别的区县的。"), "programme")


def _digits() -> str:
    """Return twelve digits of no other survey, the first not 0, so that they are read out as they are written."""
    while Survey.objects.filter(callback=(told := str(10**11 + secrets.randbelow(9 * 10**11)))).exists():
        continue
    return told


def _sound(terms: Terms) -> None:
    for name, told in (("title", terms.title), ("agency", terms.agency)):
        if not 2 <= len(tidy(told)) <= 60:
            raise Refused(_("请写 2 到 60 个字。"), name)
    if terms.kind not in Kind.values:
        raise Refused(_("请选调查哪些人。"), "kind")
    if terms.until < terms.since:
        raise Refused(_("结束的日子在开始以前。"), "until")
    if terms.closes_on < timezone.localdate():
        raise Refused(_("截止日已经过了。"), "closes_on")
    if not 1 <= terms.size <= 20_000:
        raise Refused(_("请填 1 到 20000。"), "size")
    if not 0 <= terms.least <= terms.size:
        raise Refused(_("每层至少的人数不能比总数多。"), "least")
    if terms.quota is not None and terms.quota < 1:
        raise Refused(_("请填 1 以上的数，或者不填。"), "quota")


@action
def engage(survey: Survey, post: Post, *, by: Actor) -> Member:
    """Let a post work in a survey: an evaluator leads it, an interviewer asks; once more changes nothing."""
    require(policies.engage(by, survey, post))
    made, fresh = Member.objects.get_or_create(
        survey=survey, post=post, ended_at=None,
        defaults={"leads": post.role == Role.EVALUATOR, "joined_at": timezone.now()},
    )  # fmt: skip
    if fresh:
        audit.record("survey.joined", survey, by=by, post=str(post.pk))
    return made
