"""Landing pages, events of websites, extended lead information, and webhooks both ways."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from crm.models import WEBHOOK_TRIGGERS

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FUNCTIONS = ("tell_webhooks_of_task", "tell_webhooks_of_changes", "queue_webhook_delivery")


def upgrade() -> None:
    op.create_table(
        "incoming_call",
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_incoming_call")),
    )
    op.create_index(op.f("ix_incoming_call_at"), "incoming_call", ["at"], unique=False)
    op.create_table(
        "public_caller",
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("strikes", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("door", "address", name=op.f("pk_public_caller")),
    )
    op.create_table(
        "incoming_hook",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_incoming_hook_created_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_hook")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_hook_key")),
    )
    op.create_table(
        "landing_page",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hidden", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("create_contact", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("domains", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("redirect", sa.Text(), nullable=True),
        sa.Column("thanks", sa.Text(), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_landing_page_created_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landing_page")),
        sa.UniqueConstraint("slug", name=op.f("uq_landing_page_slug")),
    )
    op.create_table(
        "webhook",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_webhook_created_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("record_type", sa.Text(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.CheckConstraint("state in ('queued', 'sent', 'failed')", name=op.f("ck_webhook_delivery_state")),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    op.create_index(op.f("ix_webhook_delivery_created_at"), "webhook_delivery", ["created_at"], unique=False)
    op.create_index(
        op.f("ix_webhook_delivery_webhook_id_webhook_delivery_id"),
        "webhook_delivery",
        ["webhook_id", "id"],
        unique=False,
    )
    op.create_table(
        "landing_submission",
        sa.Column("landing_page_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("utm", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=True),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["landing_page_id"], ["landing_page.id"], name=op.f("fk_landing_submission_landing_page_id_landing_page")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_landing_submission_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landing_submission")),
        sa.UniqueConstraint("ticket", name=op.f("uq_landing_submission_ticket")),
    )
    op.create_index(
        op.f("ix_landing_submission_landing_page_id"), "landing_submission", ["landing_page_id"], unique=False
    )
    op.create_index(op.f("ix_landing_submission_lead_id"), "landing_submission", ["lead_id"], unique=False)
    op.create_index(op.f("ix_landing_submission_visitor"), "landing_submission", ["visitor"], unique=False)
    op.create_table(
        "website_event",
        sa.Column("landing_page_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("referrer", sa.Text(), nullable=True),
        sa.Column("utm", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["landing_page_id"], ["landing_page.id"], name=op.f("fk_website_event_landing_page_id_landing_page")
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_website_event_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_website_event")),
    )
    op.create_index(op.f("ix_website_event_lead_id_website_event_at"), "website_event", ["lead_id", "at"], unique=False)
    op.create_index(
        "ix_website_event_unknown",
        "website_event",
        ["visitor"],
        unique=False,
        postgresql_where=sa.text("lead_id IS NULL"),
    )
    op.add_column(
        "contact",
        sa.Column(
            "further_phones", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
    )
    op.add_column("lead", sa.Column("ad_campaign", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("ad_banner", sa.Text(), nullable=True))
    op.add_column("lead", sa.Column("lead_generation_form", sa.Text(), nullable=True))
    for statement in WEBHOOK_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER record_change_webhooks ON record_change")
    op.execute("DROP TRIGGER user_task_opened_webhooks ON user_task")
    op.execute("DROP TRIGGER user_task_completed_webhooks ON user_task")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_column("lead", "lead_generation_form")
    op.drop_column("lead", "ad_banner")
    op.drop_column("lead", "ad_campaign")
    op.drop_column("contact", "further_phones")
    op.drop_index("ix_website_event_unknown", table_name="website_event", postgresql_where=sa.text("lead_id IS NULL"))
    op.drop_index(op.f("ix_website_event_lead_id_website_event_at"), table_name="website_event")
    op.drop_table("website_event")
    op.drop_index(op.f("ix_landing_submission_visitor"), table_name="landing_submission")
    op.drop_index(op.f("ix_landing_submission_lead_id"), table_name="landing_submission")
    op.drop_index(op.f("ix_landing_submission_landing_page_id"), table_name="landing_submission")
    op.drop_table("landing_submission")
    op.drop_index(op.f("ix_webhook_delivery_webhook_id_webhook_delivery_id"), table_name="webhook_delivery")
    op.drop_index(op.f("ix_webhook_delivery_created_at"), table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
    op.drop_table("landing_page")
    op.drop_table("incoming_hook")
    op.drop_table("public_caller")
    op.drop_index(op.f("ix_incoming_call_at"), table_name="incoming_call")
    op.drop_table("incoming_call")
