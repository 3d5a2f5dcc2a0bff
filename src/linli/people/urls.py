"""Doors of the people room (a person's own page is composed on the desk)."""

from django.urls import URLPattern, path

from linli.people.views import (
    access,
    categories,
    consents,
    duplicates,
    glass,
    homes,
    households,
    kin,
    listing,
    merging,
    numbers,
    registering,
    safety,
)
from linli.people.views.cards import urlpatterns as cards
from linli.people.views.doors import urlpatterns as doors
from linli.people.views.proxies import urlpatterns as proxies
from linli.people.views.retention import urlpatterns as retention
from linli.people.views.rights import urlpatterns as rights

urlpatterns: list[URLPattern] = [
    path("w/people/", listing.people, name="people"),
    path("w/people/duplicates/", duplicates.people_duplicates, name="people_duplicates"),
    path("w/people/alike/", duplicates.person_alike, name="person_alike"),
    path("w/people/<uuid:pk>/part/<uuid:other>/", duplicates.person_part, name="person_part"),
    path("w/people/<uuid:pk>/same/", merging.person_same, name="person_same"),
    path("w/people/<uuid:pk>/merge/<uuid:other>/", merging.person_merge, name="person_merge"),
    path("w/people/merges/<uuid:pk>/undo/", merging.merge_undo, name="merge_undo"),
    path("w/people/new/", registering.person_new, name="person_new"),
    path("w/people/<uuid:pk>/edit/", registering.person_edit, name="person_edit"),
    path("w/people/<uuid:pk>/numbers/", numbers.numbers, name="person_numbers"),
    path("w/people/<uuid:pk>/categories/new/", categories.tag_new, name="tag_new"),
    path("w/people/<uuid:pk>/household/", households.household_move, name="household_move"),
    path("w/people/<uuid:pk>/household/leave/", households.household_leave, name="household_leave"),
    path("w/people/numbers/<slug:kind>/<uuid:pk>/", numbers.number, name="number"),
    path("w/people/telephones/<uuid:pk>/remove/", numbers.telephone_remove, name="telephone_remove"),
    path("w/people/<uuid:pk>/kin/new/", kin.kin_new, name="kin_new"),
    path("w/people/kin/<uuid:pk>/end/", kin.kin_end, name="kin_end"),
    path("w/people/categories/<uuid:pk>/end/", categories.tag_end, name="tag_end"),
    path("rules/", consents.rules, name="rules"),
    path("w/people/<uuid:pk>/consents/<slug:purpose>/", consents.consent_give, name="consent_give"),
    path("w/people/<uuid:pk>/consents/<slug:purpose>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    path("w/people/<uuid:pk>/consents/<slug:purpose>/sheet/", consents.consent_sheet, name="consent_sheet"),
    path("w/people/<uuid:pk>/locked/", access.person_locked, name="person_locked"),
    path("w/people/<uuid:pk>/access/", access.person_access, name="person_access"),
    path("w/people/access/<uuid:pk>/close/", access.grant_close, name="grant_close"),
    path("w/people/access/requests/<uuid:pk>/", access.access_answer, name="access_answer"),
    path("w/people/<uuid:pk>/glass/", glass.glass_break, name="glass_break"),
    path("w/people/<uuid:pk>/safety/", safety.person_safety, name="person_safety"),
    path("w/people/harm/<uuid:pk>/lift/", safety.harm_lift, name="harm_lift"),
    path("m/checks/", access.checks, name="checks"),
    path("m/glass/", glass.glass, name="glass"),
    path("m/glass/<uuid:pk>/", glass.glass_review, name="glass_review"),
    path("w/people/<uuid:pk>/death/", homes.person_death, name="person_death"),
    path("w/households/<uuid:pk>/split/", homes.household_split, name="household_split"),
    path("w/households/<uuid:pk>/unite/", homes.household_unite, name="household_unite"),
    path("w/households/<uuid:pk>/", households.household, name="household"),
    *cards,
    *doors,
    *proxies,
    *retention,
    *rights,
]
