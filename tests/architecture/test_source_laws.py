"""Laws read from the source; each catches the breach planted for it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.architecture import laws

TREE = Path(settings.PACKAGE)


def plant(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


@pytest.mark.parametrize("part", ["src", "tests", "tools", "bench"])
def test_no_file_and_no_function_is_too_long(part: str) -> None:
    assert list(laws.sources(settings.ROOT / part))
    breaches = laws.too_long(settings.ROOT / part)
    assert not breaches, "\n".join(breaches)


def test_every_verb_asks_its_policy_and_every_policy_is_asked() -> None:
    breaches = laws.unasked(TREE)
    assert not breaches, "\n".join(breaches)


def test_public_functions_say_what_they_do() -> None:
    breaches = laws.undocumented(TREE)
    assert not breaches, "\n".join(breaches)


def test_nothing_is_put_off() -> None:
    breaches = laws.unmarked(TREE)
    assert not breaches, "\n".join(breaches)


def test_no_day_is_read_off_a_moment_by_another_clock() -> None:
    breaches = laws.other_clocks(TREE)
    assert not breaches, "\n".join(breaches)


@pytest.mark.django_db
def test_the_database_reads_no_day_by_another_clock_either() -> None:
    told = connection.cursor()
    told.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prolang <> 13"
        " UNION ALL SELECT policyname, concat(qual, ' ', with_check) FROM pg_policies"
    )
    rows = told.fetchall()
    assert len(rows) > 100
    assert not [name for name, body in rows if laws.OTHER_CLOCK.search(body)]


@pytest.mark.parametrize(
    ("law", "name", "text"),
    [
        (laws.too_long, "room/models.py", "x = 1\n" * 301),
        (laws.too_long, "papers/test_a_use_case.py", "x = 1\n" * 301),
        (laws.too_long, "room/views.py", "def view():\n" + "    x = 1\n" * 41),
        (laws.unasked, "room/actions.py", "@action\ndef close(case, *, by):\n    case.save()\n"),
        (laws.unasked, "room/actions.py", "@action\ndef close(case, *, by):\n    require(policies.open(by, case))\n"),
        (laws.unasked, "room/policies.py", "def close(by, case) -> Refusal:\n    return None\n"),
        (laws.undocumented, "room/queries.py", "def all_of_them():\n    return 1\n"),
        (laws.unmarked, "room/queries.py", "x = 1  # " + "TO" + "DO later\n"),
        (laws.other_clocks, "room/queries.py", "day = case.opened_at.date()\n"),
        (laws.other_clocks, "room/queries.py", "SQL = 'SELECT starts_at::date'\n"),
        (laws.other_clocks, "room/queries.py", "day = timezone.now().date()\n"),
    ],
)
def test_a_planted_breach_is_caught(law, name, text, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert law(plant(tmp_path, name, text))


def test_a_sound_room_is_not_accused(tmp_path: Path) -> None:
    plant(tmp_path, "room/policies.py", "def close(by, case) -> Refusal:\n    return None\n")
    plant(
        tmp_path,
        "room/actions.py",
        '@action\ndef close(case, *, by):\n    """Close."""\n    require(policies.close(by, case))\n',
    )
    assert laws.unasked(tmp_path) == []
