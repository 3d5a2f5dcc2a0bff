"""Doors of what happens beside the straight road of a case, and at its end."""

from django.urls import URLPattern, path

from linli.practice.views import afterwards, aid, attachments, closings, crises, linking, programmes, road, taking_part

urlpatterns: list[URLPattern] = [
    path("w/cases/<uuid:pk>/suspend/", road.case_suspend, name="case_suspend"),
    path("w/cases/<uuid:pk>/resume/", road.case_resume, name="case_resume"),
    path("w/cases/<uuid:pk>/programme/", programmes.work_programme, {"of": "case"}, name="case_programme"),
    path("w/cases/<uuid:pk>/transfer/", road.case_transfer, name="case_transfer"),
    path("w/cases/transfers/<uuid:pk>/", road.case_briefing, name="case_briefing"),
    path("w/cases/<uuid:pk>/crisis/", crises.case_crisis, name="case_crisis"),
    path("w/cases/<uuid:pk>/crisis/beside/", crises.case_accompany, name="case_accompany"),
    path("w/cases/crises/<uuid:pk>/", crises.crisis_note, name="crisis_note"),
    path("w/cases/<uuid:pk>/referral/", linking.case_referral, name="case_referral"),
    path("w/cases/referrals/<uuid:pk>/", linking.referral, name="referral"),
    path("w/cases/<uuid:pk>/resources/", linking.case_resource, name="case_resource"),
    path("w/cases/resources/<uuid:pk>/", linking.resource_unlink, name="resource_unlink"),
    path("w/cases/<uuid:pk>/activities/", taking_part.case_activity, name="case_activity"),
    path("w/cases/<uuid:pk>/attachments/", attachments.case_attachments, name="case_attachments"),
    path("w/cases/attachments/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("w/cases/<uuid:pk>/aid/", aid.case_aid, name="case_aid"),
    path("w/aid/<uuid:pk>/", aid.aid, name="aid"),
    path("w/aid/<uuid:pk>/print/", aid.aid_print, name="aid_print"),
    path("w/aid/enclosed/<uuid:pk>/", aid.aid_enclosed, name="aid_enclosed"),
    path("w/cases/<uuid:pk>/close/", closings.case_close, name="case_close"),
    path("w/cases/<uuid:pk>/close/save/", closings.case_close_save, name="case_close_save"),
    path("w/cases/closings/<uuid:pk>/", closings.closing, name="closing"),
    path("w/cases/follow-ups/<uuid:pk>/", afterwards.follow_up, name="follow_up"),
    path("w/cases/<uuid:pk>/reopen/", afterwards.case_reopen, name="case_reopen"),
    path("w/cases/reopenings/<uuid:pk>/", afterwards.reopening, name="reopening"),
]
