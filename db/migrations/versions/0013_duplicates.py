"""Rules by which similar records are found, what records look like to them, and the pairs that were found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from crm.models import DUPLICATE_TRIGGERS

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SEARCHED = ("lead", "contact", "account")
FUNCTIONS = ("search_duplicates_of_new", "search_duplicates_of_changed", "forget_similarity")


def upgrade() -> None:
    op.create_table(
        "compared_form",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("forms", postgresql.JSONB(), nullable=False),
        sa.Column("keys", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.PrimaryKeyConstraint("record_type", "record_id", name=op.f("pk_compared_form")),
    )
    op.create_index(
        op.f("ix_compared_form_keys"),
        "compared_form",
        ["keys"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "duplicate_rule",
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), server_default="lead", nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_duplicate_rule_created_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_rule")),
        sa.UniqueConstraint("code", name=op.f("uq_duplicate_rule_code")),
        sa.UniqueConstraint("name", name=op.f("uq_duplicate_rule_name")),
    )
    op.create_table(
        "similarity",
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("record_id < other_id", name=op.f("ck_similarity_lower_first")),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["duplicate_rule.id"],
            name=op.f("fk_similarity_rule_id_duplicate_rule"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similarity")),
        sa.UniqueConstraint(
            "record_type",
            "record_id",
            "other_id",
            "rule_id",
            name=op.f("uq_similarity_record_type_record_id_other_id_rule_id"),
        ),
    )
    op.create_index(op.f("ix_similarity_record_type_similarity_other_id"), "similarity", ["record_type", "other_id"])
    op.create_index(op.f("ix_similarity_rule_id"), "similarity", ["rule_id"])
    for statement in DUPLICATE_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    for table in SEARCHED:
        for trigger in ("duplicates_of_new", "duplicates_of_changed", "similarity_gone"):
            op.execute(f"DROP TRIGGER {table}_{trigger} ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    for table in ("similarity", "duplicate_rule", "compared_form"):
        op.drop_table(table)
