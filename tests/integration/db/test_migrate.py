from sqlalchemy import URL, inspect, text
from sqlalchemy.orm import Session

from db import migrate
from db.connection import create_engine
from tests.conftest import Database


def test_upgrade_reaches_the_newest_revision_and_may_be_repeated(empty_database: URL) -> None:
    engine = create_engine(empty_database)
    assert not migrate.is_current(engine)
    migrate.upgrade(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    assert "procrastinate_jobs" in inspect(engine).get_table_names()
    engine.dispose()


def test_a_session_sees_all_tables(session: Session) -> None:
    assert session.execute(text("SELECT count(*) FROM process")).scalar() == 0
    session.commit()


def test_a_database_of_its_own_commits(database: Database) -> None:
    with database.sessions() as session:
        session.execute(text("INSERT INTO alembic_version VALUES ('x')"))
        session.commit()
    with database.sessions() as session:
        assert session.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 2
