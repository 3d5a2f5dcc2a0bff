"""Doors of the notices: for everybody, and for those who publish and answer."""

from django.urls import URLPattern, path

from linli.transparency import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.notices, name="notices"),
    path("notices/<uuid:pk>/", views.notice, name="notice"),
    path("notices/<uuid:pk>/object/", views.notice_object, name="notice_object"),
    path("w/notices/", views.notices_kept, name="notices_kept"),
    path("w/notices/new/", views.notice_new, name="notice_new"),
    path("w/notices/<uuid:pk>/", views.notice_kept, name="notice_kept"),
    path("w/notices/<uuid:pk>/withdraw/", views.notice_withdraw, name="notice_withdraw"),
    path("w/objections/<uuid:pk>/", views.objection_answer, name="objection_answer"),
]
