from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, text

from db import migrate
from db.connection import create_engine
from db.errors import RevisionUnknown
from tests.conftest import Database

CODE = {
    "functions": """
        SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'""",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


def described(connection: Connection, what: str) -> set[tuple[str, ...]]:
    return {tuple(row) for row in connection.execute(text(CODE[what]))}


@pytest.fixture
def migrated(empty_database: URL) -> Engine:
    engine = create_engine(empty_database)
    migrate.upgrade(engine)
    return engine


def test_upgrade_reaches_the_newest_revision_and_may_be_repeated(migrated: Engine) -> None:
    assert migrate.is_current(migrated)
    migrate.upgrade(migrated)
    assert migrate.is_current(migrated)
    migrated.dispose()


def test_programs_that_start_at_once_migrate_once(empty_database: URL) -> None:
    engines = [create_engine(empty_database) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate.upgrade, engines))
    assert all(map(migrate.is_current, engines))
    for engine in engines:
        engine.dispose()


def test_migrations_make_what_the_models_say(migrated: Engine, database: Database) -> None:
    with migrated.connect() as made, database.engine.connect() as modelled:
        for what in CODE:
            assert described(made, what) == described(modelled, what)
        context = MigrationContext.configure(
            made, opts={"include_name": lambda name, kind, _: kind != "table" or not name.startswith("procrastinate_")}
        )
        assert compare_metadata(context, migrate.all_tables()) == []
    migrated.dispose()


def test_a_database_of_a_newer_program_is_refused(migrated: Engine) -> None:
    with migrated.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RevisionUnknown, match="9999"):
        migrate.upgrade(migrated)
    migrated.dispose()
