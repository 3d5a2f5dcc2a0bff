"""Doors of the tasks room."""

from django.urls import URLPattern, path

from linli.tasks import views

urlpatterns: list[URLPattern] = [
    path("w/tasks/", views.tasks, name="tasks"),
    path("w/tasks/<uuid:pk>/done/", views.task_done, name="task_done"),
]
