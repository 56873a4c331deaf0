"""Calendar addresses, invitations to meetings, and how people want to be notified."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TRUE, FALSE = sa.text("true"), sa.text("false")


def upgrade() -> None:
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("channels", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("digest_hour", sa.BigInteger(), server_default=sa.text("8"), nullable=False),
        sa.Column("digested_on", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_notification_preference_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preference")),
    )
    op.create_table(
        "calendar_address",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_calendar_address_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_address_digest")),
    )
    op.add_column("activity", sa.Column("invited", sa.Text(), nullable=True))
    op.add_column("activity", sa.Column("sequence", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("activity", sa.Column("cancelled_at", MOMENT, nullable=True))
    op.create_index("ix_activity_meeting", "activity", ["at"], postgresql_where=sa.text("kind = 'meeting'"))
    op.add_column("outgoing_mail", sa.Column("calendar", sa.Text(), nullable=True))
    _widen_notifications()


def _widen_notifications() -> None:
    op.add_column("notification", sa.Column("once", sa.Text(), nullable=True))
    op.add_column("notification", sa.Column("on_page", sa.Boolean(), server_default=TRUE, nullable=False))
    op.add_column("notification", sa.Column("by_mail", sa.Boolean(), server_default=FALSE, nullable=False))
    op.add_column("notification", sa.Column("in_digest", sa.Boolean(), server_default=FALSE, nullable=False))
    op.add_column("notification", sa.Column("mailed_at", MOMENT, nullable=True))
    op.add_column("notification", sa.Column("digested_at", MOMENT, nullable=True))
    op.create_index(
        "uq_notification_once",
        "notification",
        ["user_id", "kind", "once"],
        unique=True,
        postgresql_where=sa.text("once is not null"),
    )
    op.create_index(
        "ix_notification_to_mail",
        "notification",
        ["id"],
        postgresql_where=sa.text("by_mail AND mailed_at IS NULL"),
    )
    op.create_index(
        "ix_notification_to_digest",
        "notification",
        ["user_id"],
        postgresql_where=sa.text("in_digest AND digested_at IS NULL"),
    )


def downgrade() -> None:
    for name in ("to_digest", "to_mail"):
        op.drop_index(f"ix_notification_{name}", table_name="notification")
    op.drop_index("uq_notification_once", table_name="notification")
    for name in ("digested_at", "mailed_at", "in_digest", "by_mail", "on_page", "once"):
        op.drop_column("notification", name)
    op.drop_column("outgoing_mail", "calendar")
    op.drop_index("ix_activity_meeting", table_name="activity")
    for name in ("cancelled_at", "sequence", "invited"):
        op.drop_column("activity", name)
    op.drop_table("calendar_address")
    op.drop_table("notification_preference")
