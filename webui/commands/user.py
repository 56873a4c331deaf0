"""`baton user`: add people who may sign in."""

import sys

import click

from crm.people import ROLES, create_user
from webui.commands.installation import installation
from webui.commands.output import answer, json_option


@click.group("user")
def command() -> None:
    """Add users."""


@command.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Name that others see.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be given repeatedly."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@json_option
def add(login: str, name: str, roles: tuple[str, ...], password_stdin: bool, as_json: bool) -> None:
    """Add a user who may sign in."""
    password = _read_password(password_stdin)
    with installation() as baton, baton.sessions.begin() as session:
        user = create_user(session, login=login, name=name, roles=roles, password=password)
        data = {"id": user.id, "login": user.login, "name": user.name, "roles": sorted(set(roles))}
    answer(as_json, data, f"{data['login']} may sign in.")


def _read_password(from_stdin: bool) -> str:
    if not from_stdin:
        if not sys.stdin.isatty():
            raise click.ClickException("There is no terminal to ask for the password on; use --password-stdin.")
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.ClickException("No password came in on standard input.")
    return password
