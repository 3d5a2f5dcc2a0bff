"""Doors of the workforce room."""

from django.urls import URLPattern, path

from linli.workforce.views import checking, growth, talents

urlpatterns: list[URLPattern] = [
    path("me/growth/", growth.growth, name="growth"),
    path("me/growth/join/", growth.growth_join, name="growth_join"),
    path("me/growth/edit/", growth.growth_edit, name="growth_edit"),
    path("me/growth/credential/", growth.growth_credential, name="growth_credential"),
    path("me/growth/entry/", growth.growth_entry, name="growth_entry"),
    path("me/growth/credential/<uuid:pk>/scan/", growth.credential_scan, name="credential_scan"),
    path("m/talents/", talents.talents, name="talents"),
    path("m/talents/figures/", talents.talent_figures, name="talent_figures"),
    path("m/talents/credentials/", checking.credentials, name="credentials"),
    path("m/talents/credentials/<uuid:pk>/", checking.credential, name="credential"),
    path("m/talents/credentials/<uuid:pk>/photo/", checking.credential_photo, name="credential_photo"),
    path("m/talents/learning/", checking.learning, name="learning"),
    path("m/talents/<uuid:pk>/", talents.talent, name="talent"),
    path("m/talents/<uuid:pk>/number/", talents.talent_number, name="talent_number"),
]
