"""What is asked about a session: nearly everything is there from the last time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.people.models import Person
from linli.practice.forms_plans import day_field, number, words
from linli.practice.models import CaseSession, Form, PlanGoal, Way
from linli.practice.told import Session, Went
from linli.practice.words import NO_MINUTES, NO_NOTE, NO_REASON

MINUTES = 60  # of a first session; later ones last as long as the last
WAYS = [(str(way.value), way.label) for way in Way]
FOLDED = ("form", "happened_on", "started", "minutes", "place", "persons", "others")
TEXTS = ("note", "homework", "place", "others", "minutes", "happened_on", "started", "next_on")
Body = dict[str, Any]


class SessionForm(forms.Form):
    """When and where, who was there, what was said, how each goal went, what comes next."""

    note = words(_("谈了什么"), 20_000, rows=8, missing=NO_NOTE)
    form = forms.ChoiceField(label=_("怎么谈的"), required=False, choices=Form.choices, widget=forms.RadioSelect)
    happened_on = day_field(_("哪天"))
    started = forms.TimeField(
        label=_("几点开始"), required=False, localize=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("多少分钟"),
        error_messages={"required": NO_MINUTES},
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    place = forms.CharField(label=_("在哪里"), required=False, max_length=100)
    persons = forms.MultipleChoiceField(label=_("家里还有谁在"), required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.CharField(label=_("还有谁"), required=False, max_length=100)
    homework_done = forms.ChoiceField(
        label=_("上次的约定"), required=False, choices=CaseSession.Homework.choices[1:], widget=forms.RadioSelect
    )
    homework = forms.CharField(label=_("下次之前做什么"), required=False, max_length=1000)
    next_on = day_field(_("下次"))
    sure = forms.BooleanField(label=_("就是这样，照样记"), required=False)
    reason = forms.CharField(label=_("为什么更正"), error_messages={"required": NO_REASON}, max_length=200)

    def __init__(
        self, *args: Any, goals: Sequence[PlanGoal], family: Sequence[Person], corrects: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["reason"]
        self.family = {str(one.pk): one for one in family}
        persons: Any = self.fields["persons"]
        persons.choices = [(pk, str(one)) for pk, one in self.family.items()]
        self.goals = {goal.line.hex: goal for goal in goals}
        for line, goal in self.goals.items():
            self.fields[f"goal_{line}"] = forms.ChoiceField(
                label=goal.text, required=False, choices=WAYS, widget=forms.RadioSelect
            )
            self.fields[f"value_{line}"] = number(goal.measure)

    def ways(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each goal: its way, and its number."""
        return [(self[f"goal_{line}"], self[f"value_{line}"]) for line in self.goals]

    def told(self) -> Session:
        """Return the session as the verb takes it."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("started", "place", "others", "note", "minutes", "homework", "next_on")}
        progress = {
            goal.line: Went(int(data[f"goal_{line}"]), data[f"value_{line}"])
            for line, goal in self.goals.items()
            if data[f"goal_{line}"]
        }
        return Session(
            happened_on=data["happened_on"] or timezone.localdate(), form=data["form"] or Form.INTERVIEW,
            persons=[self.family[pk] for pk in data["persons"]], homework_done=data["homework_done"],
            progress=progress, **plain,
        )  # fmt: skip


def first_body(last: CaseSession | None, days: int) -> Body:
    """Return what a new page is filled with: as the last time, today, and the next time on the same weekday."""
    now = timezone.localtime()
    minutes = (last and last.record.minutes) or MINUTES
    body: Body = {
        "form": last.form if last else Form.INTERVIEW.value, "happened_on": now.date().isoformat(),
        "minutes": str(minutes), "place": last.place if last else "", "others": last.others if last else "",
        "persons": [str(pk) for pk in last.present] if last else [], "started": "",
        "next_on": (now.date() + timedelta(days=max(7, days - days % 7))).isoformat(),
    }  # fmt: skip
    if last is not None and last.record.started_at is not None:
        usual = timezone.localtime(last.record.started_at).time()
        at = now.replace(hour=usual.hour, minute=usual.minute, second=0, microsecond=0)
        latest = now - timedelta(minutes=minutes)
        if at > latest:
            at = latest.replace(minute=latest.minute - latest.minute % 5)
        body["started"] = at.strftime("%H:%M") if at.date() == now.date() else ""
    return body


def body_of_session(row: CaseSession) -> Body:
    """Return a session as the page would tell it."""
    started = row.record.started_at
    body: Body = {
        "form": row.form, "happened_on": row.record.happened_on.isoformat(), "place": row.place, "others": row.others,
        "started": timezone.localtime(started).strftime("%H:%M") if started else "",
        "minutes": str(row.record.minutes or ""), "persons": [str(pk) for pk in row.present], "note": row.note,
        "homework_done": row.homework_done, "homework": row.homework,
        "next_on": row.next_on.isoformat() if row.next_on else "",
    }  # fmt: skip
    for one in row.progress.all():
        body[f"goal_{one.line.hex}"] = str(one.way)
        body[f"value_{one.line.hex}"] = "" if one.value is None else str(one.value.normalize())
    return body


def differing(form: SessionForm, mine: Body, theirs: Body) -> list[tuple[str, str]]:
    """Return what the other page says otherwise: label and words, goals with the way they went."""
    told = [
        (str(form.fields[name].label), str(theirs[name]))
        for name in TEXTS
        if theirs.get(name) and str(theirs[name]) != str(mine.get(name, ""))
    ]
    labels = dict(WAYS)
    for line, goal in form.goals.items():
        way = theirs.get(f"goal_{line}")
        if way in labels and way != mine.get(f"goal_{line}"):
            told.append((goal.text, str(labels[way])))
    return told
