"""居民: persons, and what ties them."""

from linli.people.models.access import (
    AccessGrant,
    AccessRequest,
    BackgroundCheck,
    GlassReview,
    SuspectedHarm,
)
from linli.people.models.consents import ConsentEvent, ConsentText
from linli.people.models.deaths import Death
from linli.people.models.doors import PersonAccount, Proxy, ResidentCard, token_indexes
from linli.people.models.merging import Alias, DuplicatePair, Merge
from linli.people.models.persons import (
    PLACED,
    DocumentKind,
    Household,
    IdentityDocument,
    Person,
    Placed,
    PlacedQuerySet,
    Sex,
    Telephone,
    document_index,
    document_indexes,
    tail_index,
    tail_indexes,
    telephone_index,
    telephone_indexes,
)
from linli.people.models.requests import DueErasure, Erasure, LegalHold, Restriction, RightsRequest
from linli.people.models.ties import (
    HouseholdMember,
    KinshipLink,
    PriorityTag,
)

__all__ = [
    "Death",
    "AccessGrant",
    "AccessRequest",
    "BackgroundCheck",
    "GlassReview",
    "SuspectedHarm",
    "Alias",
    "ConsentEvent",
    "ConsentText",
    "DocumentKind",
    "DueErasure",
    "Erasure",
    "Household",
    "HouseholdMember",
    "IdentityDocument",
    "KinshipLink",
    "LegalHold",
    "DuplicatePair",
    "Merge",
    "PLACED",
    "Person",
    "PersonAccount",
    "Placed",
    "PlacedQuerySet",
    "PriorityTag",
    "Proxy",
    "ResidentCard",
    "Restriction",
    "RightsRequest",
    "Sex",
    "Telephone",
    "document_index",
    "document_indexes",
    "tail_index",
    "tail_indexes",
    "telephone_index",
    "telephone_indexes",
    "token_indexes",
]
