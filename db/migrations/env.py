"""What Alembic runs: compares and migrates on the connection that `db.migrate` hands over."""

from alembic import context
from alembic.runtime.environment import NameFilterParentNames, NameFilterType

from db import migrate


def include(name: str | None, kind: NameFilterType, _parents: NameFilterParentNames) -> bool:
    """Leave the tables of the job queue alone: a library brings them, a revision of their own makes them."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=migrate.all_tables(),
    include_name=include,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
