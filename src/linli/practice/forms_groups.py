"""What is asked of a group: its plan, its sessions, its roll, its people."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.places.models import Division
from linli.practice.forms import UnderProgramme, choices
from linli.practice.queries.groups import Row

DAY = {"type": "date"}


def long(label: Any, limit: int, rows: int = 3, **more: Any) -> forms.CharField:
    """Return a field for a text of several lines that may stay empty."""
    return forms.CharField(
        label=label, required=False, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class GroupForm(UnderProgramme):
    """The plan of a group; only the name is wanted to begin with."""

    place = forms.ChoiceField(label=_("在哪个社区"))
    name = forms.CharField(label=_("小组名称"), max_length=60)
    background = long(_("背景和问题"), 3000, help_text=_("有调查数字就写上。"))
    theory = long(_("用什么理论"), 1000, 2)
    goals = long(_("目标"), 2000, help_text=_("先写总的，再写具体的。"))
    recruitment = long(_("招谁、怎么招"), 1000, 2)
    difficulties = long(_("会遇到的困难和办法"), 2000)
    method = long(_("怎么评估"), 1000, 2)
    budget = long(_("预算"), 1000, 2)
    scale = forms.CharField(
        label=_("前后测的名称"), max_length=60, required=False, help_text=_("比如“孤独感自评”。不测就空着。")
    )
    scale_low = forms.IntegerField(label=_("最低分"), required=False, min_value=-1000, max_value=1000)
    scale_high = forms.IntegerField(label=_("最高分"), required=False, min_value=-1000, max_value=1000)

    def __init__(
        self, *args: Any, places: list[Division] | None, programmes: Collection[Programme] = (),
        usual: Programme | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offer(programmes, usual)
        if places is None:
            del self.fields["place"]
            return
        self.places = {str(place.pk): place for place in places}
        choices(self, "place", [(key, place.name) for key, place in self.places.items()])


class SessionForm(forms.Form):
    """The plan of one session."""

    theme = forms.CharField(label=_("主题"), max_length=60)
    planned_on = forms.DateField(
        label=_("计划哪天"), required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    aim = long(_("目标"), 500, 2)
    steps = long(_("步骤"), 2000, help_text=_("每一步写上几分钟。"))
    materials = long(_("物资"), 500, 2)


class Ticks(forms.MultipleChoiceField):
    """Ticks in a list that may have changed since it was opened: whoever is not on it any more is left out."""

    def valid_value(self, value: Any) -> bool:
        """Take any key; the list decides."""
        return True


class RollForm(forms.Form):
    """The roll of a session: one screen, a tick for each who came."""

    held_on = forms.DateField(label=_("哪天"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    minutes = forms.IntegerField(label=_("多少分钟"), min_value=1, max_value=1440)
    guests = forms.IntegerField(label=_("名单以外还来了几位"), required=False, min_value=0, max_value=1000)
    told = long(_("经过、组员的互动和反思"), 5000, 4)
    present = Ticks(label=_("点名：到了的打勾"), required=False)

    def __init__(self, *args: Any, rows: list[Row], again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        choices(self, "present", [(str(row.member.pk), row.name) for row in rows])
        for row in rows:
            if not row.closed:
                label = _("%(name)s的表现和留意") % {"name": row.name}
                self.fields[f"note-{row.member.pk}"] = forms.CharField(label=label, required=False, max_length=1000)
        if again:
            self.fields["reason"] = forms.CharField(label=_("为什么更正"), max_length=200)

    @property
    def lines(self) -> list[tuple[Row, bool, str]]:
        """Each member with her tick and what was noticed of her; who came by the code stays ticked on a kept page."""
        ticked = {str(key) for key in self["present"].value() or []}
        return [(row, str(row.member.pk) in ticked or self._by_code(row), self._note(row)) for row in self.rows]

    def _by_code(self, row: Row) -> bool:
        return not self.is_bound and row.by_code and row.present

    def _note(self, row: Row) -> str:
        return "" if row.closed else str(self[f"note-{row.member.pk}"].value() or "")

    def present_keys(self) -> set[UUID]:
        """Return the keys of the members that were ticked, those of the list alone."""
        return {row.member.pk for row, ticked, _note in self.lines if ticked}

    def notes(self) -> dict[UUID, str]:
        """Return what was noticed of each member whose file is open."""
        return {row.member.pk: note for row, _ticked, note in self.lines if not row.closed}


class MeasureForm(forms.Form):
    """What was measured of a member."""

    before = forms.IntegerField(label=_("前测"), required=False, min_value=-1000, max_value=1000)
    after = forms.IntegerField(label=_("后测"), required=False, min_value=-1000, max_value=1000)


class StaffForm(forms.Form):
    """Who joins the team of a group, and whether she leads it."""

    post = forms.ChoiceField(label=_("谁"))
    leads = forms.BooleanField(label=_("由她来带组"), required=False)

    def __init__(self, *args: Any, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        named = [(pk, f"{post.user.name} · {post.get_role_display()}") for pk, post in self.posts.items()]
        choices(self, "post", [("", _("请选择")), *named])


class EndForm(forms.Form):
    """The evaluation with which a group ends."""

    evaluation = forms.CharField(
        label=_("评估"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("目标到了哪一步，组员有什么变化，哪里没做好，下次怎么做。"),
    )  # fmt: skip
