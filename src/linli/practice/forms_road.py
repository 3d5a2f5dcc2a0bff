"""What is asked when a case rests, is handed on, or somebody is in danger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.practice.forms import choices
from linli.practice.queries.supervision import Load

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SuspendForm(forms.Form):
    """Why, and until when."""

    reason = forms.CharField(label=_("为什么暂停"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label=_("到哪天再看"), widget=DAY, localize=False)


class AskTransferForm(forms.Form):
    """What whoever takes over must know first."""

    words = forms.CharField(
        label=_("一句交代"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("风险、同意、待办会自动列给接手的人，这里只写系统里没有的。"),
    )  # fmt: skip


KEEP, NOBODY = "", "nobody"


class TransferForm(forms.Form):
    """Who takes over, and who supervises from now on; whom each supervises already stands beside her name."""

    new = forms.ChoiceField(label=_("转给谁"))
    supervisor = forms.ChoiceField(label=_("以后谁督导"), required=False)
    words = forms.CharField(
        label=_("一句交代"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, posts: list[Post], loads: list[Load], present: list[str], asked: bool, **kwargs: Any
    ) -> None:
        """Offer ``posts`` to take over and ``loads`` to supervise; ``present`` are the names of who does now."""
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        choices(self, "new", [("", _("请选择")), *named])
        self.loads = {str(one.supervisor.pk): one for one in loads}
        kept = _("不变（%(who)s）") % {"who": "、".join(present)} if present else _("不变（现在没有督导）")
        offered = [(pk, one.label) for pk, one in self.loads.items()]
        choices(self, "supervisor", [(KEEP, kept), *offered, (NOBODY, _("先不安排督导"))])
        if asked:
            del self.fields["words"]

    def supervisors(self) -> list[Post] | None:
        """Return who supervises from now on; None to leave it as it is."""
        told = self.cleaned_data["supervisor"]
        if told == KEEP:
            return None
        return [self.loads[told].supervisor] if told != NOBODY else []


class AccompanyForm(forms.Form):
    """Who goes to a child in danger without a check, and which other adult goes with her."""

    post = forms.ChoiceField(label=_("哪位同事去"))
    second_adult = forms.CharField(label=_("和她一起去的另一位成年人"), max_length=50)

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        choices(self, "post", [("", _("请选择")), *((pk, post.user.name) for pk, post in self.posts.items())])


class OutcomeForm(forms.Form):
    """How a crisis ended."""

    outcome = forms.CharField(
        label=_("打给了谁，人现在怎么样"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
