"""Doors of the giving room."""

from django.urls import URLPattern, path

from linli.giving.views import applications, money

urlpatterns: list[URLPattern] = [
    path("m/funds/", money.funds, name="funds"),
    path("m/funds/<uuid:pk>/", money.fund, name="fund"),
    path("m/applications/", applications.applications, name="applications"),
    path("m/applications/<uuid:pk>/", applications.application, name="application"),
    path("m/applications/<uuid:pk>/<slug:code>/", applications.application_figure, name="application_figure"),
]
