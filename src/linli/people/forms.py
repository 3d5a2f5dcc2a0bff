"""Questions about people. Numbers are checked here with the same sentences as in the actions."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.people import numbers
from linli.people.actions import Mark
from linli.people.models import DocumentKind, Household, KinshipLink, Person, PriorityTag, Sex
from linli.people.packs import age_bands, categories
from linli.people.queries import Wanted, communities, narrower
from linli.places.models import Division, Dwelling, Level

DAY = {"type": "date"}
NUMERIC = {"inputmode": "tel", "autocomplete": "off"}
SHORT_KINDS = [DocumentKind.ID_CARD, *[kind for kind in DocumentKind if kind != DocumentKind.ID_CARD]]


def refuse(form: forms.Form, refused: Refused) -> None:
    """Show the sentence of a refusal at its field, or on top when the form does not ask for it."""
    field = {"number": "document_number", "kind": "document_kind"}.get(refused.field, refused.field)
    form.add_error(next((name for name in (refused.field, field) if name in form.fields), None), refused.sentence)


def _day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), localize=False, **more
    )


class FindForm(forms.Form):
    """What a list of people is narrowed to; it lives in the address."""

    q = forms.CharField(
        label=_("找谁"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    place = forms.ChoiceField(label=_("哪里"), required=False)
    category = forms.ChoiceField(label=_("类别"), required=False)
    band = forms.ChoiceField(label=_("年龄"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = narrower(by, self.data.get("place", ""))
        self.places = {str(place.pk): place for place in offered}
        names = [
            (key, place.name if place.level == Level.TOWN else f"· {place.name}") for key, place in self.places.items()
        ]
        self.fields["place"].choices = [("", _("全部")), *names]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["place"]
        kinds = [(code, kind.name) for code, kind in categories().items()]
        bands = [(code, code.replace("+", "岁以上").replace("-", "–")) for code in age_bands()]
        self.fields["category"].choices = [("", _("全部类别")), *kinds]  # type: ignore[attr-defined]
        self.fields["band"].choices = [("", _("全部年龄")), *bands]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is looked for; an answer that does not fit is left out."""
        self.is_valid()
        asked = self.cleaned_data
        return Wanted(
            asked.get("q", ""),
            self.places.get(asked.get("place", "")),
            asked.get("category", ""),
            asked.get("band", ""),
        )


class PersonFields(forms.Form):
    """What is asked of a person, at registration and when it is amended."""

    name = forms.CharField(
        label=_("姓名"), required=False, max_length=100, help_text=_("照证件写；只知道怎么称呼，就只写称呼。")
    )
    preferred_name = forms.CharField(label=_("称呼"), required=False, max_length=50)
    sex = forms.ChoiceField(
        label=_("性别"), required=False, choices=Sex.choices, widget=forms.RadioSelect, initial=Sex.UNKNOWN
    )
    birth_date = _day_field(_("出生日期"))
    registered_address = forms.CharField(label=_("户籍地址"), required=False, max_length=200)
    note = forms.CharField(
        label=_("提醒"), required=False, max_length=200, help_text=_("例如：说话慢一点；先打电话再上门。")
    )

    def clean_sex(self) -> str:
        """Nothing chosen means unknown."""
        return str(self.cleaned_data["sex"] or Sex.UNKNOWN)


class AmendForm(PersonFields):
    """The base record, against the version that was read."""

    actual_address = forms.CharField(label=_("现住地址"), required=False, max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["name", "preferred_name", "sex", "birth_date", "actual_address", "registered_address", "note"]

    @classmethod
    def of(cls, person: Person) -> "AmendForm":
        """Return the form filled with what stands."""
        return cls(initial={name: getattr(person, name) for name in cls.base_fields})


class TelephoneForm(forms.Form):
    """One telephone."""

    phone = forms.CharField(label=_("电话"), max_length=40, widget=forms.TextInput(attrs=NUMERIC))
    label = forms.CharField(
        label=_("谁的电话"), required=False, max_length=20, help_text=_("本人的不用写；别人的写关系，例如：女儿。")
    )


class DocumentForm(forms.Form):
    """One identity document."""

    document_kind = forms.ChoiceField(
        label=_("证件"), choices=[(kind.value, kind.label) for kind in SHORT_KINDS if kind != DocumentKind.NONE]
    )
    document_number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PurposeForm(forms.Form):
    """Why a whole number is asked for."""

    purpose = forms.CharField(
        label=_("为什么要看"), max_length=200, help_text=_("例如：打电话约走访时间。会留痕，本人可以查到。")
    )


class RegisterForm(PersonFields):
    """A new person: who, where, how to reach her, what she carries. ``key`` lets a double tap register her once."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=new_id)
    community = forms.ModelChoiceField(Division.objects.none(), label=_("社区(村)"), empty_label=_("请选择"))
    door = forms.CharField(
        label=_("住哪里"), required=False, max_length=200, help_text=_("小区、楼栋、门牌，例如：3栋2单元501。")
    )
    relation = forms.CharField(label=_("和户主的关系"), required=False, max_length=20)
    document_kind = forms.ChoiceField(
        label=_("证件"), required=False, choices=[(kind.value, kind.label) for kind in SHORT_KINDS]
    )
    document_number = forms.CharField(
        label=_("证件号码"), required=False, max_length=40, help_text=_("出生日期和性别会从号码里读出来，给您核对。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = forms.CharField(label=_("电话"), required=False, max_length=40, widget=forms.TextInput(attrs=NUMERIC))
    other_phone = forms.CharField(
        label=_("家人电话"), required=False, max_length=40, widget=forms.TextInput(attrs=NUMERIC)
    )
    other_label = forms.CharField(label=_("家人是谁"), required=False, max_length=20, help_text=_("例如：女儿。"))
    categories = forms.MultipleChoiceField(
        label=_("您看到的情况"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("这是工作人员的观察；有文件的官方认定，登记好之后在“类别”里另外写。"),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Actor, household: Household | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household, self.today = household, timezone.localdate()
        self.dwelling: Dwelling | None = None
        field: forms.ModelChoiceField[Division] = self.fields["community"]  # type: ignore[assignment]
        field.queryset = _offered(by, household)
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (code, kind.name) for code, kind in categories().items()
        ]
        if household is not None:
            del self.fields["door"]
        only = list(field.queryset[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0], None

    def renew(self) -> None:
        """Give the form another key: what is typed is about somebody else."""
        kept: Any = self.data
        self.data = kept = kept.copy()
        kept["key"] = str(new_id())

    def clean_phone(self) -> str:
        """Check the telephone at its own field."""
        return _telephone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        """Check the relative's telephone at its own field."""
        return _telephone(self.cleaned_data["other_phone"])

    def clean(self) -> dict[str, Any]:
        """Check the number against its kind, and find the dwelling that is meant."""
        asked = self.cleaned_data
        if asked.get("document_number"):
            try:
                numbers.document(
                    asked.get("document_kind") or DocumentKind.ID_CARD, asked["document_number"], today=self.today
                )
            except Refused as refused:
                refuse(self, refused)
        if not asked.get("name") and not asked.get("preferred_name") and "name" not in self.errors:
            self.add_error("name", _("姓名和称呼，至少写一个。"))
        if asked.get("door") and asked.get("community"):
            self._find_dwelling(asked["community"], asked["door"])
        return asked

    def _find_dwelling(self, community: Division, door: str) -> None:
        meant = Dwelling.objects.filter(community_id=community.pk, address__endswith=door.replace(" ", ""))
        found = list(meant.order_by("address")[:4])
        exact = [dwelling for dwelling in found if dwelling.address == door.replace(" ", "")]
        if len(found) == 1 or exact:
            self.dwelling = (exact or found)[0]
        elif found:
            named = "；".join(dwelling.address for dwelling in found)
            self.add_error("door", _("有几处像这里：%(found)s。请写得再全一点。") % {"found": named})

    def facts(self) -> dict[str, Any]:
        """Return the arguments of ``actions.register``."""
        asked = self.cleaned_data
        names = (
            "key", "community", "name", "preferred_name", "sex", "birth_date", "registered_address", "note", "relation",
        )  # fmt: skip
        phones = [(asked["phone"], ""), (asked["other_phone"], asked["other_label"])]
        kind, number = asked["document_kind"] or DocumentKind.ID_CARD, asked["document_number"]
        return {name: asked[name] for name in names} | {
            "documents": [(kind, number)] if number else [],
            "phones": [(number, label) for number, label in phones if number],
            "household": self.household,
            "dwelling": self.dwelling,
            "actual_address": "" if self.dwelling else asked.get("door", ""),
            "categories": [Mark(code) for code in asked["categories"]],
        }


def _offered(by: Actor, household: Household | None) -> QuerySet[Division]:
    rows = communities(by)
    return rows.filter(pk=household.community_id) if household is not None else rows


def _telephone(typed: str) -> str:
    if not typed:
        return ""
    try:
        return numbers.telephone(typed)
    except Refused as refused:
        raise forms.ValidationError(refused.sentence) from refused


class MarkForm(forms.Form):
    """A category: which, on what basis, since when."""

    category = forms.ChoiceField(label=_("类别"))
    basis = forms.ChoiceField(
        label=_("依据"), choices=PriorityTag.Basis.choices, widget=forms.RadioSelect, initial=PriorityTag.Basis.OBSERVED
    )
    authority = forms.CharField(
        label=_("认定机关"), required=False, max_length=100, help_text=_("官方认定才写，例如：县民政局。")
    )
    document = forms.CharField(label=_("文号或证号"), required=False, max_length=100)
    reason = forms.CharField(label=_("说明"), required=False, max_length=200)
    starts_on = _day_field(_("从哪天起"), help_text=_("不写就从今天起。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(code, kind.name) for code, kind in categories().items()]
        self.fields["category"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]

    def mark(self) -> Mark:
        """Return the category to be carried."""
        return Mark(**self.cleaned_data)


class EndForm(forms.Form):
    """The last day of something that runs."""

    ends_on = _day_field(_("到哪天止"), help_text=_("不写就到今天。"))


class KinForm(forms.Form):
    """Who is what to whom."""

    other = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("请在找到的人里选一位。")})
    kind = forms.ChoiceField(label=_("是什么关系"), choices=KinshipLink.Kind.choices, widget=forms.RadioSelect)
    starts_on = _day_field(_("从哪天起"))


class MoveForm(forms.Form):
    """Into which household, as whom, since when."""

    household = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.CharField(label=_("和户主的关系"), required=False, max_length=20)
    starts_on = _day_field(_("从哪天起"), help_text=_("不写就从今天起。"))

    def day(self) -> date | None:
        """Return the first day, or None for today."""
        return self.cleaned_data.get("starts_on")
