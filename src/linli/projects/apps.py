from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "linli.projects"
    verbose_name = _("购买项目")

    def ready(self) -> None:
        """Figures follow the tallies; todos lead to their page; money can be set aside for a project."""
        from linli.giving import subjects
        from linli.projects.actions import figures
        from linli.projects.payment import reconciling
        from linli.projects.queries.projects import to_finance
        from linli.records import tallies
        from linli.tasks import links

        tallies.follow(figures.follow)
        reconciling.register()
        links.register("projects.serviceproject", "project")
        subjects.register(subjects.Subject("projects.serviceproject", _("购买项目"), "project", to_finance))
        links.register("projects.inquiry", "project_inquiry")
        links.register("projects.expense", "project_expense")
        links.register("projects.linechange", "project_change")
        links.register("projects.evaluation", "evaluation")
        links.register("projects.rectification", "evaluation_rectification")
        links.register("projects.paymentrequest", "project_payment")
        links.register("projects.tenderjudge", "judging_sheet", ends_there=True)
