"""What is asked about a plan, a goal, a review and a step on the road."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.practice.models import Agreed, Ended, PlanAction, PlanGoal, Rhythm
from linli.practice.queries.plans import Line
from linli.practice.told import Goal, Plan, Review, Step
from linli.practice.words import NO_CHANGE, NO_END, NO_MEASURE, NO_TEXT, NO_WHAT, NO_WHY, NO_WORD

DAY = {"type": "date"}
STEPS = 3  # rows of ways of working that a page offers


def day_field(label: Any, *, missing: Any = "", **more: Any) -> forms.DateField:
    """Return a day that a browser's own calendar fills in; ``missing`` is said when it is not told and must be."""
    return forms.DateField(
        label=label,
        required=bool(missing),
        error_messages={"required": missing},
        localize=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        **more,
    )


def words(label: Any, limit: int, rows: int = 2, *, missing: Any = "", **more: Any) -> forms.CharField:
    """Return a text of some lines; ``missing`` is said when it is empty and may not be."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        error_messages={"required": missing},
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def number(label: Any) -> forms.DecimalField:
    """Return a number that a telephone types with its digits."""
    return forms.DecimalField(
        label=label, required=False, max_digits=8, decimal_places=2, localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip


class PlanForm(forms.Form):
    """The frame of a plan: aim, risks, how it was agreed, and in a later version what it changes."""

    aim = words(_("总目标，用对方的话"), 2000)
    risk = words(_("可能的风险，到时候怎么办"), 2000)
    changed = words(_("这一版改了什么（提交前写）"), 2000)
    agreed_how = forms.ChoiceField(
        label=_("怎么和对方说好的（提交前选）"), required=False, choices=Agreed.choices, widget=forms.RadioSelect
    )
    agreed_on = day_field(_("哪天说好的"))

    def told(self) -> Plan:
        """Return the frame as the verb takes it."""
        return Plan(**self.cleaned_data)


class GoalForm(forms.Form):
    """One goal with its measure, and up to three ways of working."""

    text = words(_("想做到什么"), 500, missing=NO_TEXT, help_text=_("用服务对象听得懂的话。"))
    need = forms.CharField(
        label=_("为了哪个需求"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"list": "needs", "autocomplete": "off"}),
    )  # fmt: skip
    measure = forms.CharField(
        label=_("怎么看有没有做到"),
        error_messages={"required": NO_MEASURE},
        max_length=500,
        help_text=_("写一样数得清的，比如“一周出门几次”。"),
    )
    baseline = number(_("现在是多少"))
    target = number(_("要到多少"))
    rhythm = forms.ChoiceField(label=_("多久做一次"), choices=Rhythm.choices, widget=forms.RadioSelect)
    ends_on = day_field(_("到哪天"), missing=NO_END)

    def __init__(self, *args: Any, goal: PlanGoal | None = None, **kwargs: Any) -> None:
        initial = {"rhythm": Rhythm.WEEKLY}
        if goal is not None:
            names = ("text", "need", "measure", "baseline", "target", "rhythm", "ends_on")
            initial |= {name: getattr(goal, name) for name in names}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.taken = goal.taken if goal is not None else ""
        steps = list(goal.steps.order_by("position")) if goal is not None else []
        self.rows = max(STEPS, len(steps))
        for i in range(self.rows):
            had = steps[i] if i < len(steps) else None
            self.fields[f"what{i}"] = forms.CharField(
                label=_now("做法%(n)s：做什么") % {"n": i + 1},
                required=False,
                max_length=500,
                initial=had and had.what,
                widget=forms.TextInput(attrs={"list": "methods", "autocomplete": "off"}),
            )
            self.fields[f"who{i}"] = forms.ChoiceField(
                label=_("谁来做"), required=False, choices=PlanAction.Who.choices,
                initial=had.who if had else PlanAction.Who.WORKER,
            )  # fmt: skip
            self.fields[f"when{i}"] = forms.CharField(
                label=_("什么时候"), required=False, max_length=100, initial=had and had.when
            )

    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the rows of ways of working: what, who, when."""
        return [(self[f"what{i}"], self[f"who{i}"], self[f"when{i}"]) for i in range(self.rows)]

    def told(self) -> Goal:
        """Return the goal as the verb takes it."""
        data = self.cleaned_data
        steps = [
            Step(data[f"what{i}"], data[f"who{i}"] or PlanAction.Who.WORKER, data[f"when{i}"]) for i in range(self.rows)
        ]
        plain = {name: data[name] for name in ("text", "need", "measure", "baseline", "target", "rhythm", "ends_on")}
        return Goal(**plain, steps=steps, taken=self.taken)


class CheckForm(forms.Form):
    """What whoever looks over says: agreed, or a sentence and back."""

    why = words(_("要改什么"), 1000, missing=NO_WHAT)


class CommentForm(forms.Form):
    """A word in the margin, at the plan as a whole or at one goal."""

    about = forms.CharField(required=False, widget=forms.HiddenInput)
    text = words(_("批注"), 1000, missing=NO_WORD)


class ReviewForm(forms.Form):
    """What has changed, and what becomes of each goal."""

    changed = words(_("这段时间有什么变化"), 5000, rows=4, missing=NO_CHANGE)

    def __init__(self, *args: Any, drawn: list[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"goal_{line.goal.line.hex}": line for line in drawn}
        for name, line in self.lines.items():
            self.fields[name] = forms.ChoiceField(
                label=line.goal.text, required=False, choices=Ended.choices, initial=Ended.RUNS,
                widget=forms.RadioSelect,
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Line, forms.BoundField]]:
        """The goals as they went, each with what becomes of it."""
        return [(line, self[name]) for name, line in self.lines.items()]

    def told(self, data: dict[str, Any]) -> Review:
        """Return the review as the verb takes it."""
        return Review(data["changed"], {line.goal.line: data[name] for name, line in self.lines.items()})


class StepForm(forms.Form):
    """Where the case goes next, and why."""

    step = forms.ChoiceField(label=_("接下来"), widget=forms.RadioSelect)
    reason = words(_("为什么"), 500, missing=NO_WHY)

    def __init__(self, *args: Any, steps: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["step"]
        field.choices = steps
