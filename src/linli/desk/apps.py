from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "linli.desk"
    verbose_name = _("台面")

    def ready(self) -> None:
        """Let every form speak in our words, and offer what can be brought in from tables."""
        from linli.desk import my_rights, objecting, supervised, telling
        from linli.desk.calls import KINDS
        from linli.desk.imports import offer
        from linli.desk.progress import announce
        from linli.desk.words import speak
        from linli.tasks import links

        announce()
        telling.announce()
        my_rights.offer()
        supervised.tell()
        objecting.announce()
        speak()
        offer()
        links.register("accounts.post", "handover_brief")
        for kind in KINDS:
            links.register_kind(kind, "call")
