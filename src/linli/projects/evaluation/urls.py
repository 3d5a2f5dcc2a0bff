"""Doors of evaluations."""

from django.urls import URLPattern, path

from linli.projects.evaluation.views import pages, work

urlpatterns: list[URLPattern] = [
    path("m/evaluations/", pages.evaluations, name="evaluations"),
    path("m/projects/<uuid:pk>/evaluate/", pages.project_evaluate, name="project_evaluate"),
    path("m/projects/<uuid:pk>/package/", pages.project_package, name="project_package"),
    path("m/evaluations/<uuid:pk>/", pages.evaluation, name="evaluation"),
    path("m/evaluations/<uuid:pk>/sample/", work.evaluation_sample, name="evaluation_sample"),
    path("m/evaluations/<uuid:pk>/scores/", work.evaluation_scores, name="evaluation_scores"),
    path("m/evaluations/records/<uuid:pk>/", work.evaluation_record, name="evaluation_record"),
    path("m/evaluations/put-right/<uuid:pk>/", pages.evaluation_rectification, name="evaluation_rectification"),
]
