from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "linli.surveys"
    verbose_name = _("问卷")

    def ready(self) -> None:
        """Tell a person what is hers, forget her when she is erased; lead todos and notices to their pages."""
        from linli.people import copies, erasing
        from linli.surveys import given, policies
        from linli.tasks import links
        from linli.transparency import pages

        copies.register(given.part)
        erasing.register("identity", given.forget)
        links.register("surveys.rectification", "rectification")
        pages.register(policies.SUBJECT, "survey_public", _("看每道题的结果、怎么抽的样"))
