"""Every new record, and every change of what rules compare, has its duplicates searched in the background.

The database sees to it, so that no writer can forget it: people, processes, imports. The jobs exist if and only if the
change is committed. `create_all` runs these statements by the listeners below; migrations run `STATEMENTS`.
"""

from typing import Any

from sqlalchemy import DDL, event

from crm.models.account import Account
from crm.models.contact import Contact
from crm.models.duplicate import ComparedForm
from crm.models.lead import Lead
from db.base import Base

COMPARED: dict[str, tuple[str, ...]] = {
    Lead.__tablename__: (
        "email", "mobile_phone", "business_phone", "contact_name", "account_name", "title", "website", "country",
        "customer_need", "contact_id", "account_id",
    ),
    Contact.__tablename__: ("name", "email", "further_emails", "mobile_phone", "business_phone", "country", "account_id"),
    Account.__tablename__: ("name", "email", "phone", "website", "country", "city"),
}  # fmt: skip
"""Tables, which are called like their types of records, and the columns that rules compare."""

# Many records that come at once are searched in parts, so that several workers take part.
SEARCH_NEW = """
CREATE OR REPLACE FUNCTION search_duplicates_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM duplicate_rule WHERE active AND record_type = TG_TABLE_NAME) THEN
        PERFORM procrastinate_defer_jobs_v1(array_agg(ROW(
            'default', 'find_duplicates', -1, NULL, NULL,
            jsonb_build_object('record_type', TG_TABLE_NAME, 'ids', ids), NULL)::procrastinate_job_to_defer_v1))
        FROM (SELECT jsonb_agg(id ORDER BY id) AS ids
            FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 500 AS part FROM entered) AS numbered
            GROUP BY part) AS parts;
    END IF;
    RETURN NULL;
END $$
"""

# A job that waits already will do, if it cannot begin before this change is committed: hence the lock on it.
SEARCH_CHANGED = """
CREATE OR REPLACE FUNCTION search_duplicates_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text := 'duplicates-' || TG_TABLE_NAME || '-' || NEW.id;
BEGIN
    IF NOT EXISTS (SELECT FROM duplicate_rule WHERE active AND record_type = TG_TABLE_NAME) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM procrastinate_jobs WHERE queueing_lock = once AND status = 'todo' FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW(
            'default', 'find_duplicates', -1, NULL, once,
            jsonb_build_object('record_type', TG_TABLE_NAME, 'ids', jsonb_build_array(NEW.id)), NULL
        )::procrastinate_job_to_defer_v1]);
    END IF;
    RETURN NULL;
END $$
"""

FORGET_PAIRS = """
CREATE OR REPLACE FUNCTION forget_similarity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM compared_form WHERE record_type = TG_TABLE_NAME AND record_id = OLD.id;
    DELETE FROM similarity WHERE record_type = TG_TABLE_NAME AND (record_id = OLD.id OR other_id = OLD.id);
    RETURN NULL;
END $$
"""

NEW = """
CREATE OR REPLACE TRIGGER {table}_duplicates_of_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS entered
FOR EACH STATEMENT EXECUTE FUNCTION search_duplicates_of_new()
"""

CHANGED = """
CREATE OR REPLACE TRIGGER {table}_duplicates_of_changed AFTER UPDATE OF {columns} ON {table}
FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION search_duplicates_of_changed()
"""

GONE = """
CREATE OR REPLACE TRIGGER {table}_similarity_gone AFTER DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION forget_similarity()
"""

# Keys that are shared by hundreds among a million records are found in the statistics only when these are thorough.
THOROUGH = "ALTER TABLE compared_form ALTER COLUMN keys SET STATISTICS 1000"

FUNCTIONS = (SEARCH_NEW, SEARCH_CHANGED, FORGET_PAIRS)


def _triggers(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    changed = CHANGED.format(
        table=table,
        columns=", ".join(columns),
        old=", ".join(f"OLD.{name}" for name in columns),
        new=", ".join(f"NEW.{name}" for name in columns),
    )
    return (NEW.format(table=table), changed, GONE.format(table=table))


BY_TABLE = {
    ComparedForm.__tablename__: (THOROUGH,),
    **{table: (*FUNCTIONS, *_triggers(table, columns)) for table, columns in COMPARED.items()},
}
STATEMENTS = tuple(dict.fromkeys(statement.strip() for table in BY_TABLE.values() for statement in table))
"""All of it, functions before the triggers that call them; to be run once the tables exist."""

for _table, _statements in BY_TABLE.items():
    for _statement in _statements:
        _ddl: Any = DDL  # its constructor is not typed
        event.listen(Base.metadata.tables[_table], "after_create", _ddl(_statement.replace("%", "%%")))
