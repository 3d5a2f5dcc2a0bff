from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkforceConfig(AppConfig):
    name = "linli.workforce"
    verbose_name = _("社工队伍")

    def ready(self) -> None:
        """Say where anybody may introduce herself, whose number is on the register, where a station's todo leads."""
        from linli.accounts import newcomers
        from linli.tasks import links
        from linli.workforce import queries

        newcomers.welcome("growth")
        newcomers.welcome("growth_join")
        newcomers.register(queries.is_registered)
        links.register("places.servicepoint", "network_point")
