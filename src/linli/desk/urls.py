"""Doors of the pages that compose rooms: each page module tells its own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
