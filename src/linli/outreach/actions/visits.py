"""The verbs of outreach: a visit is one record with what was seen, the lead it brings, and what comes next."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.outreach import policies
from linli.outreach.actions import leads
from linli.outreach.conditions import lead_due, lead_of
from linli.outreach.models import HomeVisit
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import ServiceRecord
from linli.tasks import actions as tasks


@dataclass(frozen=True)
class Next:
    """What comes after: nothing, or the visitor comes back on a day, or the station's social workers take over."""

    again_on: date | None = None
    hand_over: bool = False


NOTHING = Next()


@dataclass(frozen=True)
class Filled:
    """The visit form as it was filled in: its version, an option by item, or since when nothing has changed."""

    version: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    unchanged_since: date | None = None


BLANK = Filled()


@action
def visit(
    entry: Entry, codes: Sequence[str] = (), *, by: Actor, then: Next = NOTHING, filled: Filled = BLANK
) -> ServiceRecord:
    """Write a visit or a call at home: record, what was seen, the lead it brings and the todos, all or nothing.

    ``codes`` are conditions of the pack, ``filled`` the visit form. The same key again returns the first record and
    adds nothing. Raises ``Refused``.
    """
    by = by.about(*(person.pk for person in entry.persons))
    require(policies.visit(by, entry, codes, filled.answers))
    made = records.record(entry, by=by)
    if HomeVisit.objects.filter(record=made).exists():
        return made
    areas = {name: getattr(made, name) for name in tasks.AREAS}
    seen = HomeVisit(
        record=made, household=made.household, conditions=list(dict.fromkeys(codes)), form_version=filled.version,
        unchanged_since=filled.unchanged_since, **areas,
    )  # fmt: skip
    seen.answers = json.dumps(dict(filled.answers), ensure_ascii=False) if filled.answers else ""
    seen.save(force_insert=True)
    if (rule := lead_of(codes)) is not None:
        leads.find(made, entry, rule.kind, rule.name, codes, by)
    _then(made, then, by)
    return made


@action
def arrange(record: ServiceRecord, then: Next, *, by: Actor) -> ServiceRecord:
    """Put what comes after any record into the todos. Raises ``Refused``."""
    require(policies.arrange(by, record))
    _then(record, then, by)
    return record


def _then(made: ServiceRecord, then: Next, by: Actor) -> None:
    if then.again_on is not None:
        if then.again_on <= made.happened_on:
            raise Refused(_("“再来”要选以后的日子。"), "again_on")
        title = _("再去看看 %(who)s") % {"who": leads.called(made)}
        leads.give("visit", title, then.again_on, made, by, leads.own_post(by))
    if then.hand_over:
        title = _("接手：%(who)s") % {"who": leads.called(made)}
        leads.give("hand_over", title, lead_due(made.happened_on), made, by, leads.owner_of(made, by))
