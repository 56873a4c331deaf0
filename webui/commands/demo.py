"""`baton demo`: made-up users and leads, to look around with."""

import click

from webui.commands.installation import alone, installation
from webui.commands.output import answer, json_option


@click.command("demo")
@json_option
def command(as_json: bool) -> None:
    """Load demo data; safe to repeat."""
    from tasks.demo import load
    from tasks.initial import initialise

    with installation() as baton, alone(baton):
        initialise(baton)
        loaded = load(baton)
    who = f"Users {', '.join(loaded.logins)} may sign in with the password baton-demo."
    answer(as_json, {"users": loaded.logins, "leads": loaded.leads}, f"{loaded.leads} leads added. {who}")
