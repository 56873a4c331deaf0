"""`baton process`: the process library from the command line."""

import click


@click.group("process")
def command() -> None:
    """Work with the process library."""
