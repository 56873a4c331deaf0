"""The demo users. Their password is refused in production."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import people
from crm.models import User

PASSWORD = "baton-demo"  # noqa: S105 - published in the README on purpose
USERS = (
    ("admin", "Ada Winter", ("admin",), None),
    ("designer", "Dario Lind", ("process_designer",), None),
    ("manager", "Mona Hartwig", ("crm_manager",), "direct-sales"),
    ("marketeer", "Milo Brandt", ("crm_marketeer",), None),
    ("sales", "Sofia Keller", ("crm_sales",), "direct-sales"),
    ("sales2", "Simon Okafor", ("crm_sales",), "partner-sales"),
    ("crmadmin", "Carla Novak", ("crm_admin",), None),
)


def add_users(session: Session) -> list[str]:
    """Add the demo users that are missing; return the logins of all."""
    present = set(session.scalars(select(User.login)))
    for login, name, roles, division in USERS:
        if login not in present:
            people.create_user(
                session,
                login=login,
                name=name,
                roles=roles,
                password=PASSWORD,
                email=f"{login}@baton.example",
                division=division,
            )
    return [login for login, *_ in USERS]
