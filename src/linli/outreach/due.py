"""When somebody is to be visited next: a pure function of what is known of her, the visits made, and the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.outreach.intervals import Rule, Rules, TriggerRule
from linli.people.numbers import age


class Form(TextChoices):
    """The way somebody was visited."""

    HOME = "home", _("上门")
    PHONE = "phone", _("电话")
    VIDEO = "video", _("视频")


class Outcome(TextChoices):
    """How a visit ended. All four are good answers: nobody is made to open the door."""

    SEEN = "seen", _("见到了")
    SPOKEN = "spoken", _("通上话了")
    REFUSED = "refused", _("不愿见")
    AWAY = "away", _("没人在")


MET = frozenset({Outcome.SEEN, Outcome.SPOKEN})


@dataclass(frozen=True)
class Facts:
    """What a rule asks of a person: the categories in force with the day each began, and the birthday if known."""

    carried: Mapping[str, date] = field(default_factory=dict)
    born: date | None = None


@dataclass(frozen=True)
class Visit:
    """One visit or try: the day, the form and the outcome. ``at`` is the moment it was written down, if it matters."""

    on: date
    form: str = Form.HOME
    outcome: str = Outcome.SEEN
    at: datetime | None = None


@dataclass(frozen=True)
class Trigger:
    """Something that brings a visit forward: its kind in the pack, and when it was known."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """The next visit: by which day (by which moment after a trigger), by which rule, and since when it is overdue."""

    on: date
    rule: Rule | None = None
    trigger: TriggerRule | None = None
    at: datetime | None = None
    overdue_since: date | None = None

    @property
    def name(self) -> str:
        """Why: the class, or what happened."""
        return self.trigger.name if self.trigger else self.rule.name if self.rule else ""


def due(facts: Facts, visits: Iterable[Visit], triggers: Iterable[Trigger], rules: Rules, now: datetime) -> Due | None:
    """Return the next visit of a person as of ``now``, or None when no rule and no trigger asks for one.

    Of several rules the one that asks soonest counts (the shorter interval, then the pack's order, where two ask for
    the same day). An interval runs from the last visit in one of the rule's forms that met her or that she refused;
    without one, from the day she came under the rule. After finding nobody the visit is tried again so many days
    later, and is not overdue before. A trigger is answered by a meeting after it, whatever its form; its hours run from
    the moment it was known.
    """
    day = timezone.localdate(now)
    made = sorted((one for one in visits if one.on <= day), key=lambda one: (one.on, one.outcome != Outcome.AWAY))
    asked = [_asked(rule, since, made, rules) for rule in rules.rules if (since := _since(rule, facts, day))]
    asked += [_brought(rules.triggers[one.kind], one, now) for one in _open(triggers, made, rules)]
    if not asked:
        return None
    first = min(asked, key=lambda one: (one.on, one.trigger is None, one.rule.every.length if one.rule else 0))
    if first.trigger is not None or first.on >= day:
        return first
    return Due(first.on, first.rule, overdue_since=first.on + timedelta(days=1))


def applies(rule: Rule, facts: Facts, day: date) -> bool:
    """Tell whether a rule holds for somebody on a day."""
    return _since(rule, facts, day) is not None


def _since(rule: Rule, facts: Facts, day: date) -> date | None:
    """Return the day somebody came under a rule; None when she is not under it.

    A birthday that is not known keeps nobody out: who carries the category is visited.
    """
    begun = [start for code, start in facts.carried.items() if code in rule.categories and start <= day]
    if not begun:
        return None
    if not rule.age_from or facts.born is None:
        return min(begun)
    if age(facts.born, day) < rule.age_from:
        return None
    return max(min(begun), birthday(facts.born, rule.age_from))


def birthday(born: date, years: int) -> date:
    """Return the day somebody turns ``years``; who was born on 29 February does so on 1 March of a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _asked(rule: Rule, since: date, made: list[Visit], rules: Rules) -> Due:
    counted = [one.on for one in made if one.outcome != Outcome.AWAY and one.form in rule.forms]
    on = rule.every.after(max(counted[-1], since) if counted else since)
    if made and made[-1].outcome == Outcome.AWAY:
        again = made[-1].on + timedelta(days=min(rules.away_again_days, rule.every.length))
        on = max(on, again)
    while on in rules.holidays:
        on += timedelta(days=1)
    return Due(on, rule)


def _open(triggers: Iterable[Trigger], made: list[Visit], rules: Rules) -> list[Trigger]:
    """Return the triggers of the pack that no meeting has answered."""
    return [one for one in triggers if one.kind in rules.triggers and not any(_answers(visit, one) for visit in made)]


def _answers(visit: Visit, trigger: Trigger) -> bool:
    if visit.outcome == Outcome.AWAY:
        return False
    known = timezone.localdate(trigger.at)
    return visit.on > known or (visit.on == known and (visit.at is None or visit.at >= trigger.at))


def _brought(rule: TriggerRule, trigger: Trigger, now: datetime) -> Due:
    at = trigger.at + timedelta(hours=rule.hours)
    on = timezone.localdate(at)
    return Due(on, trigger=rule, at=at, overdue_since=on if at < now else None)
