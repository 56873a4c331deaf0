"""What qualifying a lead by states asks for, and marketing lists."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEEDED = (
    "goal", "implementation_options", "procurement_procedure", "decision_level", "terms", "decision_maker",
    "selection_criteria", "compliance_with_criteria",
)  # fmt: skip
OF_OPPORTUNITY = ("city", "current_situation", "selling_direction", "description")
# The bar of lead states shows Disqualified behind Qualified; the classic processes have it last as before.
BEHIND_QUALIFIED = sa.text(
    "UPDATE lookup SET position = later.position FROM lookup AS later"
    " WHERE lookup.lookup = 'lead-stages' AND lookup.code = 'disqualified'"
    " AND later.lookup = 'lead-stages' AND later.code = 'dropped' AND lookup.position < later.position"
)


def upgrade() -> None:
    for name in NEEDED:
        op.add_column("lead", sa.Column(name, sa.Text(), nullable=True))
    for name in OF_OPPORTUNITY:
        op.add_column("opportunity", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "marketing_list",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_marketing_list_created_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marketing_list")),
        sa.UniqueConstraint("name", name=op.f("uq_marketing_list_name")),
    )
    op.create_table(
        "marketing_list_member",
        sa.Column("marketing_list_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name=op.f("fk_marketing_list_member_added_by_app_user")),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_marketing_list_member_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["marketing_list_id"],
            ["marketing_list.id"],
            name=op.f("fk_marketing_list_member_marketing_list_id_marketing_list"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("marketing_list_id", "lead_id", name=op.f("pk_marketing_list_member")),
    )
    op.create_index(op.f("ix_marketing_list_member_lead_id"), "marketing_list_member", ["lead_id"], unique=False)
    op.execute(BEHIND_QUALIFIED)


def downgrade() -> None:
    op.drop_table("marketing_list_member")
    op.drop_table("marketing_list")
    for name in OF_OPPORTUNITY:
        op.drop_column("opportunity", name)
    for name in NEEDED:
        op.drop_column("lead", name)
