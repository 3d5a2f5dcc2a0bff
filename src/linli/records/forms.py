"""The questions above a list of records, and those of a correction."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.places.models import Division, ServicePoint
from linli.places.queries import by_code
from linli.records.models import Kind, Method, ServiceRecord
from linli.records.queries import Filters

ALL = ("", _("全部"))


class Day(forms.DateInput):
    """A day, picked or typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """Filters of the list; the answers live in the address."""

    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ALL, *Kind.choices])
    start = forms.DateField(label=_("从"), required=False, widget=Day())
    end = forms.DateField(label=_("到"), required=False, widget=Day())
    mine = forms.BooleanField(label=_("只看我记的"), required=False)
    method = forms.ChoiceField(label=_("方法"), required=False, choices=[ALL, *Method.choices])
    programme = forms.ModelChoiceField(Programme.objects.none(), label=_("项目"), required=False, empty_label=_("全部"))
    service_point = forms.ModelChoiceField(
        ServicePoint.objects.none(), label=_("服务点"), required=False, empty_label=_("全部")
    )
    gap = forms.ChoiceField(label=_("缺什么"), required=False, choices=[ALL, ("minutes", _("没有时长"))])
    place = forms.CharField(required=False, max_length=15, widget=forms.HiddenInput)
    indicator = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    as_of = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    undertaking = forms.UUIDField(required=False, widget=forms.HiddenInput)
    household = forms.UUIDField(required=False, widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    FIRST = ("kind", "mine")
    MORE = ("start", "end", "method", "programme", "service_point", "gap")

    def __init__(self, *args: Any, counties: set[int], by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "programme": Programme.objects.filter(county_id__in=counties).order_by("name"),
            "service_point": ServicePoint.objects.visible_to(by).order_by("kind", "name"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean_place(self) -> Division | None:
        """Return the division named by its code."""
        code = self.cleaned_data["place"]
        return by_code(code) if code else None

    def filters(self) -> Filters:
        """Return what the list is narrowed to; answers that cannot be read narrow nothing."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value}
        keyed = {name: told.pop(name).pk for name in ("programme", "service_point") if name in told}
        return Filters(**told, **keyed)

    @property
    def first(self) -> list[forms.BoundField]:
        """The questions always in sight."""
        return [self[name] for name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The questions behind the fold."""
        return [self[name] for name in self.MORE]

    @property
    def is_open(self) -> bool:
        """True when something behind the fold is answered."""
        return any(self.data.get(name) for name in self.MORE)


class CorrectionForm(forms.Form):
    """What may be said anew of a record, and why."""

    happened_on = forms.DateField(label=_("日期"), widget=Day())
    minutes = forms.IntegerField(label=_("时长(分)"), required=False, min_value=1, max_value=1440)
    head_count = forms.IntegerField(label=_("服务人次"), min_value=0, max_value=100_000)
    server_count = forms.IntegerField(label=_("服务人员数"), min_value=1, max_value=10_000)
    title = forms.CharField(label=_("事由"), required=False, max_length=100)
    narrative = forms.CharField(
        label=_("说一说"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    reason = forms.CharField(
        label=_("为什么更正"), max_length=200, help_text=_("一句话，看得到这条记录里名字的人会看到。")
    )

    def __init__(self, data: Any = None, *, record: ServiceRecord) -> None:
        facts = {name: getattr(record, name) for name in self.declared() if name != "reason"}
        super().__init__(data, initial=facts)
        self.fields["happened_on"].widget.attrs["max"] = timezone.localdate().isoformat()

    @classmethod
    def declared(cls) -> list[str]:
        """Return the names of the questions."""
        return list(cls.base_fields)

    def changes(self) -> dict[str, Any]:
        """Return the answers that differ from what stands."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}


class ReasonForm(forms.Form):
    """Why a record is taken out."""

    reason = forms.CharField(label=_("为什么作废"), max_length=200, help_text=_("一句话，比如“和 3 日那条记重了”。"))
