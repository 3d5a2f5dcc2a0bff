"""Doors of the room."""

from django.urls import URLPattern, path

from linli.practice.views import beginnings, cases, crises, group_doors, road, supervision_doors
from linli.practice.views import afterwards, beginnings, cases, closings, crises, group_doors, road

urlpatterns: list[URLPattern] = [
    path("w/cases/", cases.cases, name="cases"),
    path("w/cases/new/<uuid:pk>/", cases.case_new, name="case_new"),
    path("w/cases/<uuid:pk>/", cases.case, name="case"),
    path("w/cases/<uuid:pk>/decide/", cases.case_decide, name="case_decide"),
    path("w/cases/<uuid:pk>/team/", cases.case_team, name="case_team"),
    path("w/cases/team/<uuid:pk>/", cases.case_approve, name="case_approve"),
    path("w/cases/<uuid:pk>/suspend/", road.case_suspend, name="case_suspend"),
    path("w/cases/<uuid:pk>/resume/", road.case_resume, name="case_resume"),
    path("w/cases/<uuid:pk>/transfer/", road.case_transfer, name="case_transfer"),
    path("w/cases/transfers/<uuid:pk>/", road.case_briefing, name="case_briefing"),
    path("w/cases/<uuid:pk>/crisis/", crises.case_crisis, name="case_crisis"),
    path("w/cases/crises/<uuid:pk>/", crises.crisis_note, name="crisis_note"),
    path("w/cases/<uuid:pk>/intake/", beginnings.case_intake, name="case_intake"),
    path("w/cases/<uuid:pk>/intake/save/", beginnings.case_intake_save, name="case_intake_save"),
    path("w/cases/<uuid:pk>/consent/", beginnings.case_consent, name="case_consent"),
    path("w/cases/<uuid:pk>/consent/sheet/", beginnings.case_consent_sheet, name="case_consent_sheet"),
    path("w/cases/consent/<uuid:pk>/", beginnings.case_picture, name="case_picture"),
    *group_doors.urlpatterns,
    *supervision_doors.urlpatterns,
    path("w/cases/<uuid:pk>/close/", closings.case_close, name="case_close"),
    path("w/cases/closings/<uuid:pk>/", closings.closing, name="closing"),
    path("w/cases/follow-ups/<uuid:pk>/", afterwards.follow_up, name="follow_up"),
    path("w/cases/<uuid:pk>/reopen/", afterwards.case_reopen, name="case_reopen"),
    path("w/cases/reopenings/<uuid:pk>/", afterwards.reopening, name="reopening"),
]
