"""Doors that differ from the rule, each with its reason. A law test drops the ones that no longer differ."""

# Routes whose answer inside one's reach may be 404 all the same, each with its reason.
MAY_BE_ABSENT: dict[str, str] = {
    "import_template": "each role has the tables it may bring in",
    "aid_enclosed": "what went with an application is for the desk on which it lies",
    "my_contact": "a relative who acts for somebody does not set how she wishes to be rung up",
    "my_consents": "a relative who acts for somebody does not see what she agreed to",
    "my_consent": "a relative who acts for somebody agrees to nothing in her name",
    "my_consent_end": "a relative who acts for somebody takes nothing back in her name",
}

# Routes that do not belong to one area: nothing is out of reach there.
WITHOUT_PLACE: dict[str, str] = {
    "import_template": "a blank table is the same for everybody",
    **dict.fromkeys(
        ("form_questions", "form_question_out", "form_template", "form_template_file"),
        "a form's code is the same in every county; what is shown is the asker's own county's",
    ),
    "my_consent": "the words are the same for everybody; what is agreed to is one's own",
    "my_consent_end": "the words are the same for everybody; what is taken back is one's own",
}

# Doors that open only to who comes from another page, and lead back to it otherwise.
AFTER_ANOTHER: dict[str, str] = {
    "login_code": "a code was asked for on the page before, in this browser",
}

# Doors whose very answer is a whole number, by the verb that asks for it; it is on the trail before it is told.
TELLS_THE_NUMBER: dict[str, tuple[str, ...]] = {
    "visit_call": ("POST", "phone"),  # a visit by telephone: the number to ring
    "interview_number": ("POST", "phone"),  # a survey by telephone: the number to ring
    "right_copy": ("GET", "phone", "document"),  # everything that is held about somebody, for herself
}
