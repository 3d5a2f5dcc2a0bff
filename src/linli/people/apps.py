from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "linli.people"
    verbose_name = _("居民")

    def ready(self) -> None:
        """Say who a resident is, which numbers may open an account, and whose name no title tells."""
        from linli.accounts import newcomers, standing
        from linli.notifications import ladder
        from linli.people import erasing, queries
        from linli.people.erasing_doors import doors
        from linli.people.helping import helping
        from linli.people.standing import by_card, resident
        from linli.people.titles import MARK, mark, veil
        from linli.tasks import links, veils

        links.register("people.accessrequest", "access_answer")
        links.register("people.accessgrant", "glass_review")
        newcomers.register(lambda phone: queries.holder(phone) is not None)
        for teller in (resident, by_card, helping):
            standing.register(teller)
        veils.register(veil, MARK, mark)
        links.register("people.proxy", "proxy_ask", has_script=True)
        links.register("people.rightsrequest", "right")
        erasing.register("doors", doors)
        ladder.silent(queries.is_restricted)
