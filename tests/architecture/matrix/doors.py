"""Doors that differ from the rule, each with its reason."""

# Routes whose answer inside one's reach may be 404 all the same, each with its reason.
MAY_BE_ABSENT: dict[str, str] = {
    "mfa_deactivate_totp": "there is nothing to take off before an app was set up",
    "mfa_view_recovery_codes": "there are no codes before a second factor was set up",
    "mfa_generate_recovery_codes": "there are no codes before a second factor was set up",
    "mfa_remove_webauthn": "there is no passkey to remove",
    "import_errors": "there is no table of errors before something was refused",
    "import_template": "each role has the tables it may bring in",
    "report_versions": "a draft has no sealed version yet",
}

# Routes that do not belong to one area: nothing is out of reach there.
WITHOUT_PLACE: dict[str, str] = {
    "import_template": "a blank table is the same for everybody",
    "set_password": "the token is the key; a wrong one shows nothing",
}
