"""Users, their roles, their sessions, and attempts to sign in. `user` is a word of SQL, hence the table's name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db import clock
from db.base import Base, Identified, Revised


class User(Identified, Revised, Base):
    """Somebody who may sign in. Users are deactivated, never deleted: history refers to them."""

    __tablename__ = "app_user"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login"),)

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    job_title: Mapped[str | None]
    division: Mapped[str | None]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class UserRole(Base):
    """A role that a user holds."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class UserSession(Identified, Base):
    """A browser in which a user has signed in; only the SHA-256 of its secret is kept, in hexadecimal."""

    __tablename__ = "user_session"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str | None]
    browser: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class SignInAttempt(Identified, Base):
    """A failed attempt to sign in, counted for each login and address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "login", "address", "at"), Index(None, "at"))

    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CalendarAddress(Base):
    """The secret address of a user's calendar; only the SHA-256 of the secret is kept, in hexadecimal."""

    __tablename__ = "calendar_address"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
