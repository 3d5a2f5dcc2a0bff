"""What is asked when a case is opened, decided on and given to a team."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.practice.models import CaseWorker, Source
from linli.practice.packs import MINOR, natures


def choices(form: forms.Form, name: str, told: list[tuple[str, Any]]) -> None:
    """Give a choice field its choices, which are known only when the page is asked for."""
    field: Any = form.fields[name]
    field.choices = told


class UnderProgramme(forms.Form):
    """A form that asks under which programme something is opened; ``programmes``: those on offer."""

    programme = forms.ChoiceField(label=_("归到项目"), required=False)

    def offer(self, programmes: Collection[Programme], usual: Programme | None) -> None:
        """Offer programmes with the usual one chosen; nothing is asked when none runs."""
        self.programmes = {str(one.pk): one for one in programmes}
        field = self.fields.pop("programme")
        if not self.programmes:
            return
        self.fields["programme"] = field  # after what the form itself asks
        choices(self, "programme", [("", _("不归项目")), *((key, one.name) for key, one in self.programmes.items())])
        field.initial = str(usual.pk) if usual else ""

    def facts(self) -> dict[str, Any]:
        """Return what was told, the programme as a row."""
        told = dict(self.cleaned_data)
        return told | {"programme": self.programmes.get(told.get("programme", ""))}


class OpenForm(UnderProgramme):
    """How a client came, with what, and what makes the case more than ordinary; ``born``: her birthday is known."""

    source = forms.ChoiceField(label=_("怎么来的"), choices=Source.choices, widget=forms.RadioSelect)
    problem = forms.CharField(
        label=_("来求助的事，用对方的话"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    natures = forms.MultipleChoiceField(
        label=_("有没有这些情况"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("选了，站里别的同事就不知道有这个个案。未满18岁不用选，系统会自己加上。"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, born: bool, programmes: Collection[Programme], usual: Programme | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(programmes, usual)
        told = [(one.code, one.name) for one in natures().values() if not (born and one.code == MINOR)]
        choices(self, "natures", told)
        if not born:
            self.fields["natures"].help_text = _(
                "选了，站里别的同事就不知道有这个个案。档案里还没有出生日期：未满18岁的，请选上“未成年人”。"
            )


DECISIONS = (
    ("accept", _("接案")), ("consult", _("只做咨询，不建个案")), ("refer_on", _("转给别处")), ("refuse", _("不接")),
)  # fmt: skip


class DecideForm(forms.Form):
    """Whether a client becomes a case, and why not."""

    decision = forms.ChoiceField(label=_("定下来"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("不接案的原因"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class TeamForm(forms.Form):
    """Who joins the team, as what."""

    post = forms.ChoiceField(label=_("谁"))
    part = forms.ChoiceField(label=_("做什么"), choices=CaseWorker.Part.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        choices(self, "post", [("", _("请选择")), *named])
