"""Questions of the room's own pages; the questions of a survey are drawn from its version (``answering``)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.places.models import Division
from linli.surveys.models import Kind
from linli.surveys.packs import templates, ways
from linli.surveys.questions import Type

DAY = {"type": "date"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), localize=False)


def _offer(form: forms.Form, name: str, told: list[tuple[str, Any]]) -> forms.Field:
    """Give a choice field its choices, which are known only when the page is asked for; return the field."""
    field: Any = form.fields[name]
    field.choices = told
    return form.fields[name]


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
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("只问哪个项目服务过的人"), required=False, empty_label=_("不限项目"),
        help_text=_("服务对象满意度才用选。结果会出现在这个项目的执行台上。"),
    )  # fmt: skip

    def __init__(self, *args: Any, counties: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.queryset = Programme.objects.filter(county_id__in=counties).order_by("name", "id")

    def clean_least(self) -> int:
        """Nothing written means none."""
        return int(self.cleaned_data["least"] or 0)


class TeamForm(forms.Form):
    """Who works in a survey."""

    post = forms.ChoiceField(label=_("请谁"))

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(key, f"{post.user.name} · {post.get_role_display()}") for key, post in self.posts.items()]
        _offer(self, "post", named)


class BeginForm(forms.Form):
    """Which template a questionnaire begins from."""

    template = forms.ChoiceField(label=_("从哪份模板开始"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "template", [(one.code, one.name) for one in templates().values()])


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
        moments = [(one.after(now), one.label) for one in ways().later]
        self.moments = {moment.isoformat(): moment for moment, _label in moments}
        field: Any = _offer(self, "call_at", [(moment.isoformat(), label) for moment, label in moments])
        field.coerce = self.moments.get


class RectifyForm(forms.Form):
    """What a unit is asked to put right."""

    place = forms.ChoiceField(label=_("哪个单位"))
    what = forms.CharField(label=_("要改什么"), max_length=200)
    due_on = _day(_("改到哪天"))

    def __init__(self, *args: Any, places: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        _offer(self, "place", [(key, place.name) for key, place in self.places.items()])


class AnnounceForm(forms.Form):
    """How what a survey told is published."""

    publisher = forms.CharField(label=_("公示单位"), max_length=100)
    telephone = forms.CharField(label=_("联系电话"), max_length=40)
    basis = forms.CharField(label=_("依据"), max_length=300)
    ends_on = _day(_("公示到哪天"))


class AnsweredForm(forms.Form):
    """What the unit did."""

    answer = forms.CharField(label=_("怎么改的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
