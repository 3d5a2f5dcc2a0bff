"""Doors that differ from the rule, each with its reason."""

# Routes whose answer inside one's reach may be 404 all the same, each with its reason.
MAY_BE_ABSENT: dict[str, str] = {}

# Routes that do not belong to one area: nothing is out of reach there.
WITHOUT_PLACE: dict[str, str] = {
    "set_password": "the token is the key; a wrong one shows nothing",
}
