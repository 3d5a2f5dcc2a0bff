"""Forms and papers of a case in the words of the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAPERS: dict[str, str | Promise] = {
    "form.filed": _("填个案的表"),
    "form.changed": _("改县里的表"),
    "paper_template.replaced": _("换表的 Word 模板"),
    "paper.printed": _("打印个案的纸"),
    "paper.returned": _("传回签好的纸"),
    "dossier.asked": _("要整卷"),
    "dossier.made": _("整卷做好"),
    "dossier.taken": _("取走整卷"),
    "dossier.cleared": _("清掉做好的整卷"),
    "work_form.filed": _("填小组和活动的表"),
    "work_paper.printed": _("打印小组和活动的纸"),
    "work_paper.returned": _("传回小组和活动签好的纸"),
    "group.paper": _("小组的表"),
    "activity.paper": _("活动的表"),
    "case.papers": _("个案的表和纸"),
    "case.form": _("个案的表"),
    "case.paper": _("打印个案的表"),
    "case.dossier": _("整卷"),
}
