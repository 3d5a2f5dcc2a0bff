"""Questions of the room's own pages; the questions of a survey are drawn from its version (``answering``)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.places.models import Division
from linli.surveys.models import Kind
from linli.surveys.packs import templates
from linli.surveys.questions import Type

DAY = {"type": "date"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), localize=False)


class TermsForm(forms.Form):
    """What a survey is asked for."""

    kind = forms.ChoiceField(label=_("调查哪些人"), choices=Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("名称"), max_length=60)
    agency = forms.CharField(label=_("调查机构"), max_length=60)
    since = _day(_("调查的时段从"))
    until = _day(_("到"))
    closes_on = _day(_("截止日"))
    size = forms.IntegerField(label=_("抽多少人"), min_value=1, max_value=20_000)
    least = forms.IntegerField(label=_("每层（社区×年龄段）至少抽几人"), min_value=0, initial=0, required=False)
    quota = forms.IntegerField(label=_("每层答够多少人就不再问"), min_value=1, required=False)

    def clean_least(self) -> int:
        """Nothing written means none."""
        return int(self.cleaned_data["least"] or 0)


class TeamForm(forms.Form):
    """Who works in a survey."""

    post = forms.ChoiceField(label=_("请谁"))

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        told = [(key, f"{post.user.name} · {post.get_role_display()}") for key, post in self.posts.items()]
        self.fields["post"].choices = told  # type: ignore[attr-defined]


class BeginForm(forms.Form):
    """Which template a questionnaire begins from."""

    template = forms.ChoiceField(label=_("从哪份模板开始"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(one.code, one.name) for one in templates().values()]
        self.fields["template"].choices = told  # type: ignore[attr-defined]


class QuestionForm(forms.Form):
    """One question more. Choices stand one a line."""

    type = forms.ChoiceField(label=_("怎么答"), choices=Type.choices)
    text = forms.CharField(label=_("问什么"), max_length=100)
    options = forms.CharField(
        label=_("选项"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("选一个、可选几个时填，一行一个。"),
    )  # fmt: skip

    def row(self, taken: set[str]) -> dict[str, Any]:
        """Return the question as it is stored, under a code that is free."""
        told = self.cleaned_data
        number = next(n for n in range(1, 100) if f"q{n}" not in taken)
        lines = [line.strip() for line in told["options"].splitlines() if line.strip()]
        row: dict[str, Any] = {"code": f"q{number}", "type": told["type"], "text": told["text"]}
        if told["type"] in (Type.ONE, Type.SEVERAL):
            row["options"] = [{"code": f"o{n}", "label": line} for n, line in enumerate(lines, 1)]
        return row


class LaterForm(forms.Form):
    """When to ring again: the moments that are usually agreed on."""

    call_at = forms.TypedChoiceField(label=_("约到什么时候"), required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.localtime().replace(second=0, microsecond=0)
        noon = now.replace(hour=10, minute=0)
        moments = [
            (now + timedelta(hours=2), _("两小时以后")),
            (noon + timedelta(days=1), _("明天上午十点")),
            (noon + timedelta(days=1, hours=5), _("明天下午三点")),
            (noon + timedelta(days=2), _("后天上午十点")),
        ]
        self.moments = {moment.isoformat(): moment for moment, _label in moments}
        told = [(moment.isoformat(), label) for moment, label in moments]
        self.fields["call_at"].choices = told  # type: ignore[attr-defined]
        self.fields["call_at"].coerce = self.moments.get  # type: ignore[attr-defined]


class RectifyForm(forms.Form):
    """What a unit is asked to put right."""

    place = forms.ChoiceField(label=_("哪个单位"))
    what = forms.CharField(label=_("要改什么"), max_length=200)
    due_on = _day(_("改到哪天"))

    def __init__(self, *args: Any, places: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        told = [(key, place.name) for key, place in self.places.items()]
        self.fields["place"].choices = told  # type: ignore[attr-defined]


class AnsweredForm(forms.Form):
    """What the unit did."""

    answer = forms.CharField(label=_("怎么改的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
