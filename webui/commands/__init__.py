"""The command `baton`: one small module for each sub-command.

Modules load when they are asked for, so that `baton --help` does not wait for the whole program.
"""

import importlib
import logging
import os
import signal
import sys
from types import FrameType

import click

from webui.commands.output import Told, refuse
from webui.commands.refusals import explain, facts_of

COMMANDS = {
    "serve": "Serve the pages and the HTTP API, with a worker beside them.",
    "worker": "Run background jobs, on as many machines as wanted.",
    "init": "Migrate the database and load the process library; safe to repeat.",
    "demo": "Load demo data; safe to repeat.",
    "user": "Add users.",
    "process": "Work with the process library.",
    "import": "Bring in data from files.",
    "backup": "Write everything that the database holds into one file.",
    "restore": "Replace everything that the database holds by a backup.",
}


MODULES = {"import": "imports"}
"""Commands whose name is a word of Python's own."""


class LazyCommands(click.Group):
    """Sub-commands found by name: `baton serve` is `webui.commands.serve.command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a sub-command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"webui.commands.{MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of sub-commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="baton", prog_name="baton")
def baton() -> None:
    """Baton: lead management run by BPMN models.

    Every command ends with 0 when done, 1 when refused or failed, 2 when used wrongly.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. What is refused or fails becomes one line on standard error and exit code 1."""
    _log()
    signal.signal(signal.SIGTERM, _stop)
    try:
        baton.main(arguments, prog_name="baton", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be written on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        logging.getLogger(__name__).debug("failed", exc_info=True)
        asked = "--json" in (sys.argv[1:] if arguments is None else arguments) and not isinstance(error, Told)
        refuse(asked, explain(error), facts_of(error) if asked else {})
        sys.exit(1)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Leave in good order: whatever was begun is undone or stopped on the way out."""
    raise SystemExit(128 + signal.SIGTERM)


def _log() -> None:
    """Write the log to standard error; libraries report their daily business only when somebody looks for a fault."""
    level = logging.getLevelNamesMapping().get(os.environ.get("BATON_LOG_LEVEL", "INFO").upper(), logging.INFO)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for library in ("alembic", "apscheduler", "procrastinate"):
        logging.getLogger(library).setLevel(max(level, logging.WARNING) if level > logging.DEBUG else level)
