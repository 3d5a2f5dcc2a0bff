"""Doors of the room."""

from django.urls import URLPattern, path

from linli.practice.views import cases

urlpatterns: list[URLPattern] = [
    path("w/cases/", cases.cases, name="cases"),
    path("w/cases/new/<uuid:pk>/", cases.case_new, name="case_new"),
    path("w/cases/<uuid:pk>/", cases.case, name="case"),
    path("w/cases/<uuid:pk>/decide/", cases.case_decide, name="case_decide"),
    path("w/cases/<uuid:pk>/team/", cases.case_team, name="case_team"),
    path("w/cases/team/<uuid:pk>/", cases.case_approve, name="case_approve"),
]
