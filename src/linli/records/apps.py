from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "linli.records"
    verbose_name = _("服务记录")

    def ready(self) -> None:
        """Todos about a record lead to its page; what counts persons follows when two files become one."""
        from linli.people import copies, erasing, followers
        from linli.records import following, given
        from linli.tasks import links

        links.register("records.servicerecord", "record")
        followers.register(following.mark)
        copies.register(given.part)
        erasing.register("records", given.forget)
