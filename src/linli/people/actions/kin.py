"""Verbs of kinship: said once, seen from both sides, ended with a date."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import consents, lineage, policies
from linli.people.actions import areas
from linli.people.actions.consents import change_guardian
from linli.people.guardians import ward_and_guardian
from linli.people.models import KinshipLink, Person


@action
def relate(person: Person, other: Person, *, by: Actor, kind: str, starts_on: date | None = None) -> KinshipLink:
    """Say that ``other`` is the ``kind`` (``KinshipLink.Kind``) of ``person``."""
    pair = Person.objects.select_for_update(of=("self",)).only("id").filter(pk__in=[person.pk, other.pk])
    list(pair.order_by("pk"))  # two who say it at once come one after the other
    require(policies.relate(by, person, other))
    if kind not in KinshipLink.Kind.values:
        raise Refused(_("请选择是什么关系。"), "kind")
    if person.pk == other.pk:
        raise Refused(_("请选另一位居民。"), "other")
    if (sentence := lineage.impossible(person, other, kind)) is not None:
        raise Refused(sentence, "kind")
    said = KinshipLink.objects.filter(ends_on=None)
    if said.filter(person=person, other=other).exists() or said.filter(person=other, other=person).exists():
        raise Refused(_("两位的关系已经记过了。"), "other")
    link = KinshipLink.objects.create(
        person=person, other=other, kind=kind, starts_on=starts_on, **areas.of_row(person)
    )
    audit.record("kinship.said", person, by=by, kind=kind, other=str(other.pk))
    return link


@action
def unrelate(link: KinshipLink, *, by: Actor, ends_on: date | None = None) -> KinshipLink:
    """End a relation on a day (today when not told)."""
    link = KinshipLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    require(policies.unrelate(by, link))
    day = ends_on or timezone.localdate()
    if link.starts_on is not None and day < link.starts_on:
        raise Refused(_("结束日期不能早于开始日期（%(day)s）。") % {"day": link.starts_on}, "ends_on")
    link.ends_on = day
    link.save(update_fields=["ends_on"])
    audit.record("kinship.ended", link.person, by=by, kind=link.kind)
    if (pair := ward_and_guardian(link)) is not None and consents.speaks_by(*pair):
        change_guardian(pair[0], by=by)
    return link
