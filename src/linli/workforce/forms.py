"""Questions of the workforce pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.places.models import Division, Level
from linli.workforce import packs, queries
from linli.workforce.facts import Certificate, Facts
from linli.workforce.models import Grade, GrowthEntry, How, Worker

PHOTO = {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
BLANK = ("", _("请选"))


def day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """Return a question for a day, as the browser's calendar asks it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, localize=False, **more)


class FactsForm(forms.Form):
    """What a worker says of herself; her number is her account's and is not asked."""

    name = forms.CharField(label=_("姓名"), max_length=50, error_messages={"required": _("请写姓名。")})
    place = forms.ChoiceField(label=_("在哪里工作"), error_messages={"required": _("请选在哪里工作。")})
    organisation = forms.ChoiceField(label=_("所在机构"), required=False, help_text=_("没有列出来的先空着。"))
    fields_of = forms.MultipleChoiceField(label=_("服务领域"), required=False, widget=forms.CheckboxSelectMultiple)
    languages = forms.MultipleChoiceField(label=_("会说的话"), required=False, widget=forms.CheckboxSelectMultiple)
    since = forms.IntegerField(label=_("哪一年开始做社工"), required=False, min_value=1980, max_value=2200)
    about = forms.CharField(label=_("一句自我介绍"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in queries.offered_places()}
        self.organisations = {str(one.pk): one for one in queries.offered_organisations()[:1000]}
        ask: Any = self.fields
        ask["place"].choices = [BLANK, *((key, _called(one)) for key, one in self.places.items())]
        ask["organisation"].choices = [("", _("没有")), *((key, one.name) for key, one in self.organisations.items())]
        ask["fields_of"].choices = list(packs.fields().items())
        ask["languages"].choices = list(packs.languages().items())

    def facts(self) -> Facts:
        """Return what was told."""
        told = self.cleaned_data
        return Facts(
            told["name"], self.places[told["place"]], self.organisations.get(told["organisation"]),
            tuple(told["languages"]), tuple(told["fields_of"]), told["since"], told["about"],
        )  # fmt: skip


def told_of(worker: Worker) -> dict[str, Any]:
    """Return the answers as a worker gave them last."""
    return {
        "name": worker.name, "place": str(worker.town_id or worker.county_id),
        "organisation": str(worker.organisation_id or ""), "fields_of": worker.fields, "languages": worker.languages,
        "since": worker.since, "about": worker.about,
    }  # fmt: skip


def _called(place: Division) -> str:
    return f"{place.county.name} · {place.name}" if place.level == Level.TOWN and place.county else place.name


class CertificateForm(forms.Form):
    """A certificate."""

    grade = forms.ChoiceField(
        label=_("资格"), choices=[BLANK, *Grade.choices], error_messages={"required": _("请选资格。")}
    )
    number = forms.CharField(
        label=_("证书编号"), max_length=40, help_text=_("照证书抄，只有您和核对的人看得到完整的。"),
        error_messages={"required": _("请写证书编号。")},
    )  # fmt: skip
    issued_on = day(_("发证日期"))
    valid_until = day(_("登记有效期到"), help_text=_("没有登记过的空着。"))
    photo = forms.FileField(label=_("证书照片"), required=False, widget=forms.FileInput(attrs=PHOTO))

    def certificate(self) -> Certificate:
        """Return what was told."""
        told = self.cleaned_data
        return Certificate(told["grade"], told["number"], told["issued_on"], told["valid_until"])


class GrowthForm(forms.Form):
    """What she learnt."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[BLANK, *GrowthEntry.Kind.choices], error_messages={"required": _("请选类别。")}
    )
    title = forms.CharField(label=_("内容"), max_length=100, error_messages={"required": _("请写内容。")})
    on = day(_("哪一天"), required=True, error_messages={"required": _("请选日期。")})
    hours = forms.DecimalField(
        label=_("几小时"), required=False, min_value=0, max_value=1440, max_digits=6, decimal_places=2,
        help_text=_("获奖不用写。"),
    )  # fmt: skip
    giver = forms.CharField(label=_("谁办的、谁给的"), required=False, max_length=100)

    def facts(self) -> dict[str, Any]:
        """Return the answers as the verb takes them."""
        told = dict(self.cleaned_data)
        hours = told.pop("hours")
        return told | {"minutes": int(hours * 60) if hours else 0}


class SearchForm(forms.Form):
    """Whom somebody looks for; the answers live in the address."""

    q = forms.CharField(label=_("姓名或拼音"), required=False, max_length=50)
    grade = forms.ChoiceField(label=_("资格"), required=False, choices=[("", _("全部")), *Grade.choices])
    field = forms.ChoiceField(label=_("服务领域"), required=False)
    language = forms.ChoiceField(label=_("会说的话"), required=False)
    organisation = forms.ChoiceField(label=_("机构"), required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.filter(pk__in=Worker.objects.visible_to(by).values("organisation").distinct())
        ask: Any = self.fields
        ask["field"].choices = [("", _("全部")), *packs.fields().items()]
        ask["language"].choices = [("", _("全部")), *packs.languages().items()]
        ask["organisation"].choices = [("", _("全部")), *((str(one.pk), one.name) for one in found.order_by("name"))]

    def wanted(self) -> queries.Wanted:
        """Return what is looked for; an answer that does not fit is left out."""
        self.is_valid()
        told = self.cleaned_data
        key = told.get("organisation")
        return queries.Wanted(
            told.get("q", ""), told.get("grade", ""), told.get("field", ""), told.get("language", ""),
            UUID(key) if key else None,
        )  # fmt: skip


class HowForm(forms.Form):
    """What the verifier looked at."""

    how = forms.ChoiceField(
        label=_("怎么核对的"), choices=[BLANK, *How.choices], error_messages={"required": _("请选怎么核对的。")}
    )


class BackForm(forms.Form):
    """Why something goes back."""

    why = forms.CharField(
        label=_("为什么退回"), max_length=200, error_messages={"required": _("请写一句为什么退回。")},
        help_text=_("本人看得到这句话。"),
    )  # fmt: skip
