"""Questions of the report pages: for when and where, in which columns, from which template."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.insights import policies
from linli.kernel.actor import Actor
from linli.kernel.period import Period, last_quarter, quarter, shift, span
from linli.places.models import Division, Level
from linli.records.definitions import Definitions
from linli.records.policies import FIRST_DAY

LARGEST_TEMPLATE = 2 * 1024 * 1024
BESIDES = {"place": _("地方"), "from": _("开始日期"), "to": _("结束日期"), "remark": _("问题与打算")}


class Preset(forms.Form):
    """Which period a report tells of; 上季度 unless said otherwise."""

    PRESETS = [
        ("last_quarter", _("上季度")),
        ("this_quarter", _("本季度")),
        ("last_month", _("上个月")),
        ("last_half", _("上个半年")),
        ("last_year", _("去年")),
        ("free", _("自己选")),
    ]
    preset = forms.ChoiceField(label=_("哪段时间"), choices=PRESETS, widget=forms.RadioSelect, initial="last_quarter")
    start = forms.DateField(
        label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    end = forms.DateField(
        label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.ModelChoiceField(label=_("哪里"), queryset=Division.objects.none())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_of(actor)
        field = self.fields["place"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = places, None
        if (first := places.first()) is not None:
            self.fields["place"].initial = first.pk
            if not places[1:2]:
                self.fields["place"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Turn the choice into a period."""
        told = super().clean() or {}
        start, end = told.get("start"), told.get("end")
        if told.get("preset") != "free":
            told["period"] = preset(str(told.get("preset")), timezone.localdate())
        elif start is None or end is None:
            self.add_error("start", _("自己选的时候，开始和结束两个日期都要填。"))
        elif end < start:
            self.add_error("end", _("结束的日期早于开始的日期，请对调一下。"))
        elif refusal := policies.countable(Period(start, end)):
            self.add_error("end" if FIRST_DAY <= start <= timezone.localdate() else "start", str(refusal))
        else:
            told["period"] = Period(start, end)
        return told


def places_of(actor: Actor) -> Any:
    """Return the places an actor may make reports of: her county and its towns, or her own town."""
    current = Division.objects.current().filter(level__in=[Level.COUNTY, Level.TOWN])
    if actor.scope.column == "county_id" and actor.scope.organisation is None:
        own = current.filter(pk__in=actor.scope.areas) | current.filter(county__in=actor.scope.areas)
    elif actor.scope.column == "town_id" and actor.scope.organisation is None:
        own = current.filter(pk__in=actor.scope.areas)
    else:
        own = current.none()
    return own.order_by("level", "code")


def preset(name: str, today: date) -> Period:
    """Return the period of a preset as seen from a day; what is unknown is 上季度."""
    half = 6 if today.month > 6 else 12
    match name:
        case "this_quarter":
            return quarter(today)
        case "last_month":
            return span(shift(today.replace(day=1), -1), 1)
        case "last_half":
            year = today.year if half == 6 else today.year - 1
            return span(date(year, 1 if half == 6 else 7, 1), 6)
        case "last_year":
            return span(date(today.year - 1, 1, 1), 12)
    return last_quarter(today)


class ColumnsForm(forms.Form):
    """The columns of a county's own table: for each what, its place in the order (empty: left out) and its title."""

    name = forms.CharField(label=_("表名"), max_length=60, initial=_("县民政局季报表"))

    def __init__(self, *args: Any, told: Definitions, chosen: list[list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {**BESIDES, **{one.code: one.label for one in told.indicators}}
        titles = {what: (number, title) for number, (what, title) in enumerate(chosen, 1)}
        self.rows: list[dict[str, Any]] = []
        for what, label in labels.items():
            number, title = titles.get(what, (None, str(label)))
            self.fields[f"n-{what}"] = forms.IntegerField(
                label=_("%(label)s 排第几列") % {"label": label},
                required=False,
                min_value=1,
                max_value=99,
                initial=number,
            )
            self.fields[f"t-{what}"] = forms.CharField(
                label=_("%(label)s 的表头") % {"label": label}, required=False, max_length=60, initial=title
            )
            self.rows.append({"label": label, "number": self[f"n-{what}"], "title": self[f"t-{what}"], "what": what})

    def columns(self) -> list[tuple[str, str]]:
        """Return the chosen columns in their order."""
        told = self.cleaned_data
        chosen = [(told[f"n-{row['what']}"], row) for row in self.rows if told.get(f"n-{row['what']}")]
        chosen.sort(key=lambda pair: pair[0])
        return [(str(row["what"]), told[f"t-{row['what']}"] or str(row["label"])) for _number, row in chosen]


class TemplateForm(forms.Form):
    """A county's own Word template."""

    file = forms.FileField(
        label=_("Word 模板(.docx)"), help_text=_("不超过 2 MB。传上来会先检查，有不认识的标记会告诉您是哪一个。")
    )

    def clean_file(self) -> Any:
        """Refuse what is too large or no Word file by name."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("文件超过 2 MB 了，模板里的图片请压小一些。"))
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError(_("请传 .docx 文件。.doc 请先在 Word 或 WPS 里另存为 .docx。"))
        return file
