"""What is asked about organisations and programmes."""

from datetime import date

from django.db.models import Q, QuerySet

from linli.directory.models import Organisation, Programme


def organisations(county: int) -> QuerySet[Organisation]:
    """Return the organisations at work in a county, by kind and name."""
    return Organisation.objects.filter(county_id=county, closed_on=None).order_by("kind", "name")


def programmes(county: int, day: date) -> QuerySet[Programme]:
    """Return the programmes of a county that run on a day, by name."""
    running = Q(ends_on=None) | Q(ends_on__gte=day)
    return Programme.objects.filter(running, county_id=county, starts_on__lte=day).order_by("name")
