"""Questions of the agencies' pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.directory.models import OrganisationKind
from linli.workforce import bands
from linli.workforce.forms import BLANK, PHOTO, day
from linli.workforce.models import Agency, AgencyFact, AgencyPaper

KINDS = [(kind.value, kind.label) for kind in (OrganisationKind.AGENCY, OrganisationKind.SOCIAL)]


class NewAgencyForm(forms.Form):
    """An agency that the directory does not know yet."""

    name = forms.CharField(label=_("名称"), max_length=100, error_messages={"required": _("请写机构的名称。")})
    kind = forms.ChoiceField(
        label=_("类别"), choices=[BLANK, *KINDS], error_messages={"required": _("请选机构的类别。")}
    )
    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, error_messages={"required": _("请写统一社会信用代码。")},
        help_text=_("18位，照登记证书抄；抄错一位会马上告诉您。"),
    )  # fmt: skip
    contact = forms.CharField(label=_("联系人"), required=False, max_length=50)
    telephone = forms.CharField(label=_("电话"), required=False, max_length=30)


class AgencyForm(forms.Form):
    """What an agency says of itself."""

    form = forms.ChoiceField(
        label=_("登记类型"), choices=[BLANK, *Agency.Form.choices], error_messages={"required": _("请选登记类型。")}
    )
    representative = forms.CharField(
        label=_("法定代表人"), max_length=50, error_messages={"required": _("请写法定代表人。")}
    )
    authority = forms.CharField(label=_("登记机关"), max_length=100, error_messages={"required": _("请写登记机关。")})
    registered_on = day(_("成立日期"))
    business = forms.CharField(label=_("业务范围"), required=False, max_length=500)
    address = forms.CharField(label=_("住所"), required=False, max_length=200)


class PaperForm(forms.Form):
    """A paper of the agency."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[BLANK, *AgencyPaper.Kind.choices], error_messages={"required": _("请选证照的类别。")}
    )
    title = forms.CharField(label=_("名称或文号"), max_length=100, error_messages={"required": _("请写名称或文号。")})
    valid_until = day(_("有效期到"))
    photo = forms.FileField(
        label=_("照片"), widget=forms.FileInput(attrs=PHOTO), error_messages={"required": _("请附上证照的照片。")}
    )


class RatingForm(forms.Form):
    """A grade that was given."""

    grade = forms.ChoiceField(label=_("等级"), error_messages={"required": _("请选等级。")})
    given_on = day(_("评定日期"), required=True, error_messages={"required": _("请选评定日期。")})
    giver = forms.CharField(label=_("谁评的"), max_length=100, error_messages={"required": _("请写谁评的。")})
    source = forms.CharField(
        label=_("文号或公告"), max_length=200, error_messages={"required": _("请写文号或公告：没有出处的不登记。")}
    )
    points = forms.DecimalField(label=_("得分"), required=False, max_digits=6, decimal_places=1)
    scheme = forms.ChoiceField(
        label=_("按哪里的办法"), required=False, help_text=_("各地的分数线不一样；不知道就空着。")
    )
    valid_until = day(_("有效期到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask: Any = self.fields
        ask["grade"].choices = [BLANK, *((grade, grade) for grade in bands.grades())]
        ask["scheme"].choices = [("", _("没有")), *((one.code, one.name) for one in bands.schemes().values())]


class FactForm(forms.Form):
    """Something that happened, and where it is written."""

    kind = forms.ChoiceField(
        label=_("类别"), choices=[BLANK, *AgencyFact.Kind.choices], error_messages={"required": _("请选类别。")}
    )
    text = forms.CharField(label=_("什么事"), max_length=500, error_messages={"required": _("请写什么事。")})
    on = day(_("哪一天"), required=True, error_messages={"required": _("请选日期。")})
    source = forms.CharField(
        label=_("出处"), max_length=200, help_text=_("文号、公告网址或合同条款。机构看得到，可以说明。"),
        error_messages={"required": _("请写文号、公告或合同：没有出处的不登记。")},
    )  # fmt: skip


class ReplyForm(forms.Form):
    """The agency's own words."""

    words = forms.CharField(
        label=_("我们的说明"), max_length=500, error_messages={"required": _("请写说明。")},
        help_text=_("只能写一次，和这条事实放在一起给人看。"),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Why a fact is taken back."""

    why = forms.CharField(label=_("为什么撤回"), max_length=200, error_messages={"required": _("请写一句为什么撤回。")})
