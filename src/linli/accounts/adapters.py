"""Our answers to what django-allauth asks: how secrets are kept, what things are called."""

import base64
from io import BytesIO

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from linli.kernel import crypto

SECRET = "mfa_authenticator|data|"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed with the field keys, pictures drawn without inline style."""

    def encrypt(self, text: str) -> str:
        """Return a secret as stored."""
        return base64.b64encode(crypto.seal(text, SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret in clear."""
        return crypto.unseal(base64.b64decode(encrypted_text), SECRET)

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
