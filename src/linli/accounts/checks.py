"""What is said at start-up when an installation for real people still has a set-up for trials."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def codes_leave_the_house(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn when login codes are only printed while the site is open to the world (``LINLI_TLS=1``)."""
    if settings.BEHIND_TLS and settings.LOGIN_CODE_SENDER.startswith("linli.accounts.senders."):
        said = "Login codes are printed on the server and reach nobody."
        return [checks.Warning(said, hint="Name the class of a gateway in LINLI_CODE_SENDER.", id="accounts.W001")]
    return []
