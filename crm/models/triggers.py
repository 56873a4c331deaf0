"""What the database itself guards and keeps: history that only grows, registration data that stay, words to find by.

`create_all` runs these statements by the listeners below; migrations run `STATEMENTS` (they may be repeated).
"""

from typing import Any

from sqlalchemy import DDL, event

from crm.models.account import Account
from crm.models.change import RecordChange
from crm.models.contact import Contact
from crm.models.lead import Lead
from crm.models.opportunity import Opportunity
from crm.models.order import Order
from db.base import Base

REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of table % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = '23001';
END $$
"""

HISTORY_ROWS = """
CREATE OR REPLACE TRIGGER record_change_append_only BEFORE UPDATE OR DELETE ON record_change
FOR EACH ROW EXECUTE FUNCTION refuse_change('history is only added to')
"""

HISTORY_TABLE = """
CREATE OR REPLACE TRIGGER record_change_no_truncate BEFORE TRUNCATE ON record_change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('history is only added to')
"""

REGISTRATION = """
CREATE OR REPLACE TRIGGER lead_registration_stays BEFORE UPDATE OF registration ON lead
FOR EACH ROW WHEN (OLD.registration IS DISTINCT FROM NEW.registration)
EXECUTE FUNCTION refuse_change('registration data stay as they were entered')
"""

# Words are cut at ASCII punctuation by hand, because the text parser would keep addresses and numbers with signs whole.
# A phone number is found by any run of its digits: each of its endings is a word, and words are searched by beginning.
KEEP_WORDS = r"""
CREATE OR REPLACE FUNCTION keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fields jsonb := to_jsonb(NEW);
    words text[];
BEGIN
    SELECT array_agg(DISTINCT left(word, 200)) INTO words FROM (
        SELECT regexp_split_to_table(lower(fields ->> name), '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+') AS word
        FROM unnest(TG_ARGV[1:]) AS name WHERE name NOT LIKE '%\_digits'
        UNION ALL
        SELECT substr(fields ->> name, start) FROM unnest(TG_ARGV[1:]) AS name,
            generate_series(1, greatest(length(fields ->> name) - 3, 1)) AS start WHERE name LIKE '%\_digits'
    ) AS found WHERE word <> '';
    INSERT INTO search_entry (record_type, record_id, terms)
    VALUES (TG_ARGV[0], NEW.id, array_to_tsvector(coalesce(words, '{}')))
    ON CONFLICT (record_type, record_id) DO UPDATE SET terms = excluded.terms;
    RETURN NULL;
END $$
"""

# The same for all new records of a statement at once, by a function for each table: imports add thousands of leads.
KEEP_WORDS_OF_NEW = r"""
CREATE OR REPLACE FUNCTION keep_words_of_new_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_entry (record_type, record_id, terms)
    SELECT '{record_type}', e.id, array_to_tsvector(coalesce((
        SELECT array_agg(DISTINCT left(word, 200)) FROM (
            SELECT regexp_split_to_table(lower(concat_ws(' ', {texts})), '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+') AS word
            UNION ALL
            SELECT substr(digits, start) FROM unnest(ARRAY[{digits}]::text[]) AS digits,
                generate_series(1, greatest(length(digits) - 3, 1)) AS start
        ) AS found WHERE word <> ''
    ), '{{}}'))
    FROM entered AS e
    ON CONFLICT (record_type, record_id) DO UPDATE SET terms = excluded.terms;
    RETURN NULL;
END $$
"""

FORGET_WORDS = """
CREATE OR REPLACE FUNCTION forget_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_entry WHERE record_type = TG_ARGV[0] AND record_id = OLD.id;
    RETURN NULL;
END $$
"""

SEARCHED: dict[str, tuple[type[Lead | Contact | Account | Opportunity | Order], tuple[str, ...]]] = {
    "lead": (
        Lead,
        (
            "number",
            "title",
            "account_name",
            "contact_name",
            "email",
            "mobile_phone",
            "business_phone",
            "mobile_digits",
            "business_digits",
        ),
    ),
    "contact": (
        Contact,
        ("name", "email", "further_emails", "mobile_phone", "business_phone", "mobile_digits", "business_digits"),
    ),
    "account": (Account, ("name", "website", "email", "city", "phone", "phone_digits")),
    "opportunity": (Opportunity, ("number", "name")),
    "order": (Order, ("number", "notes")),
}
"""Record types with the model and the columns by whose words a record is found."""


KEEP = """
CREATE OR REPLACE TRIGGER {table}_search_words AFTER UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION keep_search_words({arguments})
"""

KEEP_OF_NEW = """
CREATE OR REPLACE TRIGGER {table}_search_words_of_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS entered
FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_new_{table}()
"""

FORGET = """
CREATE OR REPLACE TRIGGER {table}_search_words_gone AFTER DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION forget_search_words('{record_type}')
"""


def _search_triggers(record_type: str, table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    texts, digits = ([name for name in columns if name.endswith("_digits") is wanted] for wanted in (False, True))
    of_new = {name: ", ".join(f"e.{each}" for each in given) for name, given in (("texts", texts), ("digits", digits))}
    arguments = ", ".join(f"'{name}'" for name in (record_type, *columns))
    return (
        KEEP.format(table=table, columns=", ".join(texts), arguments=arguments),
        KEEP_WORDS_OF_NEW.format(table=table, record_type=record_type, **of_new),
        KEEP_OF_NEW.format(table=table),
        FORGET.format(table=table, record_type=record_type),
    )


def _by_table() -> dict[str, tuple[str, ...]]:
    words = (KEEP_WORDS, FORGET_WORDS)
    statements: dict[str, tuple[str, ...]] = {
        model.__tablename__: (*words, *_search_triggers(record_type, model.__tablename__, columns))
        for record_type, (model, columns) in SEARCHED.items()
    }
    statements[Lead.__tablename__] += (REFUSE_CHANGE, REGISTRATION)
    statements[RecordChange.__tablename__] = (REFUSE_CHANGE, HISTORY_ROWS, HISTORY_TABLE)
    return statements


BY_TABLE = _by_table()

STATEMENTS = tuple(dict.fromkeys(statement.strip() for table in BY_TABLE.values() for statement in table))
"""All of it, functions before the triggers that call them; to be run once the tables exist."""

for _table_name, _statements in BY_TABLE.items():
    for _statement in _statements:
        _ddl: Any = DDL  # its constructor is not typed
        event.listen(Base.metadata.tables[_table_name], "after_create", _ddl(_statement.replace("%", "%%")))
