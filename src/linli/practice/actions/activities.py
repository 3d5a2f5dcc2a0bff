"""Verbs of community work: projects, activities with their money, who came, what was promised. Each counts once."""

from collections.abc import Collection, Mapping
from datetime import date, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import locks
from linli.people.actions.areas import of_row
from linli.people.consents import allowed
from linli.people.models import Person
from linli.places.models import Division
from linli.practice import packs
from linli.practice.models.activities import BANDS, Activity, BudgetLine, CommunityProject, Guest, Promise
from linli.practice.policies import activities as policies
from linli.practice.policies.programmes import opens_under
from linli.practice.queries.counted import SOURCE
from linli.practice.words import text
from linli.records import actions as records
from linli.records.actions import areas_of
from linli.records.entries import Entry
from linli.records.models import Kind, Provenance, Undertaking
from linli.tasks.actions import open_task

PROMISE = "courtyard_promise"
MOST_MONEY = 100_000_000  # fen


@action
def open_project(
    name: str, place: Division, *, by: Actor, goals: str = "", programme: Programme | None = None
) -> CommunityProject:
    """Open a community project with its undertaking; ``programme``: what its records count to."""
    require(policies.open_project(by, place) or opens_under(programme, place.county_id or 0))
    called = text(name, 60, "name")
    if not called:
        raise Refused(_("请给项目起个名字。"), "name")
    project = CommunityProject(
        name=called, goals=text(goals, 2000, "goals"), opened_on=timezone.localdate(), **areas_of(place)
    )
    project.undertaking = records.undertake(
        Undertaking.Kind.COMMUNITY_PROJECT, called, place, by=by, source="practice.community_project",
        source_id=str(project.pk), opened_on=project.opened_on, programme=programme,
    )  # fmt: skip
    project.save(force_insert=True)
    audit.record("project.opened", project, by=by)
    return project


@action
def plan_activity(
    project: CommunityProject, *, by: Actor, kind: str, name: str, planned_on: date, size: str = "small",
    theme: str = "", plan: str = "", spot: str = "", closes_at: time | None = None,
) -> Activity:  # fmt: skip
    """Plan an activity of a project; an after-school class says at what time children are to be fetched."""
    require(policies.plan_activity(by, project))
    called = text(name, 60, "name")
    if not called:
        raise Refused(_("请写名称；院坝会写议题。"), "name")
    if kind not in Activity.Kind.values or size not in Activity.Size.values:
        raise Refused(_("请选类别和规模。"), "kind")
    if theme and theme not in packs.themes():
        raise Refused(_("没有这个主题，请重新选。"), "theme")
    if kind == Activity.Kind.AFTER_SCHOOL and closes_at is None:
        raise Refused(_("四点半课堂要写几点结束，到点没接走会提醒您。"), "closes_at")
    activity = Activity.objects.create(
        project=project, kind=kind, size=size, name=called, theme=theme, plan=text(plan, 3000, "plan"),
        spot=text(spot, 60, "spot"), planned_on=planned_on, closes_at=closes_at,
        owner=Post.objects.get(pk__in=[by.post]), **of_row(project),
    )  # fmt: skip
    audit.record("activity.planned", activity, by=by)
    return activity


@action
def budget(activity: Activity, *, by: Actor, label: str, planned: int) -> BudgetLine:
    """Add a line of money, ``planned`` in fen."""
    activity = held(activity)
    require(policies.budget(by, activity))
    told = text(label, 40, "label")
    if not told or not 0 <= planned <= MOST_MONEY:
        raise Refused(_("写清用在哪里、多少钱。"), "label")
    line = BudgetLine.objects.create(activity=activity, label=told, planned=planned, **of_row(activity))
    audit.record("activity.budgeted", activity, by=by, planned=planned)
    return line


@action
def welcome(activity: Activity, person: Person, *, by: Actor) -> Guest:
    """Sign somebody in by name."""
    activity = held(activity)
    require(policies.welcome(by, activity, person))
    row, fresh = Guest.objects.get_or_create(
        activity=activity, person=person, defaults={"how": "roll", "at": timezone.now(), **of_row(activity)}
    )
    if fresh:
        audit.record("activity.welcomed", activity, by=by)
    return row


@action
def hold_activity(
    activity: Activity, *, by: Actor, held_on: date, minutes: int, bands: Mapping[str, int], servers: int = 0,
    told: str = "", spent: Mapping[UUID, int] | None = None, photos: int = 0, photos_kept: str = "",
    pictured: Collection[UUID] = (),
) -> Activity:  # fmt: skip
    """Write an activity down: how many came by band, what was spent (fen by line), what was said; one record.

    ``servers``: how many served in all, volunteers too (0: whoever writes, alone); their minutes are service hours.
    ``pictured``: the guests whom somebody would know in the photographs; each has agreed to that. Raises ``Refused``.
    """
    activity = held(activity)
    require(policies.hold_activity(by, activity))
    guests = list(activity.guests.select_related("person").defer("person__search"))
    heads = sum(max(bands.get(band, 0), 0) for band in BANDS)
    if heads == 0 or heads < len(guests):
        raise Refused(_("各年龄段加起来不能少于签到的%(n)d位，也不能是0。") % {"n": len(guests)}, "adult")
    _pictures(activity, guests, photos, photos_kept, set(pictured))
    for band in BANDS:
        setattr(activity, band, max(bands.get(band, 0), 0))
    _spend(activity, spent or {})
    activity.record = records.record(
        Entry(
            kind=Kind.EVENT, happened_on=held_on, place=_place(activity), minutes=minutes,
            persons=[one.person for one in guests if one.person.restricted_at is None],
            head_count=heads, server_count=servers, undertaking=activity.project.undertaking, title=activity.name,
            provenance=Provenance.ON_THE_SPOT if held_on == timezone.localdate() else Provenance.MANUAL,
            source=SOURCE, source_id=str(activity.pk),
        ),
        by=by,
    )  # fmt: skip
    activity.held_on, activity.told = held_on, text(told, 5000, "told")
    activity.save()
    activity.codes.filter(ended_at=None).update(ended_at=timezone.now())
    audit.record("activity.held", activity, by=by, heads=heads)
    return activity


@action
def promise(activity: Activity, *, by: Actor, what: str, post: Post, due_on: date) -> Promise:
    """Note what was promised: whoever does it has a todo by that day."""
    require(policies.promise(by, activity, post))
    told = text(what, 100, "what")
    if not told:
        raise Refused(_("写一句答应了什么。"), "what")
    if due_on < timezone.localdate():
        raise Refused(_("日子已经过了，请写今天或以后。"), "due_on")
    row = Promise.objects.create(activity=activity, what=told, post=post, due_on=due_on, **of_row(activity))
    open_task(
        PROMISE, _("院坝会上答应的：%(what)s") % {"what": told}, due_on, by=by, place=activity, owner=post, subject=row
    )
    audit.record("activity.promised", activity, by=by)
    return row


def held(activity: Activity) -> Activity:
    """Return an activity for writing: whoever comes second waits and sees what the first has done."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("project__undertaking")
    return rows.get(pk=activity.pk)


def _place(activity: Activity) -> Division:
    return Division.objects.get(pk=activity.grid_id or activity.community_id)


def _pictures(activity: Activity, guests: list[Guest], photos: int, kept: str, pictured: set[UUID]) -> None:
    activity.photos, activity.photos_kept = photos, text(kept, 100, "photos_kept") if photos else ""
    if photos and not activity.photos_kept:
        raise Refused(_("写一句照片存在哪里，比如“站里电脑，活动文件夹”。"), "photos_kept")
    shown = [one for one in guests if one.pk in pictured]
    if shown and not photos:
        raise Refused(_("没有照片，就不用选谁在照片里。"), "photos")
    agreed = allowed([one.person_id for one in shown], "publish_image", "image", "public")
    silent = [one.person for one in shown if one.person_id not in agreed]
    if silent:
        names = "、".join(str(locks.veiled(one)) for one in silent)
        raise Refused(_("%(names)s还没有同意公开照片。先问一问，或换一张认不出的。") % {"names": names}, "photos")
    for one in shown:
        one.pictured = True
        one.save(update_fields=["pictured"])


def _spend(activity: Activity, spent: Mapping[UUID, int]) -> None:
    for line in activity.budgetlines.filter(pk__in=spent):
        if not 0 <= spent[line.pk] <= MOST_MONEY:
            raise Refused(_("花了多少钱，写0到100万元之间的数。"), "spent")
        line.spent = spent[line.pk]
        line.save(update_fields=["spent"])
