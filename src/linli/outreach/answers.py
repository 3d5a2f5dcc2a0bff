"""What a visit form says, and what changed since the form before it; the words are the data pack's."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.outreach import policies
from linli.outreach.conditions import conditions
from linli.outreach.models import HomeVisit
from linli.outreach.questions import VisitForm, visit_form
from linli.people.models import Person
from linli.records.models import ServiceRecord
from linli.records.policies import RECORDERS
from linli.records.queries import named_to, of
from linli.records.sections import Section

LOOK = "visit.answers"


@dataclass(frozen=True)
class Filled:
    """The form of one visit as it is kept: the record's source and its number there, and an option by item."""

    record: tuple[str, str]
    answers: Mapping[str, str]
    conditions: tuple[str, ...]
    stands: bool


def section(record: ServiceRecord, persons: list[UUID], by: Actor) -> Section | None:
    """Return what was seen at the door as a section of the record's page; None when nothing is for her."""
    rows = HomeVisit.objects.visible_to(by)
    visit = rows.filter(record__source=record.source, record__source_id=record.source_id).first()
    if visit is None or not (visit.answers_sealed or visit.conditions):
        return None
    people = list(Person.objects.filter(pk__in=persons).defer("search"))
    if policies.read_answers(by, record, people) is not None:
        return None
    form = visit_form()
    lines = [(_("什么情况"), "、".join(_conditions(visit.conditions)), "")] if visit.conditions else []
    lines += _lines(_read(visit), form)
    return Section(form.name if visit.answers_sealed else _("走访看到"), tuple(lines), LOOK, _version(visit, form))


def of_person(selves: Iterable[UUID], by: Actor, *, most: int) -> list[Filled]:
    """Return the forms of a person's last visits whose answers the actor may read, the latest first, in one query.

    Whether her file is shut is for the caller to ask.
    """
    if by.role not in RECORDERS:
        return []
    read = ServiceRecord.objects.filter(by.scope.q(), of(*selves)).filter(named_to(by))
    rows = HomeVisit.objects.visible_to(by).filter(record__in=read).exclude(answers_sealed=None)
    rows = rows.select_related("record").defer("record__narrative_sealed")
    return [
        Filled(
            (row.record.source, row.record.source_id), _read(row), tuple(row.conditions),
            row.record.superseded_at is None and not row.record.withdrawn,
        )
        for row in rows.order_by("-record__happened_on", "-record__id")[:most]
    ]  # fmt: skip


def sentence(now: Filled, before: Filled | None) -> str:
    """Return one line: what changed since the form before, else what needs a second look."""
    form = visit_form()
    if before is None:
        marked = [f"{item} {option}" for item, option, tone in _lines(now.answers, form) if tone]
        return _("探访表：%(what)s") % {"what": "；".join(marked) if marked else _("都好")}
    names, options = _names(form)
    turned = []
    for code, answer in now.answers.items():
        was, told = before.answers.get(code), options.get(answer, answer)
        if was is not None and was != answer:
            turned.append(f"{names.get(code, code)} {options.get(was, was)}→{told}")
        elif was is None and answer not in _well(form):
            turned.append(f"{names.get(code, code)} {told}")
    return _("探访表和上次比：%(what)s") % {"what": "；".join(turned) if turned else _("没有变化")}


def _read(visit: HomeVisit) -> dict[str, str]:
    return dict(json.loads(visit.answers)) if visit.answers_sealed else {}


def _names(form: VisitForm) -> tuple[dict[str, str], dict[str, str]]:
    names = {item.code: f"{subject.name}·{item.name}" for subject in form.subjects for item in subject.items}
    return names, {option.code: option.name for option in form.options}


def _well(form: VisitForm) -> set[str]:
    return {option.code for option in form.options if option.well}


def _lines(answers: Mapping[str, str], form: VisitForm) -> list[tuple[str, str, str]]:
    """Return answers in the order of the form, those that left the pack last, as their codes."""
    names, options = _names(form)
    ordered = [code for code in names if code in answers] + sorted(set(answers) - set(names))
    well = _well(form)
    return [
        (names.get(code, code), options.get(answers[code], answers[code]), "" if answers[code] in well else "warn")
        for code in ordered
    ]


def _conditions(codes: Iterable[str]) -> list[str]:
    known = conditions()
    return [known[code].name if code in known else code for code in codes]


def _version(visit: HomeVisit, form: VisitForm) -> str:
    """Return a note when the form has changed since it was filled in."""
    if not visit.answers_sealed or visit.form_version == form.version:
        return ""
    return _("填的是旧版的表（%(version)s）。") % {"version": visit.form_version}
