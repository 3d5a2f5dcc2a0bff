"""Posts of stations and rooms are set up, filled, fall vacant, are given up; a county sets its plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.words import line
from linli.places.models import Division, ServicePoint
from linli.workforce import policies
from linli.workforce.models import NetworkPlan, PlanTarget, PostFilling, StationPost
from linli.workforce.network import MEASURES, rules_at

YEARS = 3
FIRST, LAST = 2000, 2200
PURCHASED = "purchased"


@action
def open_station_post(point: ServicePoint, name: str, since: date, *, by: Actor) -> StationPost:
    """Set up a post; it is vacant from that day until it is filled."""
    require(policies.open_station_post(by, point))
    called = line(name, 60, "name")
    if not called:
        raise Refused(_("请写岗位的名称。"), "name")
    post = StationPost.objects.create(
        point=point, name=called, since=_past(since, "since"), noted_by=by.user, noted_name=by.name[:50],
        noted_at=timezone.now(),
    )  # fmt: skip
    audit.record("station.post_opened", post, by=by, county=point.county_id, point=str(point.pk))
    return post


@action
def fill_post(
    post: StationPost, how: str, starts_on: date, *, by: Actor, organisation: Organisation | None = None,
    source: str = "",
) -> PostFilling:  # fmt: skip
    """Say how a post was filled, and since when; bought through a project, by which agency. Raises ``Refused``."""
    row = StationPost.objects.select_for_update(of=("self",)).select_related("point__county").get(pk=post.pk)
    require(policies.fill_post(by, row))
    if how not in rules_at(row.point.county).ways:
        raise Refused(_("请选岗位是怎么配的。"), "how")
    if how == PURCHASED and organisation is None:
        raise Refused(_("购买服务配的，请选是哪个机构派的。"), "organisation")
    if _past(starts_on, "starts_on") < row.since:
        raise Refused(_("这个岗位%(day)s才设。") % {"day": row.since}, "starts_on")
    filling = PostFilling(
        post=row, how=how, organisation=organisation, starts_on=starts_on, source=line(source, 100, "source")
    )
    try:
        with transaction.atomic():
            filling.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("那几天这个岗位上已经有人了。"), "starts_on") from error
    audit.record("station.post_filled", row, by=by, county=row.point.county_id, how=how)
    return filling


@action
def vacate_post(filling: PostFilling, ends_on: date, *, by: Actor) -> None:
    """Say until which day somebody was there; the post is vacant from the next day on."""
    found = PostFilling.objects.select_for_update(of=("self",)).select_related("post__point")
    row = found.get(pk=filling.pk)
    require(policies.vacate_post(by, row))
    if _past(ends_on, "ends_on") < row.starts_on:
        raise Refused(_("她%(day)s才到岗。") % {"day": row.starts_on}, "ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    audit.record("station.post_vacated", row.post, by=by, county=row.post.point.county_id)


@action
def close_station_post(post: StationPost, on: date, *, by: Actor) -> None:
    """Give a post up; whoever is in it goes first."""
    row = StationPost.objects.select_for_update(of=("self",)).select_related("point").get(pk=post.pk)
    require(policies.close_station_post(by, row))
    last = row.fillings.order_by("-starts_on").first()
    if last is not None and last.ends_on is None:
        raise Refused(_("岗位上还有人，先登记离岗。"), "on")
    if _past(on, "on") < (last.ends_on if last and last.ends_on else row.since):
        raise Refused(_("这一天岗位上还有人，或者还没有设。"), "on")
    row.closed_on = on
    row.save(update_fields=["closed_on"])
    audit.record("station.post_closed", row, by=by, county=row.point.county_id)


@dataclass(frozen=True)
class Row:
    """One line of a plan: what is counted (or '' and a name of one's own), and the number for each of its years."""

    measure: str
    name: str
    numbers: tuple[int | None, ...]


@action
def set_plan(
    county: Division, *, name: str, source: str, first_year: int, rows: Sequence[Row], by: Actor
) -> NetworkPlan:
    """Enter a county's plan of three years, or enter it anew as a whole; what was said of own targets is kept."""
    require(policies.set_plan(by, county))
    if not FIRST <= first_year <= LAST:
        raise Refused(_("请写第一年，比如2026。"), "first_year")
    called, paper = line(name, 100, "name"), line(source, 200, "source")
    if not called:
        raise Refused(_("请写规划的名称。"), "name")
    if not paper:
        raise Refused(_("请写文号：没有出处的规划不登记。"), "source")
    told = _targets(rows)
    facts = {"name": called, "source": paper, "set_by": by.user, "set_at": timezone.now()}
    plan, _new = NetworkPlan.objects.update_or_create(county=county, first_year=first_year, defaults=facts)
    kept = {(row.name, row.year): row for row in plan.targets.filter(measure="").exclude(said=None)}
    plan.targets.all().delete()
    for position, (measure, label, numbers) in enumerate(told):
        for year, number in zip(plan.years, numbers, strict=True):
            if number is None:
                continue
            before = kept.get((label, year)) if not measure else None
            PlanTarget.objects.create(
                plan=plan, position=position, year=year, measure=measure, name=label, number=number,
                said=before.said if before else None, said_source=before.said_source if before else "",
            )  # fmt: skip
    audit.record("network.plan_set", plan, by=by, county=county.pk, year=first_year, targets=len(told))
    return plan


def _targets(rows: Sequence[Row]) -> list[tuple[str, str, tuple[int | None, ...]]]:
    told: list[tuple[str, str, tuple[int | None, ...]]] = []
    for position, row in enumerate(rows):
        if row.measure and row.measure not in MEASURES:
            raise Refused(_("请从列表里选数什么。"), f"{position}.measure")
        label = line(row.name, 60, f"{position}.name") or str(MEASURES.get(row.measure, ""))
        if not label:
            raise Refused(_("请选数什么，或者写目标的名称。"), f"{position}.name")
        if label in [one[1] for one in told]:
            raise Refused(_("“%(name)s”写了两次。") % {"name": label}, f"{position}.name")
        if len(row.numbers) != YEARS or all(number is None for number in row.numbers):
            raise Refused(_("至少写一年要达到多少。"), f"{position}.first")
        if any(number is not None and number < 0 for number in row.numbers):
            raise Refused(_("目标不能小于0。"), f"{position}.first")
        told.append((row.measure, label, row.numbers))
    if not told:
        raise Refused(_("至少写一个目标。"), "0.measure")
    return told


@action
def say_reached(target: UUID, number: int, source: str, *, by: Actor) -> None:
    """Say what was reached of a target that is not counted here, and where that is written."""
    row = PlanTarget.objects.select_for_update(of=("self",)).select_related("plan__county").get(pk=target)
    require(policies.say_reached(by, row.plan))
    if row.measure:
        raise Refused(_("这个数是从资料里数出来的，不用填。"), "target")
    if number < 0:
        raise Refused(_("达到的数不能小于0。"), "number")
    if not (paper := line(source, 200, "source")):
        raise Refused(_("请写出处：从哪里看到的。"), "source")
    row.said, row.said_source = number, paper
    row.save(update_fields=["said", "said_source"])
    audit.record("network.reached_said", row.plan, by=by, county=row.plan.county_id, year=row.year)


def _past(day: date, field: str) -> date:
    if day > timezone.localdate():
        raise Refused(_("这一天还没有到。"), field)
    return day
