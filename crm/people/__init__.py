"""People: who may sign in, who acts, and the checking of passwords."""

from crm.people.actors import Actor, id_of, load_actor, logins
from crm.people.sign_in import authenticate
from crm.people.users import ROLES, create_user, update_user, user, users

__all__ = [
    "ROLES",
    "Actor",
    "authenticate",
    "create_user",
    "id_of",
    "load_actor",
    "logins",
    "update_user",
    "user",
    "users",
]
