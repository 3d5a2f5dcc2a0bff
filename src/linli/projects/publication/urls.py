"""Doors of what is public."""

from django.urls import URLPattern, path

from linli.projects.publication import views

urlpatterns: list[URLPattern] = [
    path("open/", views.open_projects, name="open_projects"),
    path("open/<uuid:pk>/", views.open_project, name="open_project"),
    path("open/releases.json", views.open_releases, name="open_releases"),
]
