"""Orders can be switched off as other records can, and inactive records are found at once: their tasks are left out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

HIDING = ("lead", "opportunity")


def upgrade() -> None:
    op.add_column("sales_order", sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    for table in HIDING:
        op.create_index(f"ix_{table}_inactive", table, ["id"], postgresql_where=sa.text("NOT active"))


def downgrade() -> None:
    for table in reversed(HIDING):
        op.drop_index(f"ix_{table}_inactive", table_name=table, postgresql_where=sa.text("NOT active"))
    op.drop_column("sales_order", "active")
