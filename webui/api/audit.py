"""The audit log; nothing in it is ever changed or deleted."""

from crm import rights
from crm.audit import log
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import audit as shapes
from webui.api.schemas import described
from webui.transactions import work

routes = Routes("audit", "Who changed or did what, when, and from which address.")


@routes.get("/audit_log", responses={200: described.page_of(shapes.AuditEntry)})
def find(query: shapes.AuditFilters) -> Answer:
    """List entries of the audit log, newest first."""
    rights.require(work().actor, "read", "audit_log")
    items, next_cursor = log.entries(work().session, query.filters(), query.limit, query.cursor)
    return answers.page(items, next_cursor)
