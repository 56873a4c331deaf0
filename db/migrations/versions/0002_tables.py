"""All tables of the first release, with the triggers that guard them: see the SQL file of the same name."""

from pathlib import Path

from alembic import op

from db.migrations.script import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(op.get_bind(), Path(__file__).with_suffix(".sql").read_text())


def downgrade() -> None:
    raise NotImplementedError("This is the first release: drop the database instead.")
