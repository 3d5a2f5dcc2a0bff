"""Doors of the pages that compose rooms: each page module tells its own."""

from django.urls import URLPattern, path

from linli.desk import (
    agreeing,
    assigning,
    calls,
    contacting,
    display,
    handover,
    harm,
    home,
    leads,
    looks,
    network,
    person,
    person_rights,
    search,
    showcase,
    signing,
    today,
    trail,
    visit_rates,
    visits,
)
from linli.desk.counter import urlpatterns as counter
from linli.desk.messages import urlpatterns as messages
from linli.desk.my_rights import urlpatterns as my_rights
from linli.desk.quick_record import pages as quick_record
from linli.desk.resident import urlpatterns as resident

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("help/", home.find_help, name="find_help"),
    path("display/size/", display.text_size, name="text_size"),
    path("display/elder/", display.elder_mode, name="elder_mode"),
    path("ui/", showcase.components, name="ui"),
    *person.urlpatterns,
    *person_rights.urlpatterns,
    *search.urlpatterns,
    *looks.urlpatterns,
    *trail.urlpatterns,
    *today.urlpatterns,
    *assigning.urlpatterns,
    *visits.urlpatterns,
    *agreeing.urlpatterns,
    *calls.urlpatterns,
    *contacting.urlpatterns,
    *leads.urlpatterns,
    *harm.urlpatterns,
    *handover.urlpatterns,
    *visit_rates.urlpatterns,
    *quick_record.urlpatterns,
    *network.urlpatterns,
    *resident,
    *signing.urlpatterns,
    *counter,
    *messages,
    *my_rights,
]
