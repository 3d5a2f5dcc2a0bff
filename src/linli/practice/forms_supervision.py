"""What is asked about supervision: who, a meeting, a week."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.practice.forms import choices
from linli.practice.models import CaseFile, SupervisionRecord


def area(label: Any, limit: int, *, rows: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    """Return a long text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit, required=required, widget=widget, help_text=hint)


class SuperviseForm(forms.Form):
    """Who supervises a worker."""

    worker = forms.ChoiceField(label=_("社工"))
    supervisor = forms.ChoiceField(label=_("督导"))

    def __init__(self, *args: Any, workers: list[Post], supervisors: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in (*workers, *supervisors)}
        for name, posts in (("worker", workers), ("supervisor", supervisors)):
            choices(self, name, [("", _("请选择")), *((str(post.pk), post.user.name) for post in posts)])


class MeetingForm(forms.Form):
    """A supervision as it was held."""

    kind = forms.ChoiceField(label=_("哪一种"), choices=SupervisionRecord.Kind.choices, widget=forms.RadioSelect)
    posts = forms.MultipleChoiceField(label=_("和谁"), widget=forms.CheckboxSelectMultiple)
    case = forms.ChoiceField(
        label=_("研讨哪个个案"), required=False, help_text=_("只有个案研讨才选；选了，在场的都要在它的团队里。")
    )
    held_on = forms.DateField(label=_("哪天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=5, max_value=480)
    themes = forms.MultipleChoiceField(
        label=_("主题"), choices=SupervisionRecord.Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    talked = area(_("谈了什么"), 4000)
    agreed = area(_("说好了什么"), 2000, rows=3, required=False)
    due_on = forms.DateField(
        label=_("说好的事哪天前做"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("填了，在场的每一位都会有一条待办。"),
    )  # fmt: skip

    def __init__(self, *args: Any, posts: list[Post], cases: list[CaseFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(post.pk): post for post in posts}
        self.cases = {str(case.pk): case for case in cases}
        choices(self, "posts", [(pk, post.user.name) for pk, post in self.by_key.items()])
        choices(self, "case", [("", _("不选")), *((pk, case.number) for pk, case in self.cases.items())])
        self.initial.setdefault("held_on", timezone.localdate())


class PlanForm(forms.Form):
    """What a week is for."""

    plan = area(_("这周要做的"), 2000, rows=6)
    wish = area(_("想请督导帮忙的"), 1000, rows=2, required=False)


class RetrospectForm(forms.Form):
    """How a week went."""

    went = area(_("做到了什么"), 2000, rows=6)
    learned = area(_("下周想改什么"), 1000, rows=2, required=False)
