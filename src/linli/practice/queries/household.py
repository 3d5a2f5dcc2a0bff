"""What an application tells of a household: taken from what is known, so that nobody types it again."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.people import locks, queries
from linli.people.guardians import years
from linli.people.models import HouseholdMember, Person, PriorityTag
from linli.people.packs import category_name


def identity(person: Person) -> list[str]:
    """Return who she is and where she lives: what a desk reads only as long as it is needed."""
    home = person.actual_address or person.registered_address
    return [_("姓名：%(name)s") % {"name": person.name}, *([_("住址：%(home)s") % {"home": home}] if home else [])]


def facts(person: Person) -> str:
    """Return the facts as lines: with whom she lives and what an office has recognised. No name, and no case text.

    Whoever lives with her did not apply: of them only how they are related and how old they are.
    """
    lines = [_("性别：%(sex)s") % {"sex": person.get_sex_display()}]
    if (old := years(person, timezone.localdate())) is not None:
        lines.append(_("年龄：%(old)d岁") % {"old": old})
    members = queries.members(person.household) if person.household is not None else []
    others = [one for one in members if one.ends_on is None and one.person_id != person.pk]
    kept = locks.restricted([one.person for one in others])
    told = [_who(one) for one in others if one.person_id not in kept]
    lines.append(_("同住：%(who)s") % {"who": "、".join(told) or _("没有登记")})
    tags = person.tags.filter(ends_on=None, basis=PriorityTag.Basis.RECOGNISED).order_by("starts_on", "id")
    named = "、".join(category_name(tag.category) for tag in tags)
    lines.append(_("认定的类别：%(what)s") % {"what": named or _("没有")})
    return "\n".join(lines)


def _who(one: HouseholdMember) -> str:
    relation, old = one.relation or _("家人"), years(one.person, timezone.localdate())
    return relation if old is None else _("%(relation)s（%(old)d岁）") % {"relation": relation, "old": old}
