from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "linli.outreach"
    verbose_name = _("走访")

    def ready(self) -> None:
        """A lead ends with its todo; todos lead to leads and reports; a record's page shows the visit form."""
        from linli.outreach import given
        from linli.outreach.actions import end_with_todo
        from linli.outreach.answers import section
        from linli.people import copies, erasing
        from linli.records import sections
        from linli.tasks import endings, links

        sections.register(section)
        endings.register("lead", end_with_todo)
        links.register("outreach.hardshiplead", "lead")
        links.register("outreach.mandatoryreport", "mandatory_report")
        copies.register(given.part)
        erasing.register("visits", given.forget)
