"""Long jobs, and running instances moved from one version to another."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "migration",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("from_version_id", sa.BigInteger(), nullable=False),
        sa.Column("to_version_id", sa.BigInteger(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["process_version.id"], name=op.f("fk_migration_from_version_id_process_version")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_migration_job_id_job")),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_migration_process_id_process")),
        sa.ForeignKeyConstraint(
            ["to_version_id"], ["process_version.id"], name=op.f("fk_migration_to_version_id_process_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration")),
        sa.UniqueConstraint("job_id", name=op.f("uq_migration_job_id")),
    )
    op.create_index(op.f("ix_migration_process_id"), "migration", ["process_id"], unique=False)
    op.create_table(
        "migration_item",
        sa.Column("migration_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("process_key", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("state_before", sa.LargeBinary(), nullable=True),
        sa.Column("steps", sa.BigInteger(), nullable=True),
        sa.Column("checksum", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_migration_item_instance_id_process_instance"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["migration_id"],
            ["migration.id"],
            name=op.f("fk_migration_item_migration_id_migration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("migration_id", "instance_id", name=op.f("pk_migration_item")),
    )
    op.create_index(op.f("ix_migration_item_instance_id"), "migration_item", ["instance_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_migration_item_instance_id"), table_name="migration_item")
    op.drop_table("migration_item")
    op.drop_index(op.f("ix_migration_process_id"), table_name="migration")
    op.drop_table("migration")
    op.drop_table("job")
