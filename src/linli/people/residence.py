"""人户分离: where somebody is registered and where she lives, told from the two addresses and never typed."""

import unicodedata

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.people.models import Household, Person

LEAST = 4  # characters an address must have to tell a door


class Residence(TextChoices):
    """The three values of domain §1.6."""

    HERE = "here", _("在册在住")
    AWAY = "away", _("在册不在住")
    GUEST = "guest", _("不在册在住")


def residence(person: Person, household: Household, *, lives: bool) -> str:
    """Return how a person stands to a household; '' when her registered address is not known or neither holds."""
    if not person.registered_address:
        return ""
    registered = same(person.registered_address, household.address)
    if lives:
        return Residence.HERE if registered else Residence.GUEST
    return Residence.AWAY if registered and person.died_on is None else ""


def same(one: str, other: str) -> bool:
    """Tell whether two addresses mean one door: alike, or one ends in the other (written with or without the town)."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return len(short) >= LEAST and long.endswith(short)


def _plain(address: str) -> str:
    return "".join(unicodedata.normalize("NFKC", address).split())
