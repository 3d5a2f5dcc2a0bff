"""Who descends from whom: nobody is her own ancestor, and no child is older than her parent."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.policy import Refusal
from linli.people.models import KinshipLink, Person

STEPS = {KinshipLink.Kind.PARENT: 1, KinshipLink.Kind.GRANDPARENT: 2, KinshipLink.Kind.CHILD: -1,
         KinshipLink.Kind.GRANDCHILD: -2}  # fmt: skip
LEAST_YEARS = 12  # between parent and child: our reading, below which a date is more likely wrong than right
# Everybody a person descends from, by links said from either side; ended links tell descent too.
ANCESTORS = """
    WITH RECURSIVE up(id) AS (
        SELECT %s::uuid
        UNION SELECT CASE WHEN k.kind IN ('parent', 'grandparent') THEN k.other_id ELSE k.person_id END
        FROM people_kinshiplink k JOIN up ON
            (k.person_id = up.id AND k.kind IN ('parent', 'grandparent'))
            OR (k.other_id = up.id AND k.kind IN ('child', 'grandchild'))
    ) SELECT id FROM up
"""


def ancestors(person: UUID) -> set[UUID]:
    """Return everybody a person descends from, as far as is in sight, and herself."""
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [person])
        return {row[0] for row in cursor.fetchall()}


def impossible(person: Person, other: Person, kind: str) -> Refusal:
    """Return why ``other`` cannot be the ``kind`` of ``person``, or None."""
    step = STEPS.get(KinshipLink.Kind(kind))
    if step is None:
        return None
    younger, older = (person, other) if step > 0 else (other, person)
    if younger.pk in ancestors(older.pk):
        return _("这样记，“%(name)s”就成了自己的长辈，请再核对。") % {"name": younger}
    if younger.birth_date is None or older.birth_date is None:
        return None
    if younger.birth_date <= older.birth_date:
        return _("“%(child)s”比“%(parent)s”年纪大，不会是下一辈，请核对两人的出生日期。") % {
            "child": younger, "parent": older,
        }  # fmt: skip
    if abs(step) == 1 and younger.birth_date.year - older.birth_date.year < LEAST_YEARS:
        return _("“%(parent)s”只比“%(child)s”大%(years)d岁，请核对两人的出生日期。") % {
            "child": younger, "parent": older, "years": younger.birth_date.year - older.birth_date.year,
        }  # fmt: skip
    return None
