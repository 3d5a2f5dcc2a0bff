"""Questions of the network pages: one small form for each thing that is done at a station, and the plan."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.directory.queries import organisations
from linli.places.models import ServicePoint
from linli.workforce.actions.posts import Row
from linli.workforce.forms import BLANK, PHOTO, day
from linli.workforce.models import PointService
from linli.workforce.network import MEASURES, rules_at
from linli.workforce.queries.network import PostLine

NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
Choices = list[tuple[str, Any]]


class AtPoint(forms.Form):
    """A question asked at one station; ``posts`` are its posts as they stand today."""

    def __init__(self, *args: Any, point: ServicePoint, posts: list[PostLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.point, self.posts = point, posts
        for name in ("on", "since", "starts_on", "ends_on"):
            if name in self.fields:
                self.fields[name].initial = timezone.localdate()
        self.offer()

    def offer(self) -> None:
        """Fill what can be picked here."""

    def choose(self, name: str, choices: Choices) -> None:
        """Offer choices in one field, after a blank."""
        ask: Any = self.fields[name]
        ask.choices = [BLANK, *choices]


class ServiceForm(AtPoint):
    """Something for the service list."""

    code = forms.ChoiceField(label=_("哪一项"), required=False)
    name = forms.CharField(label=_("叫什么"), required=False, max_length=60, help_text=_("清单里没有的，自己写。"))
    how = forms.CharField(label=_("怎么办"), required=False, max_length=200, help_text=_("居民看得到，写一句就够。"))
    times = forms.CharField(label=_("什么时候"), required=False, max_length=100)

    def offer(self) -> None:
        """Offer the list of the county's pack."""
        self.choose("code", list(rules_at(self.point.county).services.items()))


class EndServiceForm(AtPoint):
    """What leaves the list."""

    service = forms.ModelChoiceField(
        label=_("哪一项"), queryset=PointService.objects.none(), empty_label=_("请选"),
        error_messages={"required": _("请选哪一项。"), "invalid_choice": _("清单里没有这一项。")},
    )  # fmt: skip

    def offer(self) -> None:
        """Offer what stands on the list."""
        ask: Any = self.fields["service"]
        ask.queryset = PointService.objects.filter(point=self.point, ended_on=None).order_by("listed_on", "id")


class CheckForm(AtPoint):
    """One item of the standard."""

    code = forms.ChoiceField(label=_("条目"), error_messages={"required": _("请选条目。")})
    met = forms.ChoiceField(
        label=_("达到了吗"), choices=[BLANK, ("yes", _("达到")), ("no", _("没有达到"))],
        error_messages={"required": _("请选达到没有。")},
    )  # fmt: skip
    on = day(_("哪一天"), required=True, error_messages={"required": _("请选日期。")})
    note = forms.CharField(label=_("看到什么"), required=False, max_length=300)
    photo = forms.FileField(
        label=_("照片"), required=False, widget=forms.FileInput(attrs=PHOTO), help_text=_("可以不拍；拍了别拍到人。")
    )

    def offer(self) -> None:
        """Offer the items of the county's standard."""
        self.choose("code", list(rules_at(self.point.county).standard.items.items()))


class VisitForm(AtPoint):
    """A visit and what came of it."""

    on = day(_("哪一天"), required=True, error_messages={"required": _("请选日期。")})
    who = forms.CharField(label=_("谁去的"), max_length=100, error_messages={"required": _("请写谁去的。")})
    found = forms.CharField(label=_("看到什么"), max_length=500, error_messages={"required": _("请写看到了什么。")})
    advised = forms.CharField(label=_("给了什么指导"), required=False, max_length=500)
    todo = forms.CharField(
        label=_("请站里办什么"), required=False, max_length=120, help_text=_("写了，站长的待办里就有这一条。")
    )
    due_on = day(_("哪天以前办好"))


class PostForm(AtPoint):
    """A post."""

    name = forms.CharField(label=_("岗位"), max_length=60, error_messages={"required": _("请写岗位的名称。")})
    since = day(_("哪天设的"), required=True, error_messages={"required": _("请选日期。")})


class FillForm(AtPoint):
    """How a vacant post was filled."""

    post = forms.ChoiceField(label=_("岗位"), error_messages={"required": _("请选岗位。")})
    how = forms.ChoiceField(label=_("怎么配的"), error_messages={"required": _("请选岗位是怎么配的。")})
    starts_on = day(_("从哪天起"), required=True, error_messages={"required": _("请选日期。")})
    organisation = forms.ModelChoiceField(
        label=_("哪个机构派的"), queryset=organisations(0), required=False, empty_label=_("没有")
    )
    source = forms.CharField(label=_("文号或合同"), required=False, max_length=100)

    def offer(self) -> None:
        """Offer the vacant posts, the ways of the pack, the county's organisations."""
        self.choose("post", [(str(one.post.pk), one.post.name) for one in self.posts if one.filling is None])
        self.choose("how", list(rules_at(self.point.county).ways.items()))
        ask: Any = self.fields["organisation"]
        ask.queryset = organisations(self.point.county_id)


class VacateForm(AtPoint):
    """A post that falls vacant."""

    post = forms.ChoiceField(label=_("岗位"), error_messages={"required": _("请选岗位。")})
    ends_on = day(_("到哪天"), required=True, error_messages={"required": _("请选日期。")})

    def offer(self) -> None:
        """Offer the posts in which somebody is."""
        self.choose("post", [(str(one.post.pk), one.post.name) for one in self.posts if one.filling is not None])


class ClosePostForm(AtPoint):
    """A post that is given up."""

    post = forms.ChoiceField(label=_("岗位"), error_messages={"required": _("请选岗位。")})
    on = day(_("哪天撤的"), required=True, error_messages={"required": _("请选日期。")})

    def offer(self) -> None:
        """Offer the vacant posts."""
        self.choose("post", [(str(one.post.pk), one.post.name) for one in self.posts if one.filling is None])


class PlanForm(forms.Form):
    """What a plan is called and where it stands."""

    name = forms.CharField(label=_("规划的名称"), max_length=100, error_messages={"required": _("请写规划的名称。")})
    source = forms.CharField(
        label=_("文号"), max_length=200, error_messages={"required": _("请写文号：没有出处的规划不登记。")}
    )
    first_year = forms.IntegerField(
        label=_("第一年"), min_value=2000, max_value=2200, widget=forms.TextInput(attrs=NUMBER),
        help_text=_("管三年。同一年开头的规划再存一次，就是改它。"), error_messages={"required": _("请写第一年。")},
    )  # fmt: skip


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=10**9, widget=forms.TextInput(attrs=NUMBER)
    )


class TargetForm(forms.Form):
    """One target, for each of the three years."""

    measure = forms.ChoiceField(label=_("数什么"), required=False, choices=[("", _("自己写")), *MEASURES.items()])
    name = forms.CharField(
        label=_("目标"), required=False, max_length=60, help_text=_("选了数什么就不用写；自己写的，达到多少也自己填。")
    )
    first = _number(_("第一年要达到"))
    second = _number(_("第二年"))
    third = _number(_("第三年"))

    @property
    def is_row(self) -> bool:
        """True when something is said in it."""
        return any(self.cleaned_data.get(name) not in (None, "") for name in self.fields)

    def told(self) -> Row:
        """Return the row as the verb takes it."""
        said = self.cleaned_data
        return Row(said["measure"], said["name"], (said["first"], said["second"], said["third"]))


class ReachedForm(forms.Form):
    """What was reached of a target that nothing here counts."""

    target = forms.ChoiceField(label=_("哪个目标"), error_messages={"required": _("请选目标。")})
    number = forms.IntegerField(
        label=_("达到了"), min_value=0, max_value=10**9, widget=forms.TextInput(attrs=NUMBER),
        error_messages={"required": _("请写达到多少。")},
    )  # fmt: skip
    source = forms.CharField(label=_("出处"), max_length=200, error_messages={"required": _("请写从哪里看到的。")})

    def __init__(self, *args: Any, own: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask: Any = self.fields["target"]
        ask.choices = [BLANK, *own]
