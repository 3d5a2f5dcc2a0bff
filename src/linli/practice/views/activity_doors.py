"""Doors of community work."""

from django.urls import URLPattern, path

from linli.practice.views import activities, counted, mending, programmes, together

OF = {"of": "activity"}

urlpatterns: list[URLPattern] = [
    path("w/activities/", activities.activities, name="activities"),
    path("w/activities/projects/new/", activities.project_new, name="project_new"),
    path("w/activities/new/", activities.activity_new, name="activity_new"),
    path("w/activities/<uuid:pk>/", activities.activity, name="activity"),
    path("w/activities/<uuid:pk>/budget/", activities.activity_budget, name="activity_budget"),
    path("w/activities/<uuid:pk>/guests/", activities.activity_guests, name="activity_guests"),
    path("w/activities/<uuid:pk>/code/", activities.activity_code, name="activity_code"),
    path("w/activities/<uuid:pk>/poster/", activities.activity_poster, name="activity_poster"),
    path("w/activities/<uuid:pk>/promises/", activities.activity_promise_new, name="activity_promise_new"),
    path("w/activities/<uuid:pk>/papers/", together.work_papers, OF, name="activity_papers"),
    path("w/activities/<uuid:pk>/papers/<slug:code>/", together.work_form, OF, name="activity_form"),
    path("w/activities/<uuid:pk>/papers/<slug:code>/<slug:kind>/", together.work_paper, OF, name="activity_paper"),
    path("w/activities/<uuid:pk>/amend/", mending.activity_amend, name="activity_amend"),
    path("w/activities/<uuid:pk>/correct/", mending.activity_correct, name="activity_correct"),
    path("w/activities/projects/<uuid:pk>/", mending.community_project, name="community_project"),
    path(
        "w/activities/projects/<uuid:pk>/programme/",
        programmes.work_programme,
        {"of": "community_project"},
        name="community_project_programme",
    ),
    path("w/activities/promises/<uuid:pk>/", activities.activity_promise, name="activity_promise"),
    path("w/activities/guests/<uuid:pk>/", activities.activity_fetch, name="activity_fetch"),
    path("w/uncounted/", counted.uncounted, name="uncounted"),
]
