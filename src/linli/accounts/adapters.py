"""Our answers to what django-allauth asks: how secrets are kept, what things are called."""

import base64
from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts import lockout, sittings
from linli.accounts.addresses import client_address
from linli.accounts.landing import landing
from linli.accounts.sight import posts_today
from linli.kernel import crypto

SECRET = "mfa_authenticator|data|"  # nosec B105
FRESH = 15 * 60  # seconds after signing in during which nothing is asked twice


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in with a password: our sentences, our addresses, no sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("登录名和密码对不上，再看一眼？"),
        "username_password_mismatch": _("登录名和密码对不上，再看一眼？"),
        "too_many_login_attempts": _("试的次数太多了，请过一刻钟再来。"),
        "incorrect_password": _("密码对不上，再看一眼？"),
        "incorrect_code": _("这个数对不上，看看是不是刚换了一个？"),
        "rate_limited": _("太快了，请歇一分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by administrators."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the visitor's address."""
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page of the first post held."""
        if not request.user.is_authenticated:
            return landing("")
        posts = posts_today(request.user)
        return landing(posts[0].role if posts else "")

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Ask for the password again before second factors change, unless the sitting has just begun."""
        session = self.request.session
        fresh = sittings.OPENED in session and timezone.now().timestamp() - session[sittings.OPENED] < FRESH
        return not fresh

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        return lockout.whose(request, credentials)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed with the field keys, pictures drawn without inline style."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("您的岗位要有第二道验证，请先添上另一种，再停用这一种。"),
        "incorrect_code": _("这个数对不上，看看是不是刚换了一个？"),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as stored."""
        return base64.b64encode(crypto.seal(text, SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret in clear."""
        return crypto.unseal(base64.b64decode(encrypted_text), SECRET)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last second factor from somebody whose post demands one."""
        factors = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        if factors.exclude(pk=authenticator.pk).exists():
            return True
        return not any(post.demands_second_factor for post in posts_today(authenticator.user))

    def get_totp_issuer(self) -> str:
        """Return the name an authenticator app shows."""
        return "邻里"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return the account's name in an authenticator app: the login name, no personal data."""
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of a secret (plain SVG, no style attribute)."""
        out = BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=6, border=4, xmldecl=False, svgns=True, nl=False)
        return out.getvalue().decode()
