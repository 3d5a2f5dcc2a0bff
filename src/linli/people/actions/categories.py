"""Verbs of categories: marked with a basis and dates, and ended. Rows are never removed."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import policies
from linli.people.actions import areas
from linli.people.models import Person, PriorityTag
from linli.people.packs import categories
from linli.people.words import line


@dataclass(frozen=True)
class Mark:
    """A category to be carried: observed by a worker, or recognised by an authority (then ``authority`` is needed)."""

    category: str
    basis: str = PriorityTag.Basis.OBSERVED
    authority: str = ""
    document: str = ""
    reason: str = ""
    starts_on: date | None = None


@action
def tag(person: Person, mark: Mark, *, by: Actor) -> PriorityTag:
    """Mark a person with a category; one that runs already on the same basis is refused."""
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.tag(by, person))
    kept = keep(person, mark, by=by)
    audit.record("person.tagged", person, by=by, category=kept.category, basis=kept.basis)
    return kept


@action
def untag(tagged: PriorityTag, *, by: Actor, ends_on: date | None = None) -> PriorityTag:
    """End a category on a day (today when not told), the day included."""
    tagged = PriorityTag.objects.select_for_update(of=("self",)).get(pk=tagged.pk)
    require(policies.untag(by, tagged))
    day = ends_on or timezone.localdate()
    if day < tagged.starts_on:
        raise Refused(_("结束日期不能早于开始日期(%(day)s)。") % {"day": tagged.starts_on}, "ends_on")
    tagged.ends_on = day
    tagged.save(update_fields=["ends_on"])
    audit.record("person.untagged", tagged.person, by=by, category=tagged.category, basis=tagged.basis)
    return tagged


def keep(person: Person, mark: Mark, *, by: Actor) -> PriorityTag:
    """Write one checked category of a person."""
    if mark.category not in categories():
        raise Refused(_("没有这个类别，请从列表里选。"), "category")
    if mark.basis not in PriorityTag.Basis.values:
        raise Refused(_("请选择是官方认定，还是工作人员观察。"), "basis")
    authority = line(mark.authority, 100, "authority")
    if mark.basis == PriorityTag.Basis.RECOGNISED and not authority:
        raise Refused(_("官方认定要写清是哪个机关认定的。"), "authority")
    starts_on = mark.starts_on or timezone.localdate()
    if person.birth_date and starts_on < person.birth_date:
        raise Refused(_("开始日期早于出生日期，请再核对。"), "starts_on")
    running = person.tags.filter(category=mark.category, basis=mark.basis, ends_on=None)
    if running.exists():
        raise Refused(_("这个类别已经标过，还没有结束。"), "category")
    return PriorityTag.objects.create(
        person=person,
        category=mark.category,
        basis=mark.basis,
        authority=authority,
        document=line(mark.document, 100, "document"),
        reason=line(mark.reason, 200, "reason"),
        starts_on=starts_on,
        marked_by=by.user,
        **areas.of_row(person),
    )
