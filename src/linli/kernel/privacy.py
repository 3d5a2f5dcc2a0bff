"""Every table says how far its rows concern persons; every field of a person says how sensitive it is."""

from enum import StrEnum


class Privacy(StrEnum):
    """The class of a table's rows."""

    PUBLIC = "public"  # may stand on a public page
    INTERNAL = "internal"  # about the work, not about a person
    PERSONAL = "personal"  # about a person: row security, masked by default
    PROTECTED = "protected"  # case text and the like: sealed from the neighbourhood


class Sensitivity(StrEnum):
    """How sensitive one field of a personal table is."""

    PLAIN = "plain"  # keys, times, states
    CONTACT = "contact"  # name, address
    MASKED = "masked"  # document numbers, telephone: encrypted, shown masked
    SPECIAL = "special"  # health, hardship, narrative
