"""What leads are qualified for sales by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lead", sa.Column("business_case", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("product_suggestions", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("potential_value", sa.Numeric(precision=16, scale=2), nullable=True))
    op.add_column("lead", sa.Column("expected_close_date", sa.Date(), nullable=True))
    op.add_column("lead", sa.Column("sales_channel", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("assignees_group", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("authority", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("need", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("timeline", sa.Text(), nullable=True))
    op.add_column("opportunity", sa.Column("assignees_group", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("opportunity", "assignees_group")
    op.drop_column("lead", "timeline")
    op.drop_column("lead", "need")
    op.drop_column("lead", "authority")
    op.drop_column("lead", "assignees_group")
    op.drop_column("lead", "sales_channel")
    op.drop_column("lead", "expected_close_date")
    op.drop_column("lead", "potential_value")
    op.drop_column("lead", "product_suggestions")
    op.drop_column("lead", "business_case")
