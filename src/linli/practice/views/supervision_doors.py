"""Doors of supervision and caseloads."""

from django.urls import URLPattern, path

from linli.practice.views import caseload, quiet, supervision

urlpatterns: list[URLPattern] = [
    path("w/supervision/", quiet.supervision, name="supervision"),
    path("w/supervision/assign/", supervision.supervision_assign, name="supervision_assign"),
    path("w/supervision/<uuid:pk>/end/", supervision.supervision_end, name="supervision_end"),
    path("w/supervision/records/", supervision.supervision_records, name="supervision_records"),
    path("w/supervision/records/new/", supervision.supervision_record_new, name="supervision_record_new"),
    path("w/supervision/records/<uuid:pk>/", supervision.supervision_record, name="supervision_record"),
    path("w/supervision/records/<uuid:pk>/back/", supervision.supervision_take_back, name="supervision_take_back"),
    path("w/supervision/week/", supervision.supervision_week, name="supervision_week"),
    path("m/caseload/", caseload.caseload, name="caseload"),
]
