"""Doors of the room."""

from django.urls import URLPattern, path

from linli.projects.evaluation import urls as evaluation
from linli.projects.payment.urls import urlpatterns as payment
from linli.projects.procurement import urls as procurement
from linli.projects.publication import urls as publication
from linli.projects.views import delivery, money, parts, projects

urlpatterns: list[URLPattern] = [
    *evaluation.urlpatterns,
    *publication.urlpatterns,
    *procurement.urlpatterns,
    path("m/projects/", projects.projects, name="projects"),
    path("m/projects/new/", projects.project_new, name="service_project_new"),
    path("m/projects/progress/", delivery.projects_progress, name="projects_progress"),
    path("m/projects/<uuid:pk>/", projects.project, name="project"),
    path("m/projects/<uuid:pk>/basics/", projects.project_basics, name="project_basics"),
    path("m/projects/<uuid:pk>/needs/", parts.project_needs, name="project_needs"),
    path("m/projects/needs/<uuid:pk>/drop/", parts.project_need_drop, name="project_need_drop"),
    path("m/projects/<uuid:pk>/indicators/new/", parts.project_indicator_new, name="project_indicator_new"),
    path("m/projects/indicators/<uuid:pk>/", parts.project_indicator, name="project_indicator"),
    path("m/projects/indicators/<uuid:pk>/records/", delivery.project_evidence, name="project_evidence"),
    path("m/projects/<uuid:pk>/part/<slug:part>/", parts.project_part, name="project_part"),
    path("m/projects/<uuid:pk>/move/<slug:verb>/", projects.project_move, name="project_move"),
    path("m/projects/<uuid:pk>/settle/<slug:verb>/", projects.project_settle, name="project_settle"),
    path("m/projects/<uuid:pk>/delivery/", delivery.project_delivery, name="project_delivery"),
    path("m/projects/<uuid:pk>/ask/", delivery.project_ask, name="project_ask"),
    path("m/projects/questions/<uuid:pk>/", delivery.project_inquiry, name="project_inquiry"),
    path("m/projects/<uuid:pk>/expenses/", money.project_expenses, name="project_expenses"),
    path("m/projects/<uuid:pk>/spend/", money.project_spend, name="project_spend"),
    path("m/projects/expenses/<uuid:pk>/", money.project_expense, name="project_expense"),
    path("m/projects/expenses/<uuid:pk>/receipt/", money.project_receipt, name="project_receipt"),
    path("m/projects/<uuid:pk>/change/", money.project_change_new, name="project_change_new"),
    path("m/projects/changes/<uuid:pk>/", money.project_change, name="project_change"),
    path("m/projects/<uuid:pk>/deploy/", money.project_deploy, name="project_deploy"),
    path("m/projects/deployments/<uuid:pk>/end/", money.project_deployment_end, name="project_deployment_end"),
    *payment,
]
