"""What is looked at in an assessment, and the items of a scale."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.people.models import Person
from linli.practice.actions.assessments import Found
from linli.practice.models import Assessment, Risk
from linli.practice.models.assessments import Urgency
from linli.practice.options import asked, options
from linli.practice.queries.beginnings import mapping
from linli.practice.scales import Scale

PACK, NEED, BENEFIT, TIE = "assessment", "need_", "benefit_", "tie_"
SYSTEMS = (("person", _("个人")), ("family", _("家庭")), ("community", _("社区和周围")))
NOTES = {"person": _("这个人还有什么要说的"), "family": _("这家人还有什么要说的"), "community": _("周围还有什么要说的")}
TILES, TICKS = forms.RadioSelect, forms.CheckboxSelectMultiple
RISKS = [(value, label) for value, label in Risk.choices if value]


def _long(label: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )  # fmt: skip


class AssessForm(forms.Form):
    """Three systems, strengths first; needs by urgency; risk; benefits of each member; ties; the summary."""

    def __init__(
        self, *args: Any, child: bool, members: list[Person], known: Mapping[str, set[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        for system, _name in SYSTEMS:
            self._ask_of(system)
        for one in members:
            self._ask_benefits(one, known[str(one.pk)])
        for code, option in options(PACK, "circles").items():
            self.fields[f"{TIE}{code}"] = forms.ChoiceField(
                label=option.name, required=False, widget=TILES, initial="",
                choices=[("", _("没来往")), *asked(PACK, "ties", child=child)],
            )  # fmt: skip
        self.fields["risk"] = forms.ChoiceField(label=_("风险高低"), required=False, widget=TILES, choices=RISKS)
        self.fields["risk_kinds"] = forms.MultipleChoiceField(
            label=_("哪方面的风险"), required=False, widget=TICKS, choices=asked(PACK, "risks", child=child)
        )
        self.fields["danger"] = _long(_("看到了什么，现在怎么保安全"))
        self.fields["summary"] = _long(_("预估摘要"), rows=4)
        self.fields["summary"].help_text = _("空着就用上面选的拼一段。")

    def _ask_of(self, system: str) -> None:
        self.fields[f"strengths_{system}"] = forms.MultipleChoiceField(
            label=_("优势：已经有的"), required=False, widget=TICKS, choices=self._offered("strengths", system)
        )
        urgency = [("", _("没有")), *((str(value), label) for value, label in Urgency.choices)]
        for code, name in self._offered("needs", system):
            self.fields[f"{NEED}{code}"] = forms.ChoiceField(
                label=name, required=False, widget=TILES, choices=urgency, initial=""
            )
        self.fields[system] = _long(NOTES[system])

    def _ask_benefits(self, one: Person, known: set[str]) -> None:
        offered = asked(PACK, "benefits", child=self.child)
        self.fields[f"{BENEFIT}{one.pk}"] = forms.MultipleChoiceField(
            label=_("%(name)s还享着") % {"name": one}, required=False, widget=TICKS,
            choices=[(code, name) for code, name in offered if code not in known],
        )  # fmt: skip

    def _offered(self, kind: str, system: str) -> list[tuple[str, str]]:
        rows = options(PACK, kind).values()
        return [(one.code, one.name) for one in rows if one.system == system and one.fits(self.child)]

    @property
    def panels(self) -> list[dict[str, Any]]:
        """The three systems with their questions."""
        return [
            {
                "name": name, "strengths": self[f"strengths_{system}"], "note": self[system],
                "needs": [self[f"{NEED}{code}"] for code, _name in self._offered("needs", system)],
            }
            for system, name in SYSTEMS
        ]  # fmt: skip

    def _named(self, prefix: str) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name.startswith(prefix)]

    @property
    def members(self) -> list[forms.BoundField]:
        """The benefits of each member."""
        return self._named(BENEFIT)

    @property
    def circles(self) -> list[forms.BoundField]:
        """The ties to each circle."""
        return self._named(TIE)


def found(data: Mapping[str, Any], known: Mapping[str, set[str]]) -> Found:
    """Return what a form found; benefits that tags tell are taken over."""

    def cut(prefix: str) -> dict[str, Any]:
        return {name.removeprefix(prefix): value for name, value in data.items() if name.startswith(prefix) and value}

    told = {person: sorted({*known.get(person, ()), *codes}) for person, codes in cut(BENEFIT).items()}
    return Found(
        strengths=[code for system, _name in SYSTEMS for code in data.get(f"strengths_{system}", ())],
        needs={code: int(urgency) for code, urgency in cut(NEED).items()},
        benefits={person: sorted(codes) for person, codes in known.items() if codes} | told, ties=cut(TIE),
        **{
            name: data.get(name, "")
            for name in ("risk", "person", "family", "community", "danger", "summary")
        },
        risk_kinds=data.get("risk_kinds", ()),
    )  # fmt: skip


def start_of(row: Assessment | None) -> dict[str, Any]:
    """Return the answers of one version, as the form shows them. The summary is made anew."""
    if row is None:
        return {}
    systems = options(PACK, "strengths")
    start: dict[str, Any] = {
        f"strengths_{system}": [code for code in row.strengths if code in systems and systems[code].system == system]
        for system, _name in SYSTEMS
    }
    start |= {f"{NEED}{code}": str(soon) for code, soon in zip(row.needs, row.urgency, strict=True)}
    start |= {f"{BENEFIT}{person}": codes for person, codes in mapping(row.benefits).items()}
    start |= {f"{TIE}{circle}": how for circle, how in mapping(row.ties).items()}
    plain = ("risk", "risk_kinds", "person", "family", "community", "danger", "summary")
    return start | {name: getattr(row, name) for name in plain}


class ScaleForm(forms.Form):
    """The day, and a score for each item."""

    on = forms.DateField(label=_("哪天填的"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        scores = [(str(value), str(value)) for value in range(scale.low, scale.high + 1)]
        for number in range(1, scale.count + 1):
            self.fields[f"item_{number}"] = forms.ChoiceField(
                label=scale.label(number), required=False, widget=TILES, choices=scores
            )

    @property
    def items(self) -> list[forms.BoundField]:
        """The items in order."""
        return [bound for bound in self if bound.name != "on"]

    @property
    def answers(self) -> list[int | None]:
        """The scores in order, None where there is none."""
        told = [self.cleaned_data.get(f"item_{number}", "") for number in range(1, self.scale.count + 1)]
        return [int(one) if one else None for one in told]
