"""Doors of supervision and caseloads."""

from django.urls import URLPattern, path

from linli.practice.views import caseload, margins, quiet, supervision

urlpatterns: list[URLPattern] = [
    path("w/supervision/", quiet.supervision, name="supervision"),
    path("w/supervision/assign/", supervision.supervision_assign, name="supervision_assign"),
    path("w/supervision/<uuid:pk>/end/", supervision.supervision_end, name="supervision_end"),
    path("w/supervision/records/", supervision.supervision_records, name="supervision_records"),
    path("w/supervision/records/new/", supervision.supervision_record_new, name="supervision_record_new"),
    path("w/supervision/records/<uuid:pk>/", supervision.supervision_record, name="supervision_record"),
    path("w/supervision/records/<uuid:pk>/back/", supervision.supervision_take_back, name="supervision_take_back"),
    path("w/supervision/week/", supervision.supervision_week, name="supervision_week"),
    path("w/supervision/notes/", quiet.supervision_notes, name="supervision_notes"),
    path("w/supervision/meetings/<uuid:pk>/", quiet.meeting_note, name="meeting_note"),
    path("w/supervision/seen/<uuid:pk>/", quiet.supervision_seen, name="supervision_seen"),
    path("w/cases/<uuid:pk>/margin/", margins.margin_write, name="margin_write"),
    path("w/cases/comments/<uuid:pk>/", margins.margin_answer, name="margin_answer"),
    path("w/cases/sessions/<uuid:pk>/read/", margins.note_read, name="note_read"),
    path("m/caseload/", caseload.caseload, name="caseload"),
    path("m/caseload/missing/", caseload.caseload_missing, name="caseload_missing"),
]
