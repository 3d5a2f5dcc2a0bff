from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "linli.outreach"
    verbose_name = _("走访")

    def ready(self) -> None:
        """A lead ends with its todo."""
        from linli.outreach.actions import end_with_todo
        from linli.tasks import endings

        endings.register("lead", end_with_todo)
