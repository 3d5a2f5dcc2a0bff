"""The key of the blind indexes changes while others search and write: whoever has a number is found at every moment."""

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from linli.accounts import actions as accounts
from linli.accounts.actions import index_keys
from linli.accounts.models import LoginCode, Role, User
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel import crypto
from linli.kernel.actor import STRANGER
from linli.kernel.fields import BlindColumn
from linli.kernel.policy import Refused, acting
from linli.people import actions as people
from linli.people import duplicates
from linli.people.actions import cards
from linli.people.models import IdentityDocument, ResidentCard, Telephone
from tests.accounts.numbered import Known, lost, race_plainly, somebody, twice, values
from tests.conftest import Standing
from tests.factories.places import County

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ring")]
Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post, jobs: None) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def known(county: County, worker: Standing) -> list[Known]:
    return [somebody(county, worker, number) for number in range(2)]


def test_nobody_changes_the_index_from_a_session(county: County, post: Post) -> None:
    by = post(Role.SECURITY_ADMIN, county.division).actor
    for verb in (index_keys.fill_index, index_keys.move_index, index_keys.clear_index):
        with pytest.raises(Refused, match="命令行"):
            verb(index_keys.indexes()[0], by=by)


def test_the_steps_come_in_their_order(known: list[Known]) -> None:
    for step, sentence in (("rotate", "先运行 ./linli keys new index"),):
        with pytest.raises(CommandError, match=sentence):
            call_command("keys", step, "index")
    call_command("keys", "new", "index")
    with pytest.raises(CommandError, match="正在换"):
        call_command("keys", "new", "index")
    with pytest.raises(CommandError, match="先运行 ./linli keys rotate index"):
        call_command("keys", "retire", "index")


def test_every_index_goes_under_the_new_key_and_the_old_one_is_put_away(
    known: list[Known], worker: Standing, ring: Path
) -> None:
    before, old = values(), json.loads(ring.read_text())["index"]
    assert {kind for kind, _pk in before} == {
        "User.phone_blind", "IdentityDocument.number_blind", "Telephone.number_blind", "Telephone.tail_blind",
        "ResidentCard.token_blind",
    }  # fmt: skip
    for step in ("new", "rotate", "retire"):
        call_command("keys", step, "index")
        assert lost(known, worker) == []
    after = values()
    assert set(after) == set(before)
    assert not [key for key in before if after[key] == before[key]]
    kept = json.loads(ring.read_text())
    assert set(kept) == {"current", "keys", "index"}
    assert kept["index"] != old
    assert not [one for one in index_keys.indexes() if one.rows.exclude(**{one.beside: None}).exists()]
    assert Event.objects.get(verb="keys.changed").facts["key"] == "index"


def test_it_can_be_done_again_and_again(known: list[Known], worker: Standing) -> None:
    for _turn in range(2):
        for step in ("new", "rotate", "retire"):
            call_command("keys", step, "index")
    assert lost(known, worker) == []


def test_a_second_run_that_finds_leftovers_of_the_first_fills_them_anew(known: list[Known], worker: Standing) -> None:
    call_command("keys", "new", "index")
    call_command("keys", "rotate", "index")
    held = json.loads(Path(settings.FIELD_KEYS_FILE).read_text())
    del held["index_going"]
    Path(settings.FIELD_KEYS_FILE).write_text(json.dumps(held))  # retired, and the power went before it was cleared
    for step in ("new", "rotate", "retire"):
        call_command("keys", step, "index")
    assert lost(known, worker) == []


class Fall(Exception):
    """The power goes."""


@pytest.mark.parametrize("seed", range(3))
def test_broken_off_anywhere_everybody_is_found_and_no_number_is_given_twice(
    county: County, known: list[Known], worker: Standing, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance, falls, whole = Random(seed), 0, index_keys.Index.rows.fget  # type: ignore[attr-defined]

    def falling(index: index_keys.Index) -> Any:
        if chance.random() < 0.08:
            raise Fall
        return whole(index)

    for step in ("new", "rotate", "retire"):
        done = False
        while not done:
            try:
                with monkeypatch.context() as patch:
                    patch.setattr(index_keys.Index, "rows", property(falling))
                    call_command("keys", step, "index")
                done = True
            except Fall:
                falls += 1
            if step == "new":
                done = True
            assert lost(known, worker) == []
            twice(known[0], county, worker)
    assert falls
    assert set(json.loads(Path(settings.FIELD_KEYS_FILE).read_text())) == {"current", "keys", "index"}


def half_way(known: list[Known]) -> None:
    """Change over, with one row of each index moved and the others not."""
    call_command("keys", "new", "index")
    by = system_actor()
    for one in index_keys.indexes():
        index_keys.fill_index(one, by=by)
    held = json.loads(Path(settings.FIELD_KEYS_FILE).read_text())
    fresh = held.pop("index_coming")
    Path(settings.FIELD_KEYS_FILE).write_text(json.dumps(held | {"index": fresh, "index_going": held["index"]}))
    filled = [one for one in index_keys.indexes() if one.rows.exists()]
    assert {one.model for one in filled} >= {User, IdentityDocument, Telephone, ResidentCard}
    for one in filled:
        assert index_keys.move_index(one, by=by, limit=1) == 1


def test_half_way_numbers_of_both_kinds_are_found_and_pairs_too(
    county: County, known: list[Known], worker: Standing
) -> None:
    for index in range(2):
        people.register(
            by=worker.actor, community=county.communities[0], name=f"王{index}", phones=[("13800138009", "本人")]
        )
    before = duplicates.pairs(county.division.pk)
    half_way(known)
    assert lost(known, worker) == []
    assert sorted(duplicates.pairs(county.division.pk)) == sorted(before)
    twice(known[0], county, worker)
    twice(known[1], county, worker)


def test_a_search_under_one_key_alone_is_caught(
    known: list[Known], worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_way(known)
    monkeypatch.setattr(crypto, "blinds", lambda text, column: [crypto.blind(text, column)])
    assert {"telephone", "sign in"} <= set(lost(known, worker))


def test_writers_and_searchers_at_the_same_moment_lose_nothing(
    county: County, known: list[Known], worker: Standing
) -> None:
    missed: list[str] = []
    over = threading.Event()

    def rotate() -> int:
        try:
            for step in ("new", "rotate", "retire"):
                call_command("keys", step, "index")
        finally:
            over.set()
        return 0

    def write() -> int:
        made = []
        for number in range(2, 8):
            with transaction.atomic():
                made.append(somebody(county, worker, number))
        later.extend(made)
        return 0

    def read() -> int:
        while not over.is_set():
            missed.extend(lost(known, worker))
        return 0

    later: list[Known] = []
    results = race_plainly(rotate, write, read)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert missed == []
    assert lost([*known, *later], worker) == []
    assert len(later) == 6


def test_the_change_waits_for_who_began_before_it(worker: Standing) -> None:
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_app") as earlier:
        earlier.execute("SELECT 1")
        waiting = threading.Thread(target=lambda: (index_keys.settle(), connection.close()))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        earlier.commit()
        waiting.join(30)
        assert not waiting.is_alive()


def test_cards_of_old_are_told_and_given_anew(known: list[Known], worker: Standing) -> None:
    with acting():
        ResidentCard.objects.filter(person=known[0].person).update(token_sealed=None)
    call_command("keys", "new", "index")
    with pytest.raises(CommandError, match="有 1 张以前发的居民卡"):
        call_command("keys", "rotate", "index")
    assert lost(known, worker) == []
    (again,) = cards.issue_cards([known[0].person], by=worker.actor)
    call_command("keys", "rotate", "index")
    call_command("keys", "retire", "index")
    assert cards.find(token=again.token) is not None
    assert cards.find(token=known[0].token) is None


def test_a_login_code_asked_for_before_is_good_after(known: list[Known], tmp_path: Path, settings: Any) -> None:
    settings.LOGIN_CODE_SENDER, settings.LOGIN_CODE_FILE = "linli.accounts.senders.FileSender", tmp_path / "codes.jsonl"
    phone = f"+86{known[0].phone}"
    code = accounts.ask_code(phone, "127.0.0.1", by=STRANGER)
    call_command("keys", "new", "index")
    call_command("keys", "rotate", "index")
    digits = json.loads((tmp_path / "codes.jsonl").read_text())["code"]
    assert accounts.use_code(code.pk, digits, by=STRANGER, phone=phone) == User.objects.by_phone(phone)
    assert LoginCode.objects.get(pk=code.pk).used_at is not None


def test_every_index_has_a_second_column_and_tells_what_it_is_made_from() -> None:
    every = {
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BlindColumn) and model._meta.db_table not in index_keys.SHORT_LIVED
    }
    assert every == {(one.model, name) for one in index_keys.indexes() for name in (one.name, one.beside)}
    assert {one.model for one in index_keys.indexes()} >= {User, IdentityDocument, Telephone, ResidentCard}
    for one in index_keys.indexes():
        assert one.model._meta.get_field(one.beside)
        assert callable(one.model.findable)  # type: ignore[attr-defined]


def one_key_alone(text: str) -> list[str]:
    """Return the lines that look for a blind index by one value only."""
    return [line.strip() for line in text.splitlines() if re.search(r"_blind=(?!\s*BlindColumn)|_blind = %s", line)]


def test_nobody_searches_under_one_key_alone() -> None:
    found = {
        (path.name, line)
        for path in sorted((settings.ROOT / "src").rglob("*.py"))
        if "migrations" not in path.parts
        for line in one_key_alone(path.read_text())
    }
    assert {name for name, _line in found} == {"codes.py"}, found  # written, and read back from the row itself
    assert one_key_alone("rows.filter(number_blind=telephone_index(typed))") != []
