"""`baton worker`: background jobs."""

import click

from db.occupancy import Occupancy
from webui.commands.installation import installation


@click.command("worker")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs at a time.")
def command(concurrency: int) -> None:
    """Run background jobs, on as many machines as wanted."""
    from tasks.background.worker import run

    with installation() as baton, Occupancy(baton.engine.url):
        run(baton, concurrency)
