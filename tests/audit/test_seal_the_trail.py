"""The trail is sealed in batches, and whoever changes it afterwards is found out, be it the keeper of the database."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from linli.accounts.sight import system_actor
from linli.audit import actions, sealing, tasks
from linli.audit.models import Event, Look, Seal
from linli.audit.verifying import Verdict, verify
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.proofs.canonical import canonical
from tests.support.database import cluster

pytestmark = pytest.mark.django_db(transaction=True)
BY = Actor(channel=Channel.WEB, role="social_worker", name="示范社工")


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the seals of a test be written to a folder of its own, under a key of its own."""
    folder, key = tmp_path / "seals", tmp_path / "seal_key"
    key.write_text(b64encode(bytes(range(32))).decode())
    monkeypatch.setattr(settings, "SEAL_KEY_FILE", key)
    monkeypatch.setattr(settings, "SEALS", [folder])
    return folder


def live(events: int = 3, looks: int = 2) -> None:
    with acting():
        for number in range(events):
            actions.record("trial.done", None, by=BY, number=number)
    for _ in range(looks):
        actions.looked("trial", [new_id()], by=BY, fields=["name"])


def three_batches() -> None:
    for _ in range(3):
        live()
        assert tasks.bring_up_to_date() == 1


def held(outside: Path) -> Verdict:
    return verify(outside, sealing.own_key())


def as_superuser(sql: str, *params: object) -> None:
    """Do what the keeper of the database can: change rows behind triggers and roles."""
    with cluster.connect(str(connection.settings_dict["NAME"])) as keeper:
        keeper.execute("SET session_replication_role = replica")
        assert keeper.execute(sql, params).rowcount != 0


def said(outside: Path) -> list[tuple[int, str]]:
    return [(one.batch, one.sentence) for one in held(outside).findings]


def test_nobody_seals_by_hand() -> None:
    live()
    with pytest.raises(Refused, match="不能手工封存"):
        actions.seal(by=BY)
    assert not Seal.objects.exists()


def test_a_trail_that_nobody_touched_is_whole(outside: Path) -> None:
    three_batches()
    verdict = held(outside)
    assert (verdict.batches, verdict.rows, verdict.findings) == (3, 15, ())
    assert not Event.objects.filter(seal=None).exists()
    assert not Look.objects.filter(seal=None).exists()


def test_with_nothing_new_no_seal_is_made(outside: Path) -> None:
    three_batches()
    assert tasks.bring_up_to_date() == 0
    assert len(list(sealing.read(outside))) == Seal.objects.count() == 3


TAMPERINGS = {
    "an event is edited": ("UPDATE audit_event SET by_name = '别人' WHERE id = %s", "改过"),
    "an event is moved to another day": ("UPDATE audit_event SET at = at - interval '1 day' WHERE id = %s", "改过"),
    "an event is deleted": ("DELETE FROM audit_event WHERE id = %s", "少了 1 条"),
    "an event is moved to another batch": ("UPDATE audit_event SET seal = 3 WHERE id = %s", "少了 1 条"),
    "an event is taken out of its batch": ("UPDATE audit_event SET seal = NULL WHERE id = %s", "少了 1 条"),
    "an event is doubled": (
        "INSERT INTO audit_event SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*"
        " FROM audit_event e WHERE e.id = %s",
        "多了 1 条",
    ),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_what_a_superuser_does_to_a_row_is_found_in_its_batch(outside: Path, how: str) -> None:
    three_batches()
    sql, sentence = TAMPERINGS[how]
    as_superuser(sql, Event.objects.filter(seal=2).order_by("pk")[1].pk)
    batch, first = said(outside)[0]
    assert batch == 2
    assert sentence in first


def test_two_rows_that_change_places_are_found(outside: Path) -> None:
    three_batches()
    one, two = Event.objects.filter(seal=2).order_by("pk").values_list("pk", flat=True)[:2]
    spare = UUID(int=0)
    for old, new in ((one, spare), (two, one), (spare, two)):
        as_superuser("UPDATE audit_event SET id = %s WHERE id = %s", new, old)
    assert said(outside) == [(2, "有留痕被改过或者换过位置。")]


def test_a_look_that_is_wiped_is_found_with_its_whole_batch(outside: Path) -> None:
    three_batches()
    as_superuser("UPDATE audit_look SET persons = '{}' WHERE seal = 3")
    assert said(outside) == [(3, "有留痕被改过或者换过位置。")]


def test_a_batch_sealed_anew_after_the_change_is_not_the_one_outside(outside: Path) -> None:
    three_batches()
    as_superuser("UPDATE audit_event SET by_name = '别人' WHERE seal = 3")
    as_superuser("DELETE FROM audit_seal WHERE number = 3")
    as_superuser("UPDATE audit_event SET seal = NULL WHERE seal = 3")
    as_superuser("UPDATE audit_look SET seal = NULL WHERE seal = 3")
    assert actions.seal(by=system_actor()) is not None
    assert [batch for batch, _ in said(outside)] == [3]


def test_an_old_database_put_back_is_found(outside: Path) -> None:
    three_batches()
    for table in ("audit_event", "audit_look"):
        as_superuser(f"DELETE FROM {table} WHERE seal = 3")
    as_superuser("DELETE FROM audit_seal WHERE number = 3")
    assert said(outside) == [(3, "少了 5 条留痕。")]


def test_an_old_file_put_back_is_found(outside: Path) -> None:
    three_batches()
    path = outside / sealing.FILE
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert said(outside) == [(3, "数据库里的批次比外面多，外面的文件可能被换成了旧的。")]


def test_lines_outside_are_signed_and_hang_together(outside: Path) -> None:
    three_batches()
    path = outside / sealing.FILE
    first, second, third = path.read_bytes().splitlines(keepends=True)
    forged = json.loads(second) | {"looks": 0}
    path.write_bytes(first + canonical(forged) + b"\n" + third)
    assert (2, "外面的封存记录签名不对。") in said(outside)
    path.write_bytes(first + third)
    assert (3, "外面的封存记录缺了第 2 批。") in said(outside)
    path.write_bytes(first + b"nothing\n" + third)
    assert said(outside)[0] == (2, "外面的封存记录读不出来。")


def test_a_line_cut_off_by_a_fall_is_written_again(outside: Path) -> None:
    three_batches()
    path = outside / sealing.FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert tasks.bring_up_to_date() == 1
    assert path.read_bytes() == whole
    assert said(outside) == []


def test_a_foreign_key_proves_nothing(outside: Path) -> None:
    three_batches()
    strange = "A" * 43 + "="
    assert {one.sentence for one in verify(outside, strange).findings} == {"外面的封存记录签名不对。"}


def test_rows_that_wait_too_long_are_told(outside: Path) -> None:
    three_batches()
    live(1, 0)
    assert said(outside) == []
    as_superuser("UPDATE audit_event SET at = at - interval '11 minutes' WHERE seal IS NULL")
    assert said(outside) == [(0, "有留痕超过 10 分钟没有封存，后台任务可能停了。")]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(actions, "BATCH", 2)
    yield


@pytest.mark.usefixtures("small_batches")
def test_many_rows_go_into_several_batches(outside: Path) -> None:
    live(5, 1)
    assert tasks.bring_up_to_date() == 3
    assert list(Seal.objects.order_by("number").values_list("events", "looks")) == [(2, 1), (2, 0), (1, 0)]
    assert held(outside).findings == ()


def test_the_command_says_it_in_a_sentence(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    live()
    call_command("audit", "seal")
    call_command("audit", "verify")
    assert capsys.readouterr().out.splitlines() == ["封存好了：新写 1 批。", "查了 1 批 5 条留痕，没有被改过。"]
    as_superuser("DELETE FROM audit_look")
    with pytest.raises(CommandError, match="有 1 处不对"):
        call_command("audit", "verify")
    assert "第 1 批：少了 2 条留痕。" in capsys.readouterr().out
