"""The page that shows every component with its states; designers, translators and the tests look here first."""

import re
from datetime import date

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.accounts.doors import public

PALETTE = (
    ("ink", _("墨"), _("正文")),
    ("ink-2", _("次墨"), _("次要文字")),
    ("paper", _("暖纸"), _("页面的底")),
    ("bamboo", _("青竹"), _("主要按钮")),
    ("bamboo-d", _("深竹"), _("按下、页头")),
    ("bamboo-bg", _("淡竹"), _("选中、办好了")),
    ("persimmon", _("柿"), _("感谢、愿望、找社区")),
    ("apricot", _("杏"), _("快到期")),
    ("warn", _("赭"), _("提醒")),
    ("danger", _("朱"), _("出错、危险")),
    ("info", _("靛"), _("说明")),
    ("link", _("链接蓝"), _("正文里的链接")),
    ("line", _("线"), _("输入框的边")),
    ("mute", _("灰"), _("不能用的文字")),
)
ICON = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">')


class Example(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("称呼"), max_length=50, help_text=_("写对方愿意被叫的名字，例如：王阿姨。"))
    phone = forms.CharField(
        label=_("手机号"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel-national"}),
    )
    minutes = forms.IntegerField(label=_("多久（分钟）"), min_value=1, max_value=1440)
    day = forms.DateField(label=_("哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    station = forms.ChoiceField(
        label=_("服务点"), choices=[("1", _("示范街道社工站")), ("2", _("青禾县社工总站"))], required=False
    )
    story = forms.CharField(label=_("说一说"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    paper = forms.FileField(label=_("表格文件"), required=False, help_text=_("支持 .xlsx 和 .csv，不超过 5 MB。"))
    kind = forms.ChoiceField(
        label=_("做了什么"),
        widget=forms.RadioSelect,
        choices=[("visit", _("走访")), ("call", _("电话")), ("talk", _("会谈")), ("event", _("活动"))],
    )
    marks = forms.MultipleChoiceField(
        label=_("什么情况"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("well", _("身体好")),
            ("low", _("情绪低")),
            ("money", _("缺钱")),
            ("child", _("孩子")),
            ("risk", _("安全隐患")),
            ("errand", _("要办事")),
        ],
    )
    told = forms.BooleanField(label=_("已经当面讲清楚保密的规矩"))

    def clean_phone(self) -> str:
        """Count the digits aloud."""
        phone: str = self.cleaned_data["phone"]
        if phone and len(phone) != 11:
            missing = 11 - len(phone)
            raise forms.ValidationError(_("手机号是 11 位，这里少了 %(missing)d 位。") % {"missing": missing})
        return phone


def _what_happens() -> dict[str, object]:
    return {
        "tabs": [
            {"url": "#tabs", "label": _("概况"), "current": True},
            {"url": "#tabs", "label": _("家庭"), "count": 3},
            {"url": "#tabs", "label": _("服务记录"), "count": 12},
            {"url": "#tabs", "label": _("谁看过")},
        ],
        "moments": [
            {"when": _("明天 10:00"), "title": _("义剪改到十点"), "by": _("电话告知"), "tone": "ahead"},
            {
                "when": _("10月17日 9:42"),
                "title": _("走访"),
                "url": "#timeline",
                "text": _("爷爷咳嗽一周，没去看。约好周五陪去卫生院。"),
                "by": _("网格员小李"),
            },
            {"when": _("10月2日"), "title": _("阿姨说：水龙头不漏了，谢谢小李。"), "tone": "warm"},
        ],
        "rows": [
            {"label": _("称呼"), "value": _("王阿姨"), "change": "#summary"},
            {"label": _("电话"), "value": "138****5521", "change": "#summary"},
            {"label": _("住址"), "value": _("示范家苑 3栋 2单元 502")},
        ],
        "steps": [
            {"label": _("接案"), "state": "done"},
            {"label": _("预估"), "state": "done"},
            {"label": _("计划"), "state": "current"},
            {"label": _("介入")},
            {"label": _("结案")},
        ],
    }


def _where_to_go() -> dict[str, object]:
    return {
        "crumbs": [
            {"label": _("居民与家庭"), "url": "#crumbs"},
            {"label": _("示范家苑"), "url": "#crumbs"},
            {"label": _("3栋 2单元 502")},
        ],
        "menu": [
            {"url": "#menu", "label": _("报修"), "icon": "repair"},
            {"url": "#menu", "label": _("找人帮"), "icon": "hand"},
            {"url": "#menu", "label": _("学点什么"), "icon": "learn"},
            {"url": "#menu", "label": _("办事问问"), "icon": "file"},
        ],
        "doors": [
            {"url": "#menu", "label": f"{floor}0{side}", "current": floor == side == 2}
            for floor in (1, 2, 3)
            for side in (1, 2)
        ],
    }


@public("shows components with made-up words; it holds nobody's data")
def components(request: HttpRequest) -> HttpResponse:
    """Show each component in its states."""
    filled = {
        "name": _("王阿姨"),
        "day": date(2025, 10, 17),
        "minutes": 30,
        "kind": "visit",
        "marks": ["low", "errand"],
    }
    wrong = Example({"phone": "1380000552", "minutes": "0", "kind": ""}, auto_id="wrong_%s")
    wrong.is_valid()
    off = Example(initial=filled, auto_id="off_%s")
    for field in off.fields.values():
        field.disabled = True
    context = {
        "palette": PALETTE,
        "icons": ICON.findall((settings.PACKAGE / "static" / "img" / "icons.svg").read_text()),
        "form": Example(initial=filled),
        "wrong": wrong,
        "off": off,
        **_what_happens(),
        **_where_to_go(),
    }
    return render(request, "ui.html", context)
