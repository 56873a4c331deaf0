"""The process library: models drafted, checked, published, copied, disabled."""

from typing import Any

from crm import rights
from crm.errors import NotFound
from tasks import activation, processes
from webui.api import answers
from webui.api.answers import Answer
from webui.api.library import details
from webui.api.preconditions import expected_revision
from webui.api.reading import model_file
from webui.api.routes import PREFIX, Routes
from webui.api.schemas import described
from webui.api.schemas import processes as shapes
from webui.api.schemas.processes import MODEL, ProcessPath, VersionPath
from webui.transactions import work

routes = Routes("processes", "The BPMN models that decide what happens.")


@routes.get("/processes", responses={200: described.list_of(shapes.Process)})
def find() -> Answer:
    """List the processes and decisions of the library."""
    return answers.ok(processes.summaries(work(), decisions=True))


@routes.post("/processes", responses={201: shapes.ProcessWithVersions})
def create(raw: shapes.ModelFile) -> Answer:
    """Put a BPMN file into the library, as the draft of a new process whose key is the id in the file."""
    return _created(processes.create(work(), model_file(raw)).key)


@routes.get("/processes/<key>", responses={200: shapes.ProcessWithVersions})
def show(path: ProcessPath) -> Answer:
    """Show a process, its versions, and what calls it."""
    rights.require(work().actor, "read", "process")
    return answers.record(_shown(path.key))


@routes.delete("/processes/<key>", responses={204: None})
def delete(path: ProcessPath) -> Answer:
    """Delete a process that was never published."""
    processes.delete(work(), path.key)
    return answers.nothing()


@routes.post("/processes/<key>/copy", responses={201: shapes.ProcessWithVersions})
def copy(path: ProcessPath, body: shapes.Copy) -> Answer:
    """Copy a process, as the draft of a new one."""
    return _created(processes.copy(work(), path.key, body.key, body.name).key)


@routes.get("/processes/<key>/draft", responses={200: MODEL})
def show_draft(path: ProcessPath) -> Answer:
    """Return the draft of a process as BPMN."""
    rights.require(work().actor, "read", "process")
    process = work().app.library.get(work().session, path.key)
    if not process.draft:
        raise NotFound("draft of the process", path.key)
    return answers.xml(process.draft, process.draft_revision)


@routes.put("/processes/<key>/draft", responses={200: shapes.ProcessWithVersions})
def save_draft(path: ProcessPath, raw: shapes.ModelFile) -> Answer:
    """Save the draft of a process; it need not be ready to be published."""
    processes.save_draft(work(), path.key, model_file(raw), expected_revision())
    return answers.record(_shown(path.key))


@routes.get("/processes/<key>/draft/problems", responses={200: shapes.ModelProblems})
def check(path: ProcessPath) -> Answer:
    """List everything that keeps the draft from being published."""
    rights.require(work().actor, "check", "process")
    process = work().app.library.get(work().session, path.key)
    return answers.ok({"problems": work().app.library.check(work().session, process.draft or "")})


@routes.post("/processes/<key>/publish", responses={201: shapes.Published})
def publish(path: ProcessPath, body: shapes.Publication) -> Answer:
    """Publish the draft; running instances stay on their versions."""
    return _published(path.key, processes.publish(work(), path.key, body.comment).number)


@routes.post("/processes/<key>/roll_back", responses={201: shapes.Published})
def roll_back(path: ProcessPath, body: shapes.RollBack) -> Answer:
    """Publish an earlier version anew."""
    return _published(path.key, processes.roll_back(work(), path.key, body.version).number)


@routes.get("/processes/<key>/compare", responses={200: shapes.Comparison})
def compare(path: ProcessPath, query: shapes.Compared) -> Answer:
    """List in words how two texts of a process differ; each is the number of a version, or “draft”."""
    return answers.ok({"changes": processes.compare(work(), path.key, query.from_, query.to)})


@routes.get("/processes/<key>/activation", responses={200: shapes.Activation})
def preview_activation(path: ProcessPath) -> Answer:
    """Show what would change if this became the process that new leads run; nothing is changed."""
    rights.require(work().actor, "preview_activation", "process")
    work().app.library.get(work().session, path.key)
    return answers.ok(activation.preview(work(), path.key))


@routes.post("/processes/<key>/disable", responses={200: shapes.ProcessWithVersions})
def disable(path: ProcessPath) -> Answer:
    """Let a process start no new instance; those that run go on."""
    processes.disable(work(), path.key)
    return answers.record(_shown(path.key))


@routes.post("/processes/<key>/enable", responses={200: shapes.ProcessWithVersions})
def enable(path: ProcessPath) -> Answer:
    """Let a disabled process start instances again."""
    processes.enable(work(), path.key)
    return answers.record(_shown(path.key))


@routes.get("/processes/<key>/versions/<int:number>", responses={200: MODEL})
def show_version(path: VersionPath) -> Answer:
    """Return a version as BPMN, exactly as it was published."""
    rights.require(work().actor, "read", "process")
    return answers.xml(work().app.library.get_version(work().session, path.key, path.number).xml)


def _created(key: str) -> Answer:
    return answers.created(_shown(key), f"{PREFIX}/processes/{key}")


def _published(key: str, number: int) -> Answer:
    return answers.created({"version": number}, f"{PREFIX}/processes/{key}/versions/{number}")


def _shown(key: str) -> dict[str, Any]:
    return details(work(), key)
