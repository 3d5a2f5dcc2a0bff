"""Doors of the records room."""

from django.urls import URLPattern, path

from linli.records import views

urlpatterns: list[URLPattern] = [
    path("w/records/", views.records, name="records"),
    path("w/records/<uuid:pk>/", views.record, name="record"),
    path("w/records/<uuid:pk>/correct/", views.correct, name="record_correct"),
    path("w/records/<uuid:pk>/withdraw/", views.withdraw, name="record_withdraw"),
    path("w/records/<uuid:pk>/minutes/", views.minutes, name="record_minutes"),
]
