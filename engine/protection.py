"""Published versions cannot be changed or deleted, by whatever program speaks to the database.

The statements run when the table is created from the metadata; the migration that creates it runs them too.
"""

from sqlalchemy import DDL, FromClause, event

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'version % is published, % is refused', OLD.number, TG_OP USING ERRCODE = '23001';
END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER process_version_immutable BEFORE UPDATE OR DELETE ON process_version
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published()
"""
STATEMENTS = (FUNCTION, TRIGGER)


def protect(table: FromClause) -> None:
    """Have the trigger created with the table."""
    for statement in STATEMENTS:
        # DDL would read the per cent signs of the message as places to fill in.
        ddl = DDL(statement.strip().replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", ddl)
