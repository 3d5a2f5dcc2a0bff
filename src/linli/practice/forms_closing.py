"""What is asked when a case is closed, looked after, and taken up again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.practice import packs
from linli.practice.actions.closings import Ending
from linli.practice.forms import choices
from linli.practice.forms_road import DAY
from linli.practice.models.closings import Reason
from linli.practice.queries.checklist import Told

FACES = (
    ("5", _("很满意")),
    ("4", _("满意")),
    ("3", _("一般")),
    ("2", _("不满意")),
    ("1", _("很不满意")),
)
CHILD_FACES = (
    ("5", _("很开心")),
    ("4", _("开心")),
    ("3", _("还行")),
    ("2", _("不开心")),
    ("1", _("很难过")),
)
SHORT = {"rows": 2}


class CloseForm(forms.Form):
    """Why it ends, the views, and a reason for each line of the list that is not done."""

    reason = forms.ChoiceField(label=_("为什么结案"), choices=Reason.choices, widget=forms.RadioSelect)
    face = forms.ChoiceField(label=_("您觉得怎么样"), choices=FACES, required=False, widget=forms.RadioSelect)
    client_words = forms.CharField(
        label=_("服务对象的一句话"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    guardian_words = forms.CharField(
        label=_("监护人的一句话"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT)
    )
    reflection = forms.CharField(
        label=_("社工的反思"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    follow_ups = forms.MultipleChoiceField(label=_("结案后回访"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, told: list[Told], child: bool, excused: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, "follow_ups", [(str(n), _("%(n)d个月后") % {"n": n}) for n in packs.follow_ups()])
        if child:
            choices(self, "face", list(CHILD_FACES))
        if excused:
            for name in ("face", "client_words", "guardian_words", "follow_ups"):
                del self.fields[name]
        elif not child:
            del self.fields["guardian_words"]
        self.red = [] if excused else [line for line in told if not line.done and not line.given]
        self.views = [] if excused else [line for line in told if line.given in self.fields]
        for line in [*self.red, *self.views]:
            self.fields[f"why_{line.code}"] = forms.CharField(
                label=_("“%(line)s”没有，为什么") % {"line": line.label}, max_length=200, required=False
            )

    def fields_of(self, some: list[Told]) -> list[tuple[Told, forms.BoundField]]:
        """Return lines with the field of their reason."""
        return [(line, self[f"why_{line.code}"]) for line in some]

    @property
    def reasons(self) -> list[tuple[Told, forms.BoundField]]:
        """The lines that are not done, each with the field of its reason."""
        return self.fields_of(self.red)

    @property
    def unasked(self) -> list[tuple[Told, forms.BoundField]]:
        """The lines answered on this form, each with the field that says why it is left empty."""
        return self.fields_of(self.views)

    def ending(self, told: dict[str, Any]) -> Ending:
        """Return what was said."""
        return Ending(
            reason=told["reason"], face=int(told["face"]) if told.get("face") else None,
            client_words=told.get("client_words", ""), guardian_words=told.get("guardian_words", ""),
            reflection=told["reflection"], follow_ups=[int(n) for n in told.get("follow_ups", [])],
            why={name.removeprefix("why_"): said for name, said in told.items() if name.startswith("why_")},
        )  # fmt: skip


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(
        label=_("为什么不同意"), max_length=500, required=False, widget=forms.Textarea(attrs=SHORT)
    )


class ReopenForm(forms.Form):
    """Why a closed case is to be taken up again."""

    reason = forms.CharField(label=_("为什么要重开"), max_length=500, widget=forms.Textarea(attrs=SHORT))


class FollowUpForm(forms.Form):
    """When, how long, and how the client is."""

    happened_on = forms.DateField(label=_("哪天"), widget=DAY, localize=False)
    minutes = forms.IntegerField(label=_("几分钟"), min_value=1, max_value=1440)
    words = forms.CharField(label=_("人现在怎么样"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SkipForm(forms.Form):
    """Why a follow-up is not made."""

    why = forms.CharField(label=_("为什么不做了"), max_length=200)
