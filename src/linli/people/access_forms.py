"""What is asked when a shut file is to be opened, by whom it may be, and what the review found."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.people.limits import limits
from linli.people.models import GlassReview, Person

DAY = {"type": "date"}


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


class ReasonForm(forms.Form):
    """Why a file is to be opened."""

    reason = forms.CharField(
        label=_("为什么要打开"), max_length=200, help_text=_("例如：开学前家访，要看监护情况。站长会看到。")
    )


class GlassForm(forms.Form):
    """Why the glass is broken: one of the list, and what is the matter."""

    reason = forms.ChoiceField(label=_("原因"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("什么情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = limits()
        _choices(self, "reason", list(told.reasons))
        self.fields["text"].help_text = _("至少%(n)s个字。站长和审计管理员会看到。") % {"n": told.letters}


class ReviewForm(forms.Form):
    """What the review found."""

    finding = forms.ChoiceField(label=_("结论"), choices=GlassReview.Finding.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("怎么看的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AssignForm(forms.Form):
    """Who may open a file, until when."""

    post = forms.ChoiceField(label=_("批准给谁"))
    until = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), localize=False)

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        _choices(self, "post", [("", _("请选择")), *named])
        self.fields["until"].initial = timezone.localdate() + timedelta(days=90)


class CheckForm(forms.Form):
    """What a query of offence records told."""

    post = forms.ChoiceField(label=_("哪位同事"))
    queried_on = forms.DateField(
        label=_("哪天查的"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), localize=False
    )
    clear = forms.ChoiceField(
        label=_("结果"), widget=forms.RadioSelect,
        choices=[("yes", _("没有违法犯罪记录")), ("no", _("有记录，不能接触孩子"))],
    )  # fmt: skip
    reference = forms.CharField(label=_("文号或存放处"), max_length=100)

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        _choices(self, "post", [("", _("请选择")), *named])


class HarmForm(forms.Form):
    """Who is suspected, and how that is known."""

    other = forms.ChoiceField(label=_("谁"))
    reason = forms.CharField(label=_("怎么知道的"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, near: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = {str(one.pk): one for one in near}
        _choices(self, "other", [("", _("请选择")), *((pk, one.name) for pk, one in self.near.items())])
