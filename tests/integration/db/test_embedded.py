import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.connection import conninfo
from db.embedded import EmbeddedServer, places, processes
from db.errors import FolderUnusable

PROGRAM = Path(__file__).with_name("program.py")
QUICK = {"fsync": "off"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that any user may pass through: the server of root runs as another one."""
    made = Path(tempfile.mkdtemp(prefix="baton-embedded-"))
    made.chmod(0o755)
    yield made
    for server in (EmbeddedServer(data) for data in (made, made / "var") if (data / ".postgres.users").exists()):
        server.start()
        server.stop()
        if not server.cluster.is_relative_to(made):
            shutil.rmtree(server.cluster)
    shutil.rmtree(made)


def start_program(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, PROGRAM, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def said(program: "subprocess.Popen[str]") -> str:
    assert program.stdout
    return program.stdout.readline().strip()


def end(program: "subprocess.Popen[str]") -> None:
    program.communicate(timeout=30)
    assert program.returncode == 0


def execute(server: EmbeddedServer, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo(server.url())) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def runs(server: EmbeddedServer) -> bool:
    return processes.postmaster(server.cluster) is not None


def kill_postmaster(server: EmbeddedServer) -> None:
    process = processes.postmaster(server.cluster)
    assert process
    process.kill()


def test_data_stay_from_one_start_to_the_next(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        execute(server, "CREATE TABLE kept AS SELECT 7 AS number")
    assert not runs(server)
    with EmbeddedServer(folder, QUICK) as server:
        assert execute(server, "SELECT number FROM kept") == [(7,)]


def test_nobody_reaches_it_but_through_its_private_folder(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        assert execute(server, "SHOW listen_addresses") == [("",)]
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700


def test_a_second_program_adopts_it_and_the_last_one_stops_it(folder: Path) -> None:
    first = EmbeddedServer(folder, QUICK)
    first.start()
    second = start_program(folder)
    assert said(second) == "ready"
    first.stop()
    assert runs(first)
    end(second)
    assert not runs(first)


def test_it_is_adopted_and_stopped_again_after_its_program_was_killed(folder: Path) -> None:
    killed = start_program(folder)
    assert said(killed) == "ready"
    killed.kill()
    killed.communicate()
    with EmbeddedServer(folder, QUICK) as server:
        assert server.answers()
    assert not runs(server)


def test_it_is_started_again_after_it_was_killed_itself(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        execute(server, "CREATE TABLE kept AS SELECT 7 AS number")
        held = psycopg.connect(conninfo(server.url()))
        kill_postmaster(server)
        assert server.mend()
        assert execute(server, "SELECT number FROM kept") == [(7,)]
        assert not server.mend()
        held.close()


def test_a_program_that_starts_after_both_were_killed_finds_the_data(folder: Path) -> None:
    killed = start_program(folder)
    assert said(killed) == "ready"
    server = EmbeddedServer(folder, QUICK)
    execute(server, "CREATE TABLE kept AS SELECT 7 AS number")
    kill_postmaster(server)
    killed.kill()
    killed.communicate()
    with server:
        assert execute(server, "SELECT number FROM kept") == [(7,)]


def test_a_server_that_hangs_in_a_query_when_its_head_is_killed_does_not_stop_the_next(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        busy = psycopg.connect(conninfo(server.url()))
        busy.pgconn.send_query(b"SELECT sum(a * b) FROM generate_series(1, 100000) a, generate_series(1, 100000) b")
        busy.pgconn.flush()
        kill_postmaster(server)
        assert server.mend()
        busy.close()


def test_many_programs_that_start_at_once_share_one_server(folder: Path) -> None:
    programs = [start_program(folder) for _ in range(6)]
    assert [said(program) for program in programs] == ["ready"] * 6
    server = EmbeddedServer(folder, QUICK)
    assert runs(server)
    for program in programs:
        end(program)
    assert not runs(server)


def test_permissions_of_the_folders_above_stay_as_they_are(folder: Path) -> None:
    folder.chmod(0o700)
    data = folder / "var"
    data.mkdir(mode=0o700)
    with EmbeddedServer(data, QUICK) as server:
        assert server.answers()
        assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, data)] == [0o700, 0o700]
        assert os.geteuid() != 0 or server.cluster.is_relative_to(places.AWAY)
    with EmbeddedServer(data, QUICK) as again:
        assert again.cluster == server.cluster


def test_a_database_that_became_unreachable_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        cluster = server.cluster
    folder.chmod(0o700)
    if os.geteuid() == 0:
        with pytest.raises(FolderUnusable, match="holds the database"):
            EmbeddedServer(folder, QUICK)
    else:
        assert EmbeddedServer(folder, QUICK).cluster == cluster
    folder.chmod(0o755)


def test_the_number_of_another_process_in_an_old_pid_file_is_not_taken_for_the_server(folder: Path) -> None:
    with EmbeddedServer(folder, QUICK) as server:
        pid_file = server.cluster / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedServer(folder, QUICK) as server:
        assert server.answers()


def test_an_interrupted_set_up_is_begun_anew(folder: Path) -> None:
    draft = folder / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(folder, QUICK) as server:
        assert server.answers()
    assert not draft.exists()


def test_a_folder_with_something_else_in_it_is_left_alone(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(FolderUnusable, match="not empty"):
        EmbeddedServer(folder, QUICK).start()
    assert (folder / "postgres" / "letter.txt").read_text() == "mine"
    shutil.rmtree(folder / "postgres")


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with EmbeddedServer(deep, QUICK) as server:
        assert server.answers()
        assert not server.socket.is_relative_to(deep)
    shutil.rmtree(server.socket)


def test_an_answering_server_ends_in_good_order_on_the_signal_of_its_own_program(folder: Path) -> None:
    program = start_program(folder)
    assert said(program) == "ready"
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=30)
    assert not runs(EmbeddedServer(folder, QUICK))
