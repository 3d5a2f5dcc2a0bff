"""Doors of the workforce room."""

from django.urls import URLPattern, path

from linli.workforce.views import agencies, checking, growth, network, plans, talents

urlpatterns: list[URLPattern] = [
    path("me/growth/", growth.growth, name="growth"),
    path("me/growth/join/", growth.growth_join, name="growth_join"),
    path("me/growth/edit/", growth.growth_edit, name="growth_edit"),
    path("me/growth/credential/", growth.growth_credential, name="growth_credential"),
    path("me/growth/entry/", growth.growth_entry, name="growth_entry"),
    path("me/growth/credential/<uuid:pk>/scan/", growth.credential_scan, name="credential_scan"),
    path("m/agencies/", agencies.agencies, name="agencies"),
    path("m/agencies/new/", agencies.agency_new, name="agency_new"),
    path("m/agencies/<uuid:pk>/", agencies.agency, name="agency"),
    path("m/agencies/<uuid:pk>/edit/", agencies.agency_edit, name="agency_edit"),
    path("m/agencies/<uuid:pk>/check/", agencies.agency_check, name="agency_check"),
    path("m/agencies/<uuid:pk>/paper/", agencies.agency_paper_new, name="agency_paper_new"),
    path("m/agencies/<uuid:pk>/rating/", agencies.agency_rating, name="agency_rating"),
    path("m/agencies/<uuid:pk>/fact/", agencies.agency_fact, name="agency_fact"),
    path("m/agencies/paper/<uuid:pk>/", agencies.agency_paper, name="agency_paper"),
    path("m/agencies/paper/<uuid:pk>/photo/", agencies.agency_photo, name="agency_photo"),
    path("m/agencies/fact/<uuid:pk>/", agencies.fact, name="agency_fact_page"),
    path("m/network/", network.network, name="network"),
    path("m/network/plan/", plans.network_plan, name="network_plan"),
    path("m/network/<uuid:pk>/", network.network_point, name="network_point"),
    path("m/network/check/<uuid:pk>/photo/", network.network_photo, name="network_photo"),
    path("stations/<uuid:pk>/", network.point_services, name="point_services"),
    path("m/talents/", talents.talents, name="talents"),
    path("m/talents/figures/", talents.talent_figures, name="talent_figures"),
    path("m/talents/credentials/", checking.credentials, name="credentials"),
    path("m/talents/credentials/<uuid:pk>/", checking.credential, name="credential"),
    path("m/talents/credentials/<uuid:pk>/photo/", checking.credential_photo, name="credential_photo"),
    path("m/talents/learning/", checking.learning, name="learning"),
    path("m/talents/<uuid:pk>/", talents.talent, name="talent"),
    path("m/talents/<uuid:pk>/number/", talents.talent_number, name="talent_number"),
]
