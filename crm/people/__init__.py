"""People: who may sign in, who acts, and the checking of passwords."""

from crm.people.actors import Actor, id_of, load_actor, logins, working
from crm.people.directory import change_own_password, create_user, has_password, update_user, user, users
from crm.people.roles import ROLES
from crm.people.sign_in import authenticate, note_signed_in

__all__ = [
    "ROLES",
    "Actor",
    "authenticate",
    "change_own_password",
    "create_user",
    "has_password",
    "id_of",
    "load_actor",
    "logins",
    "note_signed_in",
    "update_user",
    "user",
    "users",
    "working",
]
