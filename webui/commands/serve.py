"""`baton serve`: database, web server and worker, watched over by this process."""

import errno
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click
from sqlalchemy import URL

from db.embedded import EmbeddedServer
from db.errors import StorageError
from db.occupancy import Occupancy
from db.settings import Settings, read
from webui.commands.installation import alone, database, put_together, upgrade
from webui.commands.supervisor import Supervisor

PORT_PATIENCE = 5.0

log = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.  [default: one a core, at most 4]")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads of each.")
@click.option("--no-worker", is_flag=True, help="Leave background jobs to `baton worker` elsewhere.")
@click.option("--demo", is_flag=True, help="Load demo data first and say who may sign in.")
def command(host: str, port: int, workers: int | None, threads: int, no_worker: bool, demo: bool) -> None:
    """Serve the pages and the HTTP API, with a worker beside them."""
    settings = read()
    with _listening(host, port) as listener, database(settings) as (url, server), Occupancy(url) as occupancy:
        _prepare(settings, url, demo=demo)
        _greet(listener, settings, server)
        supervisor = Supervisor()
        web = partial(_serve_web, settings, url, listener.fileno(), workers or min(os.cpu_count() or 1, 4), threads)
        supervisor.add("web", web)
        if not no_worker:
            supervisor.add("worker", partial(_run_jobs, settings, url))
        supervisor.run(check=partial(_check, server, occupancy))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything else, and keep it while web processes come and go."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _bind(listener, host, port)
        listener.listen(512)
        listener.set_inheritable(True)
        yield listener


def _bind(listener: socket.socket, host: str, port: int) -> None:
    """Bind, waiting a little: children of a process that was killed need a moment to see it and end."""
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            listener.bind((host, port))
        except OSError as error:
            if time.monotonic() > deadline or error.errno != errno.EADDRINUSE:
                raise click.ClickException(f"Cannot listen on {host}:{port}: {error.strerror}.") from error
            time.sleep(0.2)
        else:
            return


def _prepare(settings: Settings, url: URL, *, demo: bool) -> None:
    from tasks.initial import initialise

    upgrade(url)
    with put_together(settings, url) as baton, alone(baton):
        initialise(baton)
        if demo:
            from tasks.demo import load

            logins = load(baton).logins
            click.echo(f"Sign in as {', '.join(logins)}; the password of each is baton-demo.")


def _greet(listener: socket.socket, settings: Settings, server: EmbeddedServer | None) -> None:
    host, port = listener.getsockname()[:2]
    place = f"Its database is in {server.cluster}." if server else "Its database is the one of BATON_DATABASE_URL."
    click.echo(
        f"Baton serves on http://{f'[{host}]' if ':' in host else host}:{port} ({settings.environment}). {place}"
    )


def _check(server: EmbeddedServer | None, occupancy: Occupancy) -> None:
    if server is not None:
        _mend(server)
    occupancy.renew()


def _mend(server: EmbeddedServer) -> None:
    """Start the embedded server again where it has died; where that fails, the next round tries again."""
    try:
        if server.mend():
            log.warning("The embedded PostgreSQL had died and was started again.")
    except StorageError as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all


def _serve_web(settings: Settings, url: URL, listener: int, workers: int, threads: int) -> None:
    from webui.commands.web_server import WebServer

    WebServer(settings, url, listener, workers=workers, threads=threads).run()


def _run_jobs(settings: Settings, url: URL) -> None:
    from tasks.background.worker import run

    with put_together(settings, url) as baton:
        run(baton)
