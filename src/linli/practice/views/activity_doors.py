"""Doors of community work."""

from django.urls import URLPattern, path

from linli.practice.views import activities, counted

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
    path("w/activities/promises/<uuid:pk>/", activities.activity_promise, name="activity_promise"),
    path("w/activities/guests/<uuid:pk>/", activities.activity_fetch, name="activity_fetch"),
    path("w/uncounted/", counted.uncounted, name="uncounted"),
]
