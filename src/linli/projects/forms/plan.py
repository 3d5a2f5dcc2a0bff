"""Forms of a plan: the project itself, needs, indicators, and the parts that are said row by row."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.directory.money import FEN
from linli.kernel.actor import Actor
from linli.kernel.period import months_on
from linli.places.models import Division, Level
from linli.projects import packs
from linli.projects.forms.fields import MoneyField, RowForm, day
from linli.projects.models import Indicator, Milestone
from linli.projects.told import Basics, CriterionRow, IndicatorTold, LineRow, MilestoneRow, StaffRow
from linli.records import definitions
from linli.records.definitions import Measure
from linli.records.models import Kind

REQUIRED = {"required": _("这一项要填。")}


def choices(form: forms.Form, name: str, told: list[tuple[str, Any]]) -> None:
    """Give a choice field its choices, which are known only when the page is asked for."""
    field: Any = form.fields[name]
    field.choices = told


class BasicsForm(forms.Form):
    """The project itself."""

    name = forms.CharField(label=_("项目名称"), max_length=100, error_messages={"required": _("请写项目的名称。")})
    starts_on = day(_("从哪天"), error_messages={"required": _("请选开始的日期。")})
    ends_on = day(_("到哪天"), error_messages={"required": _("请选结束的日期。")})
    total = MoneyField(label=_("预算（元）"), error_messages={"required": _("请写项目预算。")})
    objective = forms.CharField(
        label=_("目标"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("做完以后，谁的日子会有什么不一样。"),
    )  # fmt: skip
    standards = forms.CharField(
        label=_("服务标准"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做到什么样才算做好。"),
    )  # fmt: skip

    def told(self) -> Basics:
        """Return what the verb takes."""
        facts = {name: self.cleaned_data[name] for name in ("name", "starts_on", "ends_on", "objective", "standards")}
        return Basics(total=self.cleaned_data["total"], **facts)


# What a template says of itself, so that nobody has to.
TAKEN = ("name", "ends_on", "total")


class OpenForm(BasicsForm):
    """A new project: where, from which template."""

    place = forms.ModelChoiceField(label=_("哪里立项"), queryset=Division.objects.none(), empty_label=None)
    template = forms.ChoiceField(label=_("从模板开始"), required=False, widget=forms.RadioSelect)
    field_order = ("place", "template", "name", "starts_on", "ends_on", "total", "objective", "standards")

    def __init__(self, *args: Any, by: Actor, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = places_of(by)
        found = [(one.code, one.name) for one in packs.library(region).values()]
        choices(self, "template", [*found, ("", _("不用模板"))])
        self.fields["template"].initial = found[0][0] if found else ""
        self.library = packs.library(region)
        for name in TAKEN if found else ():
            self.fields[name].required = False
            self.fields[name].help_text = _("不写就用模板的。")

    def clean(self) -> dict[str, Any]:
        """Take from the template what was left empty; without one ask for it."""
        told = super().clean() or {}
        chosen = self.library.get(told.get("template", ""))
        for name in TAKEN:
            if told.get(name) in (None, "") and name not in self.errors:
                if chosen is None:
                    self.add_error(name, ValidationError(self.fields[name].error_messages["required"]))
                elif name != "ends_on":
                    told[name] = chosen.name if name == "name" else chosen.total_yuan * FEN
                elif told.get("starts_on"):
                    told[name] = months_on(told["starts_on"], chosen.months) - timedelta(days=1)
        return told


def places_of(by: Actor) -> Any:
    """Return where an actor may open projects: her county and its towns, or her town."""
    levels = Division.objects.current().filter(level__in=(Level.COUNTY, Level.TOWN))
    own = levels.filter(pk__in=by.scope.areas)
    if by.scope.column == "county_id":
        own = own | levels.filter(county__in=by.scope.areas)
    return own.order_by("level", "code")


class PickForm(forms.Form):
    """A number from the records: which, from when to when."""

    indicator = forms.ChoiceField(label=_("取哪个数"))
    start = day(_("从"))
    end = day(_("到"))
    said = forms.CharField(
        label=_("一句话说这个需求"), max_length=500, required=False, help_text=_("不写就用口径的名称。")
    )

    def __init__(self, *args: Any, place: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(one.code, f"{one.part} · {one.label}") for one in definitions.of(place).indicators]
        choices(self, "indicator", told)

    def clean(self) -> dict[str, Any]:
        """Check that the days follow each other."""
        told = super().clean() or {}
        if told.get("start") and told.get("end") and told["end"] < told["start"]:
            self.add_error("end", _("结束早于开始。"))
        return told


class SayForm(forms.Form):
    """A need in words, with its source."""

    said = forms.CharField(label=_("什么需求"), max_length=500, error_messages={"required": _("请写是什么需求。")})
    source = forms.CharField(
        label=_("出处"), max_length=300, help_text=_("哪次问卷、哪次院坝会、谁反映的。"),
        error_messages={"required": _("请写出处：哪次调查、哪次会，或者谁反映的。")},
    )  # fmt: skip
    survey = forms.BooleanField(label=_("来自问卷"), required=False)


class IndicatorForm(forms.Form):
    """One indicator with its counting rule."""

    name = forms.CharField(label=_("指标"), max_length=60, error_messages=REQUIRED)
    nature = forms.ChoiceField(
        label=_("类别"), choices=Indicator.Nature.choices, widget=forms.RadioSelect, initial="output"
    )
    meaning = forms.CharField(label=_("什么算一个"), max_length=300, error_messages=REQUIRED)
    how = forms.ChoiceField(label=_("怎么数"), choices=Indicator.How.choices, widget=forms.RadioSelect, initial="own")
    definition = forms.ChoiceField(label=_("统一口径：哪一个"), required=False)
    measure = forms.ChoiceField(
        label=_("本项目口径：数什么"), required=False, choices=[("", _("请选")), *Measure.choices]
    )
    kinds = forms.MultipleChoiceField(
        label=_("本项目口径：哪类记录"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("不选就是所有记录。"),
    )  # fmt: skip
    min_acts = forms.IntegerField(label=_("合同要求每个至少几次"), required=False, min_value=0, max_value=1000)
    min_heads = forms.IntegerField(label=_("合同要求每个至少几人次"), required=False, min_value=0, max_value=100000)
    target = forms.IntegerField(label=_("目标"), min_value=1, max_value=10**9, error_messages=REQUIRED)
    unit = forms.CharField(label=_("单位"), max_length=10, error_messages=REQUIRED)
    proof = forms.CharField(label=_("拿什么作证"), max_length=300, error_messages=REQUIRED)
    starts_on = day(_("从哪天数起"), required=False)
    ends_on = day(_("数到哪天"), required=False, help_text=_("两个都不写，就是整个项目期。"))
    source = forms.CharField(label=_("指标的出处"), max_length=300, required=False)
    knowing = forms.BooleanField(
        label=_("照样这样数"), required=False, help_text=_("过去一年没有一条记录对得上的口径，要勾选才收。")
    )

    def __init__(self, *args: Any, place: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(one.code, f"{one.part} · {one.label}（{one.unit}）") for one in definitions.of(place).indicators]
        choices(self, "definition", [("", _("请选")), *told])

    def told(self, kept: Indicator | None = None) -> IndicatorTold:
        """Return what the verb takes; filters that the page does not ask for stay as ``kept`` has them."""
        facts: dict[str, Any] = dict(self.cleaned_data)
        facts["kinds"] = tuple(facts["kinds"])
        facts["min_acts"], facts["min_heads"] = facts["min_acts"] or 0, facts["min_heads"] or 0
        same = kept is not None and facts["kinds"] == tuple(kept.kinds) and facts["measure"] == kept.measure
        asked = ("method", "undertaking", "category", "age_band")
        rule = {name: kept.rule[name] for name in asked if name in kept.rule} if kept is not None and same else {}
        return IndicatorTold(rule=rule, **facts)


class LineForm(RowForm):
    """One budget line."""

    name = forms.CharField(label=_("科目"), max_length=60, required=False)
    amount = MoneyField(label=_("金额（元）"), required=False)
    note = forms.CharField(label=_("怎么算出来的"), max_length=200, required=False)

    def told(self) -> LineRow:
        """Return what the verb takes."""
        return LineRow(self.cleaned_data["name"], self.cleaned_data["amount"] or 0, self.cleaned_data["note"])


class MilestoneForm(RowForm):
    """One milestone."""

    name = forms.CharField(label=_("里程碑"), max_length=60, required=False)
    percent = forms.IntegerField(label=_("付百分之几"), required=False, min_value=0, max_value=100)
    condition = forms.ChoiceField(label=_("条件"), required=False, choices=Milestone.Condition.choices)
    grade = forms.ChoiceField(label=_("评估不低于"), required=False)
    starts_on = day(_("这一段从"), required=False)
    ends_on = day(_("到"), required=False)
    planned_on = day(_("打算哪天付"), required=False)

    def __init__(self, *args: Any, grades: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, "grade", [("", "—"), *grades.items()])

    def clean(self) -> dict[str, Any]:
        """Ask for the days of a row that says something."""
        told = super().clean() or {}
        if told.get("name"):
            for field in ("percent", "starts_on", "ends_on", "planned_on"):
                if told.get(field) is None and field not in self.errors:
                    self.add_error(field, _("这一项要填。"))
        return told

    def told(self) -> MilestoneRow:
        """Return what the verb takes."""
        return MilestoneRow(**self.cleaned_data)


class CriterionForm(RowForm):
    """One item of the evaluation."""

    block = forms.CharField(label=_("哪一块"), max_length=40, required=False)
    name = forms.CharField(label=_("评估项"), max_length=100, required=False)
    weight = forms.IntegerField(label=_("多少分"), required=False, min_value=0, max_value=100)

    def told(self) -> CriterionRow:
        """Return what the verb takes."""
        told = self.cleaned_data
        return CriterionRow(told["block"], told["name"], told["weight"] or 0)


class StaffForm(RowForm):
    """How many people of one kind."""

    first = "title"
    title = forms.CharField(label=_("做什么"), max_length=60, required=False)
    count = forms.IntegerField(label=_("几个人"), required=False, min_value=0, max_value=999)
    qualification = forms.CharField(label=_("要有什么资格"), max_length=100, required=False)

    def told(self) -> StaffRow:
        """Return what the verb takes."""
        told = self.cleaned_data
        return StaffRow(told["title"], told["count"] or 0, told["qualification"])
