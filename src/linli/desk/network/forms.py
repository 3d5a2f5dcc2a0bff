"""Forms of the network pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.places.models import Division, Level, PointKind, ServicePoint

FACTS = ("name", "address", "hours", "telephone", "latitude", "longitude")
# Where each tier stands; huts and venues stand in a community.
STANDS = {PointKind.CENTRE: Level.COUNTY, PointKind.STATION: Level.TOWN}


class PlaceField(forms.ModelChoiceField[Division]):
    """A division among those of one's reach; communities of one name are told apart by their town."""

    def label_from_instance(self, place: Any) -> str:
        """Return the town and the community, or the place's own name."""
        return f"{place.town.name} · {place.name}" if place.level == Level.COMMUNITY and place.town else place.name


class PointForm(forms.ModelForm[ServicePoint]):
    """What a point says of itself."""

    class Meta:
        model = ServicePoint
        fields = FACTS
        help_texts = {
            "hours": _("比如：周一至周五 8:30–18:00"),
            "telephone": _("居民打得通的那个号码。"),
            "latitude": _("用 WGS-84 坐标，不知道就空着。"),
        }
        error_messages = {"name": {"required": _("请写服务点的名称。")}}

    def facts(self) -> dict[str, Any]:
        """Return the fields as the verbs take them."""
        return {name: self.cleaned_data[name] for name in FACTS}

    def _post_clean(self) -> None:
        """The verb asks the model's rules itself; here nothing is written on a row."""


class NewPointForm(PointForm):
    """A new point, in a place of one's own reach."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[("", _("请选")), *PointKind.choices], error_messages={"required": _("请选类别。")}
    )
    place = PlaceField(
        empty_label=_("请选"),
        label=_("在哪里"),
        queryset=Division.objects.none(),
        help_text=_("总站选区县，社工站选镇街，社工室、小屋和场地选社区（村）。"),
        error_messages={"required": _("请选在哪里。"), "invalid_choice": _("请从列表里选一个地方。")},
    )
    field_order = ("kind", "place", *FACTS)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = within(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that the tier fits the level of the place."""
        told = super().clean() or self.cleaned_data
        kind, place = told.get("kind"), told.get("place")
        if kind and place and place.level != STANDS.get(PointKind(kind), Level.COMMUNITY):
            self.add_error("place", _("这一类服务点不能放在“%(place)s”这一级。") % {"place": place.name})
        return told


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    q = forms.CharField(label=_("名称或地址"), required=False, max_length=50)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *PointKind.choices])
    closed = forms.BooleanField(label=_("也看已停用的"), required=False)


def within(by: Actor) -> Any:
    """Return the divisions of one's reach, from the county down to the community."""
    levels = (Level.COUNTY, Level.TOWN, Level.COMMUNITY)
    column = by.scope.column if by.scope.column in ("county_id", "town_id") else "pk"
    rows = Division.objects.current().filter(level__in=levels)
    return rows.filter(**{f"{column}__in": by.scope.areas}).select_related("town").order_by("code")
