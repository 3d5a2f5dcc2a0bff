"""What is asked at the intake and of who agrees."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.papers import pictures
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import Purpose
from linli.practice.actions.beginnings import Asked, Given
from linli.practice.forms import choices
from linli.practice.models import Intake
from linli.practice.options import asked
from linli.practice.queries.beginnings import mapping

How = ConsentEvent.How
HEALTH = "health_"
TILES, TICKS = forms.RadioSelect, forms.CheckboxSelectMultiple


class IntakeForm(forms.Form):
    """What the client's file does not say yet. ``members`` live with her; ``speakers`` may speak for a child."""

    confidential = forms.BooleanField(label=_("保密说明已经告诉对方"), required=False)
    school = forms.CharField(label=_("就读学校、班级"), max_length=60, required=False)
    guardian = forms.ChoiceField(label=_("监护人"), required=False, widget=TILES)
    phone = forms.CharField(
        label=_("监护人的电话"), max_length=30, required=False, help_text=_("已经登记过的不用再写。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    education = forms.ChoiceField(label=_("受教育程度"), required=False, widget=TILES)
    marital = forms.ChoiceField(label=_("婚姻"), required=False, widget=TILES)
    occupation = forms.ChoiceField(label=_("现在做什么"), required=False, widget=TILES)
    income = forms.MultipleChoiceField(label=_("家里靠什么生活"), required=False, widget=TICKS)
    sought = forms.MultipleChoiceField(label=_("以前找过谁帮忙"), required=False, widget=TICKS)
    tried = forms.CharField(
        label=_("试过什么办法，结果怎么样"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, child: bool, members: list[Person], speakers: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speakers = {str(one.pk): one for one in speakers}
        for kind in ("education", "marital", "occupation", "income", "sought"):
            choices(self, kind, asked("intake", kind, child=child))
        choices(self, "guardian", [(pk, one.name) for pk, one in self.speakers.items()])
        if child:
            del self.fields["marital"]
        if not child:
            for name in ("school", "guardian", "phone"):
                del self.fields[name]
        elif not speakers:
            del self.fields["guardian"], self.fields["phone"]
        for one in members:
            self.fields[f"{HEALTH}{one.pk}"] = forms.MultipleChoiceField(
                label=_("%(name)s的身体") % {"name": one}, required=False, widget=TICKS,
                choices=asked("intake", "health", child=False),
            )  # fmt: skip

    @property
    def facts(self) -> list[forms.BoundField]:
        """The questions about the client."""
        return [bound for bound in self if not bound.name.startswith(HEALTH)]

    @property
    def home(self) -> list[forms.BoundField]:
        """The questions about those she lives with."""
        return [bound for bound in self if bound.name.startswith(HEALTH)]

    def told(self, data: dict[str, Any]) -> Asked:
        """Return what was answered."""
        plain = ("education", "marital", "occupation", "income", "sought", "school", "tried", "phone", "confidential")
        return Asked(
            **{name: data[name] for name in plain if name in data},
            guardian=self.speakers.get(data.get("guardian", "")),
            health={name.removeprefix(HEALTH): codes for name, codes in data.items() if name.startswith(HEALTH)},
        )


def start_of(row: Intake | None) -> dict[str, Any]:
    """Return the answers of one version, as the form shows them."""
    if row is None:
        return {}
    health = {f"{HEALTH}{person}": codes for person, codes in mapping(row.health).items()}
    return {
        "education": row.education, "marital": row.marital, "occupation": row.occupation, "income": row.income,
        "sought": row.sought, "school": row.school, "tried": row.tried, "confidential": row.confidential,
        "guardian": str(row.guardian_id or ""), **health,
    }  # fmt: skip


WAYS = ((How.SCREEN, _("在屏幕上签")), (How.PAPER, _("在纸上签")), (How.SPOKEN, _("口头说，有见证人")))


class SignForm(forms.Form):
    """Who agrees to be served, to what, and what proves it; ``digest`` names the words on the page."""

    digest = forms.CharField(widget=forms.HiddenInput)
    child = forms.BooleanField(required=False)
    classes = forms.MultipleChoiceField(label=_("同意用哪些信息"), required=False, widget=TICKS)
    who = forms.ChoiceField(label=_("谁来同意"), widget=TILES)
    how = forms.ChoiceField(label=_("怎么同意的"), choices=WAYS, widget=TILES, initial=How.SCREEN)
    drawn = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("不方便画的，写下名字"), max_length=50, required=False)
    agreed = forms.BooleanField(label=_("上面写的我听明白了，我同意"), required=False)
    sheet = forms.FileField(
        label=_("签好的纸，拍一张"), required=False, help_text=_("拍照里的地点、时间不会留下。"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    kept_at = forms.CharField(label=_("纸放在哪里"), max_length=100, required=False)
    witness = forms.CharField(label=_("见证人姓名"), max_length=50, required=False)

    def __init__(
        self, *args: Any, purpose: Purpose, speakers: list[Person], own_voice: bool, tick: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.speakers = {str(one.pk): one for one in speakers}
        own = [("self", _("本人"))] if own_voice else []
        guardians = [(pk, _("监护人：%(name)s") % {"name": one.name}) for pk, one in self.speakers.items()]
        choices(self, "who", [*own, *guardians])
        choices(self, "classes", list(purpose.classes.items()))
        self.fields["digest"].initial = purpose.digest
        told = guardians or own
        self.fields["who"].initial = told[0][0] if told else None
        self.fields["child"].label = tick
        if not tick:
            del self.fields["child"]

    def given(self) -> Given:
        """Return how somebody agreed. Raises ``Refused`` for a picture that is none."""
        asked = self.cleaned_data
        how, sheet, drawn = asked["how"], asked["sheet"], asked["drawn"]
        return Given(
            digest=asked["digest"], classes=asked["classes"], how=how, giver=self.speakers.get(asked["who"]),
            name=asked["name"], agreed=asked["agreed"], kept_at=asked["kept_at"], witness=asked["witness"],
            child=asked.get("child", False),
            drawn=pictures.drawing(drawn, "name") if drawn and how == How.SCREEN else None,
            sheet=pictures.photograph(sheet, "sheet") if sheet and how == How.PAPER else None,
        )  # fmt: skip


class SheetForm(forms.Form):
    """The photograph of a sheet signed by hand."""

    sheet = forms.FileField(
        label=_("签好的纸，拍一张"), widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"})
    )
