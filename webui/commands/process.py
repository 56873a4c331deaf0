"""`baton process`: the process library from the command line, for whoever may reach the database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import settings
from crm.audit import events
from crm.changes import Author
from crm.people import Actor
from engine.errors import ModelRefused, Problem
from engine.models import Process, ProcessVersion
from engine.publication import read_outline
from engine.reading.encoding import decode
from tasks.active_process import SETTING, active_key, require_fit
from tasks.dry_run import Trial, scenarios
from tasks.work import Baton, Work
from webui.commands.installation import installation
from webui.commands.output import Told, answer, json_option, table

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
COMMAND_LINE = Actor(0, "", "Command line", frozenset({"admin"}))


@click.group("process")
def command() -> None:
    """Work with the process library."""


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List all processes: state, current version, running instances; the active one is marked."""
    with installation() as baton, baton.sessions() as session:
        active = active_key(session)
        found = [row | {"active": row["key"] == active} for row in baton.library.summaries(session)]
    headings = ("", "key", "name", "kind", "state", "version", "instances")
    marked = [row | {"": "*" if row["active"] else ""} for row in found]
    answer(as_json, found, table(headings, ([row[heading] for heading in headings] for row in marked)))


@command.command("validate")
@FILES
@json_option
def validate(files: tuple[Path, ...], as_json: bool) -> None:
    """Check whether model files could be published in the order given; nothing is changed."""
    problems: dict[str, list[Problem]] = {}
    with installation() as baton, baton.sessions() as session:
        for file in files:
            problems[str(file)] = _try_to_publish(baton, session, file)
        session.rollback()
    _report(as_json, problems)


@command.command("publish")
@FILES
@json_option
def publish(files: tuple[Path, ...], as_json: bool) -> None:
    """Publish model files in the order given, called ones first; all of them, or none if one is refused."""
    with installation() as baton, baton.sessions.begin() as session:
        done = []
        for file in files:
            try:
                number, published = _publish(baton, session, file)
            except ModelRefused as refused:
                raise click.ClickException(f"{file}: {refused}") from refused
            done.append({"file": str(file), "key": _key(file), "version": number, "published": published})
    answer(as_json, done, list(map(_told, done)))


@command.command("activate")
@click.argument("key")
@json_option
def activate(key: str, as_json: bool) -> None:
    """Make a process the one that new leads run."""
    with installation() as baton, baton.sessions.begin() as session:
        require_fit(Work(session, baton, COMMAND_LINE), key)
        settings.put(session, SETTING, key, Author())
    answer(as_json, {"active": key}, f"New leads run {key} from now on.")


@command.command("export")
@click.argument("key")
@click.option("--version", "number", type=click.IntRange(1), help="A version other than the current one.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output.")
@json_option
def export(key: str, number: int | None, output: Path | None, as_json: bool) -> None:
    """Write the model of a process exactly as it was published."""
    with installation() as baton, baton.sessions() as session:
        version = _version(baton, session, baton.library.get(session, key), number)
        xml, number = version.xml, version.number
    if output:
        output.write_text(xml, encoding="utf-8")
        answer(as_json, {"key": key, "version": number, "file": str(output)}, f"{key}, version {number}: {output}")
    else:
        answer(as_json, {"key": key, "version": number, "xml": xml}, xml)


@command.command("dry-run")
@click.argument("key")
@click.option(
    "--scenarios",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Other scenarios than those shipped with the process.",
)
@click.option("--draft", is_flag=True, help="Try the draft, as if it were published.")
@click.option("--version", "number", type=click.IntRange(1), help="A version other than the current one.")
@json_option
def dry_run(key: str, file: Path | None, draft: bool, number: int | None, as_json: bool) -> None:
    """Play the scenarios of a process in sandboxes; nothing of it remains."""
    if draft and number:
        raise click.UsageError("Name a version or the draft, not both.")
    path = file or scenarios.file_of(key)
    with installation() as baton, baton.sessions() as session:
        baton.library.get(session, key)
        if path is None:
            raise click.ClickException(f"No scenarios are shipped with {key}; name a file of them by --scenarios.")
        work = Work(session, baton, COMMAND_LINE)
        played = scenarios.play_all(work, Trial(key, number, draft), scenarios.read(path))
        session.rollback()
    lines = [
        f"{'failed' if each.failure else 'ok':6}  {each.name}{f': {each.failure}' if each.failure else ''}"
        for each in played
    ]
    answer(as_json, [asdict(each) for each in played], lines)
    failed = sum(each.failure is not None for each in played)
    if failed:
        raise Told(f"{failed} of {len(played)} scenarios failed.")


def _publish(baton: Baton, session: Session, file: Path) -> tuple[int, bool]:
    """Publish a file, unless nothing would be new; return the number of the current version, and whether it is new."""
    xml, key = file.read_bytes(), _key(file)
    process = baton.library.find(session, key)
    if process is None:
        baton.library.create(session, xml, None)
    else:
        current = session.get(ProcessVersion, process.current_version_id) if process.current_version_id else None
        if current is not None and current.xml == decode(xml) and _is_up_to_date(session, current):
            return current.number, False
        baton.library.save_draft(session, key, xml, None)
    version = baton.library.publish(session, key, None, f"From {file.name}")
    facts = {"key": key, "version": version.number, "comment": version.comment}
    events.write(session, "published", ("process", version.process_id), facts, Author())
    return version.number, True


def _is_up_to_date(session: Session, version: ProcessVersion) -> bool:
    """Say whether all that a version calls is what would be pinned now."""
    current = session.scalars(select(Process.current_version_id).where(Process.key.in_(version.pins)))
    return set(current) == set(version.pins.values())


def _told(done: Mapping[str, object]) -> str:
    if done["published"]:
        return f"{done['key']}: version {done['version']} is published."
    return f"{done['key']}: nothing new, this is version {done['version']}; nothing was published."


def _try_to_publish(baton: Baton, session: Session, file: Path) -> list[Problem]:
    try:
        with session.begin_nested():
            _publish(baton, session, file)
    except ModelRefused as refused:
        return list(refused.problems)
    return []


def _key(file: Path) -> str:
    return read_outline(file.read_bytes()).key


def _version(baton: Baton, session: Session, process: Process, number: int | None) -> ProcessVersion:
    if number is not None:
        version = baton.library.version(session, process.key, number)
    else:
        version = session.get(ProcessVersion, process.current_version_id) if process.current_version_id else None
    if version is None:
        raise click.ClickException(
            f"{process.key} has no version {number}." if number else f"{process.key} is a draft."
        )
    return version


def _report(as_json: bool, problems: dict[str, list[Problem]]) -> None:
    """Say what was found; refused when there was anything."""
    found = [(file, problem) for file, each in problems.items() for problem in each]
    data = {file: [_as_data(problem) for problem in each] for file, each in problems.items()}
    lines = [f"{file}:{problem.line or 1}: {problem.element or ''} {problem.message}" for file, problem in found]
    answer(as_json, data, lines or _all_fine(list(problems)))
    if found:
        raise Told(f"{len(found)} problem{'s' if len(found) > 1 else ''} found; nothing was changed.")


def _as_data(problem: Problem) -> dict[str, object]:
    return {"element": problem.element, "line": problem.line, "rule": problem.rule, "message": problem.message}


def _all_fine(files: Sequence[str]) -> str:
    return f"{', '.join(files)}: ready to be published."
