from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "linli.projects"
    verbose_name = _("购买项目")

    def ready(self) -> None:
        """Figures follow the tallies; todos about a project or a question lead to its page."""
        from linli.projects.actions import figures
        from linli.projects.payment import reconciling
        from linli.records import tallies
        from linli.tasks import links

        tallies.follow(figures.follow)
        reconciling.register()
        links.register("projects.serviceproject", "project")
        links.register("projects.inquiry", "project_inquiry")
        links.register("projects.expense", "project_expense")
        links.register("projects.linechange", "project_change")
        links.register("projects.evaluation", "evaluation")
        links.register("projects.rectification", "evaluation_rectification")
        links.register("projects.paymentrequest", "project_payment")
        links.register("projects.tenderjudge", "judging_sheet", ends_there=True)
