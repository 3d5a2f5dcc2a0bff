"""The private PostgreSQL starts for everybody, keeps what it acknowledged and goes when nobody needs it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from .conftest import AS_ROOT, Folder

RUNNING_NOTHING = ("tools/pg.py", "with", "true")


def test_root_and_normal_users_start_debians_programs_and_the_wheels(
    make_folder: Callable[..., Folder], user: int, source: Path
) -> None:
    folder = make_folder(user=user)
    folder.settings["LINLI_PG_BIN"] = str(source)
    assert folder.run("tools/pg.py", "start") == (0, "")
    assert folder.run("tools/pg.py", "prepare") == (0, "")
    with folder.connect("linli_app") as inside:
        shown = inside.execute(
            "SELECT current_setting('data_checksums'), current_setting('fsync'), current_setting('listen_addresses'),"
            " current_setting('server_encoding')"
        )
        assert shown.fetchone() == ("on", "on", "", "UTF8")
    assert folder.socket.stat().st_mode & 0o777 == 0o700
    assert folder.run("tools/pg.py", "stop") == (0, "")
    assert not folder.socket.exists()
    assert folder.processes() == []


@pytest.mark.skipif(not AS_ROOT, reason="only root is refused by PostgreSQL")
def test_root_works_in_a_folder_that_nobody_else_may_enter(make_folder: Callable[..., Folder], source: Path) -> None:
    folder = make_folder(mode=0o700)
    folder.settings["LINLI_PG_BIN"] = str(source)
    assert folder.run(*RUNNING_NOTHING) == (0, "")
    assert (folder.path / ".data" / "pg").stat().st_uid == 0


def test_a_normal_user_works_in_a_home_that_nobody_else_may_enter(
    make_folder: Callable[..., Folder], user: int
) -> None:
    folder = make_folder(user=user, mode=0o700)
    assert folder.run(*RUNNING_NOTHING) == (0, "")


def test_the_three_roles_have_their_rights_and_no_more(folder: Folder) -> None:
    folder.run("tools/pg.py", "start")
    folder.run("tools/pg.py", "prepare", "linli")
    with folder.connect() as inside:
        roles = inside.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'linli\\_%' AND rolcanlogin ORDER BY 1"
        ).fetchall()
        extensions = inside.execute("SELECT extname FROM pg_extension ORDER BY 1").fetchall()
    assert roles == [("linli_app", False), ("linli_jobs", False), ("linli_owner", False)]
    assert [name for (name,) in extensions] == ["btree_gist", "ltree", "pg_trgm", "plpgsql", "unaccent"]
    with folder.connect("linli_owner") as owner:
        owner.execute("CREATE TABLE wish (id bigserial, text text)")
    for role in ("linli_app", "linli_jobs"):
        with folder.connect(role) as inside:
            inside.execute("INSERT INTO wish (text) VALUES ('一盏灯')")
            inside.execute("UPDATE wish SET text = '两盏灯'")
            inside.execute("DELETE FROM wish")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                inside.execute("CREATE TABLE other (id int)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                inside.execute("DROP TABLE wish")


def test_preparing_again_changes_nothing_and_keeps_what_a_migration_revoked(folder: Folder) -> None:
    folder.run("tools/pg.py", "start")
    folder.run("tools/pg.py", "prepare", "linli")
    with folder.connect("linli_owner") as owner:
        owner.execute("CREATE TABLE event (id int)")
        owner.execute("REVOKE UPDATE, DELETE ON event FROM linli_app")
    assert folder.run("tools/pg.py", "prepare", "linli") == (0, "")
    with folder.connect("linli_app") as inside:
        inside.execute("INSERT INTO event VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            inside.execute("DELETE FROM event")


def test_what_was_acknowledged_survives_kill_9(folder: Folder, source: Path) -> None:
    folder.settings["LINLI_PG_BIN"] = str(source)
    folder.run("tools/pg.py", "start")
    folder.run("tools/pg.py", "prepare")
    with folder.connect("linli_owner") as owner:
        owner.execute("CREATE TABLE fact (id int)")
        owner.execute("INSERT INTO fact SELECT generate_series(1, 1000)")
        folder.kill_everything()
    assert folder.run("tools/pg.py", "start") == (0, "")
    with folder.connect("linli_app") as inside:
        assert inside.execute("SELECT count(*) FROM fact").fetchone() == (1000,)


def test_the_pid_of_another_process_does_not_lock_the_data(folder: Folder) -> None:
    folder.run(*RUNNING_NOTHING)
    left = folder.path / ".data" / "pg" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n0\n5432\n{folder.socket}\n\n0 0\nready\n")
    os.chown(left, left.parent.stat().st_uid, -1)
    assert folder.run(*RUNNING_NOTHING) == (0, "")


def test_a_set_up_killed_half_way_is_no_obstacle(folder: Folder) -> None:
    half = folder.path / ".data" / "pg.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("15\n")
    assert folder.run(*RUNNING_NOTHING) == (0, "")
    assert not half.exists()


def test_data_of_a_version_that_is_not_here_is_refused_with_a_sentence(folder: Folder) -> None:
    folder.run(*RUNNING_NOTHING)
    (folder.path / ".data" / "pg" / "PG_VERSION").write_text("11\n")
    code, said = folder.run("tools/pg.py", "start")
    assert code == 1
    assert "请安装 postgresql-11。" in said
    assert "Install postgresql-11." in said


@pytest.mark.skipif(not AS_ROOT, reason="needs two users")
def test_the_data_of_another_user_are_refused_with_a_sentence(make_folder: Callable[..., Folder]) -> None:
    folder = make_folder(mode=0o755)
    folder.run(*RUNNING_NOTHING)
    folder.user = 1234
    code, said = folder.run("tools/pg.py", "start")
    assert code == 1
    assert "belong to another user" in said
    assert "Traceback" not in said


def test_the_last_to_leave_turns_it_off(folder: Folder) -> None:
    slow = folder.spawn("tools/pg.py", "with", sys.executable, "-c", "print('up', flush=True); input()")
    assert slow.stdout is not None
    assert folder.run(*RUNNING_NOTHING) == (0, "")
    slow.communicate(timeout=30)
    assert folder.processes() == []
    assert not folder.socket.exists()


def test_started_by_hand_it_stays_until_stopped(folder: Folder) -> None:
    folder.run("tools/pg.py", "start")
    folder.run(*RUNNING_NOTHING)
    folder.connect(database="postgres").close()
    folder.run("tools/pg.py", "stop")
    assert folder.processes() == []


def test_a_database_can_be_made_afresh_and_thrown_away(folder: Folder) -> None:
    folder.run("tools/pg.py", "start")
    assert folder.run("tools/pg.py", "prepare", "linli_other") == (0, "")
    folder.connect("linli_app", "linli_other").close()
    assert folder.run("tools/pg.py", "drop", "linli_other") == (0, "")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        folder.connect("linli_app", "linli_other")
