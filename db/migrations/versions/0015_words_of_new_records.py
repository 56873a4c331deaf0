"""Words to find new records by are kept for all records of a statement at once: imports add thousands."""

from alembic import op

from crm.models.triggers import SEARCHED, STATEMENTS

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROW_BY_ROW = """
CREATE OR REPLACE TRIGGER {table}_search_words AFTER INSERT OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION keep_search_words({arguments})
"""


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for record_type, (model, columns) in SEARCHED.items():
        table = model.__tablename__
        given = ", ".join(name for name in columns if not name.endswith("_digits"))
        arguments = ", ".join(f"'{name}'" for name in (record_type, *columns))
        op.execute(f"DROP TRIGGER {table}_search_words_of_new ON {table}")
        op.execute(f"DROP FUNCTION keep_words_of_new_{table}()")
        op.execute(ROW_BY_ROW.format(table=table, columns=given, arguments=arguments))
