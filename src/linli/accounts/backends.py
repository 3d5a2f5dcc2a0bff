"""How an account is found when a password is shown."""

from allauth.account.auth_backends import AuthenticationBackend

from linli.accounts.lockout import find
from linli.accounts.models import User


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """Login name or telephone, and password; a name nobody has costs the same hashing.

    A locked account is answered like a wrong password: who asks does not learn that it exists.
    """

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        user = find(username)
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and user.is_active else None
