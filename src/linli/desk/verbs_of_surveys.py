"""The trail of surveys in the words of the screen. None of it tells who was drawn."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SURVEYS: dict[str, str | Promise] = {
    "questionnaire.begun": _("开始写问卷"),
    "questionnaire.published": _("发布问卷"),
    "survey.commissioned": _("满意度调查立项"),
    "survey.joined": _("加入满意度调查"),
    "survey.questions_chosen": _("选定调查的问卷"),
    "survey.draw_asked": _("要系统来抽样"),
    "survey.drawn": _("抽样并开始调查"),
    "survey.announced": _("公示调查结果"),
    "survey.next_taken": _("领下一位来问"),
    "survey.tried": _("记一次联系"),
    "survey.answered": _("收到一份答卷"),
    "survey.coached": _("有人反映被教怎么答"),
    "survey.tended": _("没答的换一种方式问"),
    "survey.closed": _("结束调查并公布结果"),
    "survey.rectification_asked": _("请单位整改"),
    "survey.rectification_answered": _("单位答复整改"),
    "survey.number": _("满意度调查：看电话号码"),
    "survey.address": _("满意度调查：看住址"),
    "survey.interview": _("满意度调查：问卷页"),
}
