"""What an application tells of a household: taken from what is known, so that nobody types it again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.people import locks, queries
from linli.people.guardians import years
from linli.people.models import Person, PriorityTag
from linli.people.packs import category_name


def facts(person: Person) -> str:
    """Return the facts as lines: who she is, where, with whom, and what an office has recognised. No case text."""
    lines = [_("姓名：%(name)s") % {"name": person.name}, _("性别：%(sex)s") % {"sex": person.get_sex_display()}]
    if (old := years(person, timezone.localdate())) is not None:
        lines.append(_("年龄：%(old)d岁") % {"old": old})
    if home := person.actual_address or person.registered_address:
        lines.append(_("住址：%(home)s") % {"home": home})
    members = queries.members(person.household) if person.household is not None else []
    others = [one.person for one in members if one.ends_on is None and one.person_id != person.pk]
    told = [_who(one) for one in others if one.pk not in locks.restricted(others)]
    lines.append(_("同住：%(who)s") % {"who": "、".join(told) or _("没有登记")})
    tags = person.tags.filter(ends_on=None, basis=PriorityTag.Basis.RECOGNISED).order_by("starts_on", "id")
    named = "、".join(category_name(tag.category) for tag in tags)
    lines.append(_("认定的类别：%(what)s") % {"what": named or _("没有")})
    return "\n".join(lines)


def _who(one: Person) -> str:
    old = years(one, timezone.localdate())
    return one.name if old is None else _("%(name)s（%(old)d岁）") % {"name": one.name, "old": old}
