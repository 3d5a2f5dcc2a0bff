from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "linli.accounts"
    verbose_name = _("账号与岗位")

    def ready(self) -> None:
        """Listen to people coming in, and check the set-up."""
        from linli.accounts import checks, signals  # noqa: F401

        signals.connect()
