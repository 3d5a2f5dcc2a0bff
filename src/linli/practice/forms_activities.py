"""What is asked of community work: the project, the plan, the money, who came, what was promised."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.places.models import Division
from linli.practice.forms import UnderProgramme, choices
from linli.practice.forms_groups import DAY, long
from linli.practice.models.activities import BANDS, Activity, BudgetLine, CommunityProject, Guest
from linli.practice.packs import themes

MOST = 1_000_000


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=100_000)


class ProjectForm(UnderProgramme):
    """A community project."""

    place = forms.ChoiceField(label=_("在哪个社区"))
    name = forms.CharField(label=_("项目名称"), max_length=60)
    goals = long(_("目标"), 2000)

    def __init__(
        self, *args: Any, places: list[Division], programmes: Collection[Programme], usual: Programme | None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offer(programmes, usual)
        self.places = {str(place.pk): place for place in places}
        choices(self, "place", [(key, place.name) for key, place in self.places.items()])


class ActivityForm(forms.Form):
    """The plan of an activity; this month's themes stand first."""

    project = forms.ChoiceField(label=_("哪个项目"))
    kind = forms.ChoiceField(label=_("类别"), choices=Activity.Kind.choices, widget=forms.RadioSelect)
    size = forms.ChoiceField(label=_("规模"), choices=Activity.Size.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("名称（院坝会写议题）"), max_length=60)
    theme = forms.ChoiceField(label=_("主题"), required=False)
    planned_on = forms.DateField(label=_("计划哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    closes_at = forms.TimeField(
        label=_("几点结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("四点半课堂要写：到点没接走会提醒您。"),
    )  # fmt: skip
    spot = forms.CharField(label=_("地点"), max_length=60, required=False)
    plan = long(_("安排"), 3000)

    def __init__(self, *args: Any, projects: list[CommunityProject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {str(one.pk): one for one in projects}
        choices(self, "project", [(key, one.name) for key, one in self.projects.items()])
        month = timezone.localdate().month
        told = sorted(themes().values(), key=lambda theme: month not in theme.months)
        choices(self, "theme", [("", _("没有")), *((theme.code, theme.name) for theme in told)])


class AmendForm(forms.Form):
    """The plan of an activity, changed before it is held."""

    name = forms.CharField(label=_("名称（院坝会写议题）"), max_length=60)
    planned_on = forms.DateField(label=_("计划哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    closes_at = forms.TimeField(
        label=_("几点结束"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    spot = forms.CharField(label=_("地点"), max_length=60, required=False)
    plan = long(_("安排"), 3000)


class CallOffForm(forms.Form):
    """Why an activity will not be held."""

    why = forms.CharField(label=_("为什么不办了"), max_length=100)


class _HappenedForm(forms.Form):
    """When an activity was, how long, and who came."""

    held_on = forms.DateField(label=_("哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=1, max_value=1440)
    child = _count(_("儿童来了几位"))
    youth = _count(_("青年来了几位"))
    adult = _count(_("中年来了几位"))
    elder = _count(_("老人来了几位"))

    def bands(self) -> dict[str, int]:
        """Return how many came, by band."""
        return {band: self.cleaned_data[band] or 0 for band in BANDS}


class CorrectForm(_HappenedForm):
    """What was written down about an activity, corrected."""

    told = long(_("说了什么、办得怎样"), 5000, 4)
    reason = forms.CharField(label=_("为什么更正"), max_length=200)

    def facts(self) -> dict[str, Any]:
        """Return what was answered as the verb takes it."""
        told = self.cleaned_data
        kept = {name: told[name] for name in ("held_on", "minutes", "told", "reason")}
        return {**kept, "bands": self.bands()}


class BudgetForm(forms.Form):
    """One line of money, in yuan."""

    label = forms.CharField(label=_("用在哪里"), max_length=40)
    planned = forms.DecimalField(label=_("预算（元）"), min_value=0, max_value=MOST, decimal_places=2)


class HoldForm(_HappenedForm):
    """What is written down after an activity."""

    servers = forms.IntegerField(
        label=_("一起服务的有几位"), required=False, min_value=1, max_value=10_000,
        help_text=_("算上您和志愿者。每一位的时间都算服务时长；空着就算您一位。"),
    )  # fmt: skip
    told = long(_("说了什么、办得怎样"), 5000, 4)
    photos = forms.IntegerField(
        label=_("照片几张"), required=False, min_value=0, max_value=500, help_text=_("没有就空着，不用为了记录去拍。")
    )
    photos_kept = forms.CharField(label=_("照片存在哪里"), max_length=100, required=False)
    pictured = forms.MultipleChoiceField(
        label=_("照片里认得出谁"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("只能用同意公开照片的人的照片。"),
    )  # fmt: skip

    def __init__(self, *args: Any, guests: list[tuple[Guest, Any]], lines: list[BudgetLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        choices(self, "pictured", [(str(guest.pk), str(person)) for guest, person in guests])
        for line in lines:
            self.fields[f"spent-{line.pk}"] = forms.DecimalField(
                label=_("%(label)s花了多少元") % {"label": line.label}, required=False, min_value=0, max_value=MOST,
                decimal_places=2,
            )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """Return what was answered as the verb takes it: bands, money in fen, keys of guests."""
        told = self.cleaned_data
        spent = {line.pk: told[f"spent-{line.pk}"] for line in self.lines if told[f"spent-{line.pk}"] is not None}
        return {
            "held_on": told["held_on"], "minutes": told["minutes"], "told": told["told"],
            "servers": told["servers"] or 0,
            "bands": self.bands(),
            "spent": {pk: fen(value) for pk, value in spent.items()},
            "photos": told["photos"] or 0, "photos_kept": told["photos_kept"],
            "pictured": {UUID(key) for key in told["pictured"]},
        }  # fmt: skip


class PromiseForm(forms.Form):
    """What was promised, who does it, by when."""

    what = forms.CharField(label=_("答应了什么"), max_length=100)
    post = forms.ChoiceField(label=_("谁来办"))
    due_on = forms.DateField(label=_("哪天以前"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        choices(self, "post", [("", _("请选择")), *named])


def fen(yuan: Decimal) -> int:
    """Return an amount of yuan in fen."""
    return int(yuan * 100)
