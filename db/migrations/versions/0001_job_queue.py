"""The job queue: Procrastinate's schema as of its version 3.4, still that of 3.10."""

from alembic import op

from db.migrations import job_queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    job_queue.apply(op.get_bind(), last="03.04.00_50_post_add_retry_failed_job_procedure")


def downgrade() -> None:
    raise NotImplementedError("This is the first revision: drop the database instead.")
