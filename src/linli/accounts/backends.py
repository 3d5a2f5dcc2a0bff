"""How an account is found when a password is shown."""

from allauth.account.auth_backends import AuthenticationBackend

from linli.accounts.lockout import find
from linli.accounts.models import User


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """Login name or telephone, and password; a name nobody has costs the same hashing."""

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        checked: User | None = self._check_password(find(username), password)
        return checked
