"""`baton init`: migrate the database and load the process library."""

import click

from webui.commands.installation import alone, installation
from webui.commands.output import answer, json_option


@click.command("init")
@json_option
def command(as_json: bool) -> None:
    """Migrate the database and load the process library; safe to repeat."""
    from tasks.initial import initialise

    with installation() as baton, alone(baton):
        published = initialise(baton)
    answer(as_json, {"published": published}, f"Ready. Published now: {', '.join(published) or 'nothing new'}.")
