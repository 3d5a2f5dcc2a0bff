"""Forms of the accounts room."""

import unicodedata
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import BRANCH_OF, Role, User
from linli.accounts.phones import e164
from linli.accounts.policies import holds
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.text import tidy_name
from linli.places.models import Division, Level

# A resident needs no post; the three administrators are named on the console.
WORK_ROLES = [(role.value, role.label) for role in Role if role not in BRANCH_OF and role != Role.RESIDENT]
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code", "maxlength": "12"}


def digits_of(text: str) -> str:
    """Return the digits of a pasted code: full-width digits, blanks and dashes as they come."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "0123456789")


class TelephoneField(forms.CharField):
    """A telephone number as people write it; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": "24"})

    def clean(self, value: Any) -> str:
        """Return the number in E.164."""
        number = e164(super().clean(value))
        if number is None:
            raise ValidationError(_("这个号码不像电话号码，再看一眼？"))
        return number


class TelephoneForm(forms.Form):
    """Which telephone the code goes to."""

    phone = TelephoneField(label=_("您的手机号"), error_messages={"required": _("请写上手机号。")})


class CodeForm(forms.Form):
    """The six digits of the message."""

    code = forms.CharField(
        label=_("短信里的六位数字"),
        max_length=24,
        error_messages={"required": _("请写上短信里的六位数字。")},
        widget=forms.TextInput(attrs=DIGITS | {"autofocus": True}),
    )

    def clean_code(self) -> str:
        """Return six digits."""
        found = digits_of(self.cleaned_data["code"])
        if len(found) != 6:
            raise ValidationError(_("验证码是六位数字，再看一眼短信？"))
        return found


class PasswordForm(LoginForm):  # type: ignore[misc]
    """Login name or telephone, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.max_length = _("手机号或登录名"), 64
        login.widget = forms.TextInput(attrs={"autocomplete": "username", "maxlength": "64", "autocapitalize": "none"})
        password.label, password.help_text = _("密码"), ""
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class AgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something weighty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label, self.fields["password"].help_text = _("密码"), ""
        self.fields["password"].widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})


class _Digits:
    """The digits of an authenticator app, or a recovery code, as they are pasted."""

    fields: dict[str, forms.Field]
    data: Any

    def dress(self, label: Any, hint: Any = "") -> None:
        """Give the field our words."""
        self.fields["code"].label, self.fields["code"].help_text = label, hint
        self.fields["code"].widget = forms.TextInput(attrs=DIGITS | {"autofocus": True})
        self.fields["code"].clean = _digits_cleaner(self.fields["code"].clean)  # type: ignore[method-assign]


def _digits_cleaner(clean: Any) -> Any:
    return lambda value: digits_of(clean(value))


class _Once:
    """The digits of an app open once, for as long as any clock still takes them (the period and one on either side)."""

    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return the code, or refuse one that was shown before."""
        code: str = super().clean_code()  # type: ignore[misc]
        shown = f"totp.shown|{self.user.pk}|{code}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(shown, True, timeout=120):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondForm(_Digits, _Once, AuthenticateForm):  # type: ignore[misc]
    """The second factor at the door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress(_("验证器里的六位数字"), _("手机不在身边？也可以用一个没用过的备用码。"))


class SecondAgainForm(_Digits, _Once, ReauthenticateCodeForm):  # type: ignore[misc]
    """The second factor once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress(_("验证器里的六位数字"))


class SetUpForm(_Digits, ActivateTOTPForm):  # type: ignore[misc]
    """Proof that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress(_("验证器里现在显示的六位数字"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for a new passkey; every passkey may open the door by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("给它起个名字")
        self.fields["name"].max_length = 40
        self.fields["name"].widget.attrs["maxlength"] = "40"
        self.fields["passwordless"].label = _("以后可以只用它登录")
        self.fields["passwordless"].help_text = _("需要指纹、面容或锁屏密码。")
        self.fields["passwordless"].initial = True


class NewPasswordForm(forms.Form):
    """A password of one's own choice, written once (shown on request by the browser)."""

    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        max_length=200,
        help_text=_("至少 10 位，不要全是数字。几个不相干的词连起来就很好记。"),
        error_messages={"required": _("请写上新密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再写一遍"),
        strip=False,
        max_length=200,
        error_messages={"required": _("请再写一遍。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check length and commonness, and that both are the same."""
        found = super().clean() or {}
        if password := found.get("password"):
            try:
                password_validation.validate_password(password, self.user)
            except ValidationError as error:
                self.add_error("password", error)
            if "again" in found and found["again"] != password:
                self.add_error("again", _("两遍不一样，再看一眼？"))
        return found


class PostForm(forms.Form):
    """Put somebody in a post."""

    name = forms.CharField(label=_("姓名"), max_length=50, error_messages={"required": _("请写上姓名。")})
    phone = TelephoneField(label=_("手机号"), error_messages={"required": _("请写上手机号。")})
    role = forms.ChoiceField(
        label=_("角色"), choices=[("", _("请选")), *WORK_ROLES], error_messages={"required": _("请选一个角色。")}
    )
    place = forms.CharField(
        label=_("在哪里"),
        max_length=100,
        help_text=_("写地方的名称或代码，比如 柳河街道；机构的人写机构名称。"),
        error_messages={"required": _("请写上地方。")},
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(
        label=_("从哪天起"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=_("到哪天止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        """Return the name as stored."""
        return tidy_name(self.cleaned_data["name"])

    def clean_place(self) -> Division | Organisation:
        """Return the one division or organisation of that code or name inside the administrator's place."""
        text = tidy_name(self.cleaned_data["place"])
        current = Division.objects.current().filter(level__gte=Level.COUNTY)
        found = list(current.filter(code=text)[:2]) or list(current.filter(name=text)[:200])
        mine: list[Division | Organisation] = [place for place in found if holds(self.by, place, None)]
        if not mine:
            named = Organisation.objects.filter(name=text, closed_on=None)
            mine = [organisation for organisation in named if holds(self.by, None, organisation)]
        if not mine:
            raise ValidationError(_("您的管理范围里没有这个地方或机构，请从提示里选一个。"))
        if len(mine) > 1:
            codes = "、".join(f"{place} {getattr(place, 'code', '')}" for place in mine[:6])
            raise ValidationError(_("叫这个名字的不止一处，请写代码：%(codes)s"), params={"codes": codes})
        return mine[0]
