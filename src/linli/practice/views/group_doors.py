"""Doors of groups."""

from django.urls import URLPattern, path

from linli.practice.views import group_sessions, groups, programmes, together

OF = {"of": "group"}

urlpatterns: list[URLPattern] = [
    path("w/groups/", groups.groups, name="groups"),
    path("w/groups/new/", groups.group_new, name="group_new"),
    path("w/groups/new/save/", groups.group_new_save, name="group_new_save"),
    path("w/groups/<uuid:pk>/", groups.group, name="group"),
    path("w/groups/<uuid:pk>/plan/", groups.group_plan, name="group_plan"),
    path("w/groups/<uuid:pk>/plan/save/", groups.group_plan_save, name="group_plan_save"),
    path("w/groups/<uuid:pk>/step/", groups.group_step, name="group_step"),
    path("w/groups/<uuid:pk>/end/", groups.group_end, name="group_end"),
    path("w/groups/<uuid:pk>/team/", groups.group_team, name="group_team"),
    path("w/groups/<uuid:pk>/programme/", programmes.work_programme, OF, name="group_programme"),
    path("w/groups/<uuid:pk>/members/", groups.group_members, name="group_members"),
    path("w/groups/<uuid:pk>/sessions/", group_sessions.session_new, name="group_session_new"),
    path("w/groups/<uuid:pk>/papers/", together.work_papers, OF, name="group_papers"),
    path("w/groups/<uuid:pk>/papers/<slug:code>/", together.work_form, OF, name="group_form"),
    path("w/groups/<uuid:pk>/papers/<slug:code>/<slug:kind>/", together.work_paper, OF, name="group_paper"),
    path("w/work/returned/<uuid:pk>/", together.work_picture, name="work_picture"),
    path("w/groups/members/<uuid:pk>/", groups.group_member, name="group_member"),
    path("w/groups/sessions/<uuid:pk>/", group_sessions.session, name="group_session"),
    path("w/groups/sessions/<uuid:pk>/save/", group_sessions.session_save, name="group_session_save"),
    path("w/groups/sessions/<uuid:pk>/plan/", group_sessions.session_plan, name="group_session_plan"),
    path("w/groups/sessions/<uuid:pk>/code/", group_sessions.session_code, name="group_session_code"),
    path("w/groups/sessions/<uuid:pk>/poster/", group_sessions.session_poster, name="group_session_poster"),
]
