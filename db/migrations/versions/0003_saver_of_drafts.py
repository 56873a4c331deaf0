"""Who saved the draft of a process, and when: told to whoever edits the same draft."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process", sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("process", sa.Column("draft_saved_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("process", "draft_saved_by")
    op.drop_column("process", "draft_saved_at")
