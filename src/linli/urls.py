"""Every door of the product."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("linli.desk.urls")),
    path("", include("linli.accounts.urls")),
    path("", include("linli.transparency.urls")),
    path("", include("linli.tasks.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.records.urls")),
    path("", include("linli.practice.urls")),
    path("", include("linli.workforce.urls")),
    path("", include("linli.giving.urls")),
    path("", include("linli.projects.urls")),
    path("", include("linli.surveys.urls")),
    path("api/v1/", include(("linli.api.v1.urls", "api_v1"))),
    path("", include("linli.papers.urls")),
    path("", include("linli.insights.urls")),
]
