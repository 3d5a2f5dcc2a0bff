"""Every verb and every kind of look that the trail keeps has its words on the screen."""

import re

from django.conf import settings

from linli.desk.verbs import VERBS
from tests.architecture.laws import sources

SAID = re.compile(r"""(?:audit|trail)\.(?:record|looked)\(\s*"([a-z_.]+)\"""")


def test_no_verb_is_shown_in_code() -> None:
    said = {verb for path, _ in sources(settings.PACKAGE) for verb in SAID.findall(path.read_text())}
    assert len(said) > 30
    assert said - set(VERBS) == set()
