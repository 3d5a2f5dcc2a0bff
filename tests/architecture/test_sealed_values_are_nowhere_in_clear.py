"""Recognisable values in every sealed column; none of them stands in clear in anything that is kept.

Looked through: a dump of the database, the log that replays it, the log of the database server, the product's own log,
what goes to the console, mail, short messages, sessions, the seals of the trail, temporary files and everything else
below the folder of the installation. Each place has a planted value that the same search must find.
"""

import logging
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from linli.accounts import actions as accounts
from linli.accounts.actions import keys
from linli.audit.tasks import seal_trail
from linli.gateways.senders import sender
from linli.kernel.actor import STRANGER
from linli.kernel.fields import sealed
from linli.kernel.policy import acting
from linli.kernel.scope import REWRAPPING, Scope, enter
from linli.people import actions as people
from linli.people.actions import cards
from linli.people.models import DocumentKind, Telephone
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.architecture.matrix import world
from tests.architecture.matrix.objects import OBJECTS
from tests.factories.people import areas
from tests.factories.records import record
from tests.factories.sealed import rows
from tests.support import database, traces

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = (
    "dump", "replay", "database log", "log", "console", "mail", "messages", "codes", "sessions", "seals", "temporary",
    "installation",
)  # fmt: skip
BORN = date(1930, 1, 1)
# What a gateway is handed must be readable for it: the number it sends to. Nothing else may stand there.
HANDED_OVER = {"messages", "codes"}


@dataclass
class Sown:
    """The values that were written, the numbers among them apart."""

    mark: str
    texts: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)

    def text(self) -> str:
        """Return a fresh value."""
        made = f"{self.mark}{len(self.texts):05d}"
        self.texts.add(made)
        return made

    @property
    def all(self) -> set[str]:
        """Every value."""
        return self.texts | self.numbers


def document(number: int) -> str:
    """Return a document number of a day and serial number nobody else of the tests has."""
    seventeen = f"999999{BORN + timedelta(days=number // 400):%Y%m%d}{number % 400 + 500:03d}"
    return seventeen + world._check_digit(seventeen)


def sow(built: world.World, count: int) -> Sown:
    """Write values into every sealed column: by the verbs of the rooms, and for the rest in place."""
    sown, area, by = Sown(f"canary{secrets.token_hex(4)}x"), built.here, built.here.worker
    for number in range(count):
        with transaction.atomic():
            enter(by.scope)
            sown.numbers |= {document(number), phone := f"1975{number:07d}"}
            made = people.register(
                by=by, community=area.community, name="示范居民",
                documents=[(DocumentKind.ID_CARD, document(number))], phones=[(phone, "")],
            )  # fmt: skip
            if number % 100 == 0:
                sown.texts.add(cards.issue_cards([made], by=by)[0].token)
            record(by, area.community, persons=[made], narrative=f"谈了{sown.text()}")
            tasks.open_draft("record", {"narrative": f"写到{sown.text()}一半"}, by=by)
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(area.county.division.pk,)))
        for name in dict.fromkeys(OBJECTS):
            OBJECTS[name](built, area, by)
        rows(area.person, area.record, areas(area.community), by.post)
    with database.role("linli_jobs", str(connection.settings_dict["NAME"])):
        for column in keys.columns():
            in_place(column, sown)
    return sown


def in_place(column: keys.Column, sown: Sown) -> None:
    """Put values into rows of a column that are there, as a change of keys does; numbers stay what they are."""
    there = column.model._default_manager.order_by("-pk").values_list("pk", flat=True)
    told = [] if column.name in ("number_sealed", "phone_sealed") else list(there[:5])
    with transaction.atomic(), acting(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [REWRAPPING])
        for pk in told:
            fresh = sealed(column.model, column.name, pk, f"「{sown.text()}」")
            column.model._default_manager.filter(pk=pk).update(**{column.name: fresh})
    if column.model._default_manager.exclude(**{column.name: None}).exists():
        sown.columns.add(f"{column.model.__name__}.{column.name}")


def use(built: world.World, sown: Sown) -> None:
    """Look at people, type numbers, be refused, sign in: what a day writes into logs."""
    client = built.clients["social_worker"]
    phones = sorted(one for one in sown.numbers if len(one) == 11)
    with transaction.atomic():
        enter(built.here.worker.scope)
        shown = Telephone.objects.filter(community_id=built.here.community.pk).order_by("pk")[:10]
        numbers = [(one.pk, one.person_id) for one in shown]
    for telephone, person in numbers:
        client.get(reverse("person", args=[person]))
        client.post(reverse("number", args=["telephone", telephone]), {"purpose": "回访"})
    for path in ("people", "counter"):
        for typed in (*phones[:5], document(1), document(2)[:-1]):
            client.post(reverse(path), {"q": typed, "typed": typed})
    client.post(reverse("person_new"), {"name": "示范", "number": document(3), "kind": "id_card", "phone": phones[4]})
    client.post("/api/v1/records", {"narrative": sown.text(), "kind": "none"}, content_type="application/json")
    accounts.ask_code(f"+86{phones[0]}", "127.0.0.1", by=STRANGER)


@dataclass
class Yard:
    """Where everything is looked for, and since when."""

    folder: Path
    start: str
    logged: int
    state: set[Path]
    console: Any

    def places(self) -> dict[str, list[Path]]:
        """Return the files of each place as they are now."""
        out, err = self.console.readouterr()
        with (self.folder / "console").open("a") as console:
            console.write(out + err)
        (self.folder / "mail").write_text("\n".join(str(one.message()) for one in mail.outbox))
        fresh = [file for file in traces.files_below(*installation()) if file not in self.state]
        found = {
            "dump": [traces.dump(self.folder)], "replay": traces.replay(self.start),
            "database log": [traces.server_log(self.logged, self.folder)], "log": [self.folder / "log"],
            "console": [self.folder / "console"], "mail": [self.folder / "mail"],
            "messages": [settings.MESSAGE_FILE], "codes": [settings.LOGIN_CODE_FILE],
            "sessions": [traces.sessions(self.folder)], "seals": traces.files_below(*settings.SEALS),
            "temporary": traces.files_below(Path(tempfile.gettempdir())), "installation": fresh,
        }  # fmt: skip
        return {place: [file for file in files if file.exists()] for place, files in found.items()}


def installation() -> list[Path]:
    """Return the folders of the installation that no other place names."""
    return [path for path in settings.STATE.iterdir() if path.name not in ("pg", "static", "secrets", "seals")]


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, capfd: Any) -> Iterator[Yard]:
    """Give the test files of its own for everything that writes one, and note how far the others are."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    settings.SEALS = [tmp_path / "seals"]
    settings.MESSAGE_FILE, settings.LOGIN_CODE_FILE = tmp_path / "messages.jsonl", tmp_path / "codes.jsonl"
    settings.MESSAGE_SENDERS = dict.fromkeys(("sms", "wechat"), "linli.gateways.senders.FileSender")
    settings.LOGIN_CODE_SENDER = "linli.accounts.senders.FileSender"
    handler = logging.FileHandler(tmp_path / "log")
    loggers = [logging.getLogger(name) for name in ("", "linli", "django")]
    before = [one.level for one in loggers]
    logging.disable(logging.NOTSET)
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.DEBUG)
    state = set(traces.files_below(*installation()))
    yield Yard(tmp_path, traces.position(), traces.log_size(), state, capfd)
    for one, level in zip(loggers, before, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def work(count: int) -> Sown:
    """Build the world, write the values and go through a day with them."""
    with transaction.atomic():
        built = world.build()
    logging.disable(logging.NOTSET)
    sown = sow(built, count)
    use(built, sown)
    with database.role("linli_jobs", str(connection.settings_dict["NAME"])):
        seal_trail()
    return sown


def in_clear(yard: Yard, sown: Sown) -> dict[str, set[str]]:
    """Return place → the values found; the numbers that a gateway was handed left out there."""
    found = traces.hits(yard.places(), sown.all, yard.folder)
    seen = {place: told - (sown.numbers if place in HANDED_OVER else set()) for place, told in found.items()}
    return {place: told for place, told in seen.items() if told}


def test_some_hundred_values_are_nowhere_in_clear(yard: Yard) -> None:
    sown = work(80)
    assert len(sown.all) > 300
    assert sown.columns == {f"{one.model.__name__}.{one.name}" for one in keys.columns()}
    assert in_clear(yard, sown) == {}


@pytest.mark.slow
def test_ten_thousand_values_are_nowhere_in_clear(yard: Yard) -> None:
    sown = work(2500)
    assert len(sown.all) >= 10_000
    assert in_clear(yard, sown) == {}


def plant(yard: Yard, value: str) -> None:
    """Write a value in clear into every place."""
    with transaction.atomic(), acting():
        built = world.build()
        tasks_of = {"county_id": built.here.county.division.pk, "owner_id": built.here.worker.post}
        Task.objects.create(kind="call_back", title=value, due_on=date(2026, 1, 1), **tasks_of)
    params = connection.get_connection_params()
    with (
        psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_app", autocommit=True) as server,
        pytest.raises(psycopg.errors.UndefinedTable),
    ):
        server.execute(f"SELECT '{value}' FROM no_such_table")
    logging.getLogger("linli.planted").warning("said %s", value)
    sys.stderr.write(value)
    mail.send_mail("题目", f"正文{value}", None, ["a@example.org"])
    sender("sms").send("+8619750000000", value, "planted")
    settings.LOGIN_CODE_FILE.write_text(value)
    session = built.clients["social_worker"].session
    session["typed"] = value
    session.save()
    for folder in (*settings.SEALS, Path(tempfile.gettempdir())):
        folder.mkdir(exist_ok=True)
        (folder / "planted").write_text(value)


def test_a_value_planted_in_clear_is_found_in_every_place(yard: Yard) -> None:
    sown = Sown(f"canary{secrets.token_hex(4)}x")
    value, left = sown.text(), settings.STATE / f"planted-{secrets.token_hex(4)}"
    left.write_text(value)
    try:
        plant(yard, value)
        assert set(in_clear(yard, sown)) == set(PLACES)
    finally:
        left.unlink()


@pytest.mark.parametrize(
    "write",
    [
        lambda value: value.encode(),
        lambda value: value.encode("utf-16-le"),
        lambda value: value.encode("utf-16-be"),
        lambda value: ("\\x" + ("说" + value).encode().hex()).encode(),
        lambda value: ("说" + value).encode().hex().upper().encode(),
        lambda value: traces.base64.b64encode(b"a" + value.encode() + b"b"),
        lambda value: traces.base64.b64encode(b"ab" + value.encode()),
        lambda value: traces.base64.b64encode(value.encode() + b"abc"),
    ],
)
def test_each_form_of_a_value_is_found(tmp_path: Path, write: Any) -> None:
    for value in ("canary01234567x00001", "19750000001", "99999919300101500X"):
        (tmp_path / "file").write_bytes(b"before \xff" + write(value) + b" after")
        assert traces.hits({"file": [tmp_path / "file"]}, [value, "another"], tmp_path) == {"file": {value}}
