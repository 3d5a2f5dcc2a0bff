"""Doors of the papers room."""

from django.urls import URLPattern, path

from linli.papers import views

urlpatterns: list[URLPattern] = [
    path("m/imports/", views.imports, name="imports"),
    path("m/imports/template/<slug:kind>/", views.import_template, name="import_template"),
    path("m/imports/<uuid:pk>/", views.import_batch, name="import_batch"),
    path("m/imports/<uuid:pk>/columns/", views.import_columns, name="import_columns"),
    path("m/imports/<uuid:pk>/choose/", views.import_choose, name="import_choose"),
    path("m/imports/<uuid:pk>/take/", views.import_take, name="import_take"),
    path("m/imports/<uuid:pk>/again/", views.import_again, name="import_again"),
    path("m/imports/<uuid:pk>/abandon/", views.import_abandon, name="import_abandon"),
    path("m/imports/<uuid:pk>/undo/", views.import_undo, name="import_undo"),
    path("m/imports/<uuid:pk>/errors/", views.import_errors, name="import_errors"),
]
