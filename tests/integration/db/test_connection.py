from typing import Any

from sqlalchemy import text

from tests.conftest import Database


def test_connections_that_the_server_closed_are_replaced_unnoticed(database: Database) -> None:
    with database.engine.connect() as one, database.engine.connect() as other:
        pids: list[Any] = [connection.scalar(text("SELECT pg_backend_pid()")) for connection in (one, other)]
    with database.engine.connect() as connection:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid, 5000) FROM unnest(:pids) AS pid WHERE pid <> pg_backend_pid()"),
            {"pids": pids},
        )
    with database.engine.connect() as one, database.engine.connect() as other:
        seen = {connection.scalar(text("SELECT pg_backend_pid()")) for connection in (one, other)}
    assert mine in seen
    assert seen != set(pids)


def test_times_are_utc_and_json_comes_back_as_it_went(database: Database) -> None:
    with database.sessions() as session:
        assert session.scalar(text("SHOW timezone")) == "UTC"
        assert session.scalar(text("""SELECT '{"a": [1, null, "ü"]}'::jsonb""")) == {"a": [1, None, "ü"]}
