"""Adds the new leads of a resolved portion set by set: the leads, their history, and where they came from."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.fields import Field
from db import clock
from tasks.imports.mapping import EXTERNAL
from tasks.imports.resolving import Rules

FIXED = {"status": "'new'", "need_maturity": "'not-determined'"}
ORIGIN = """
INSERT INTO imported_lead (lead_id, import_id, line, external_number, fingerprint)
SELECT lead_id, :import_id, line, {external}, fingerprint FROM import_chunk WHERE action = 'add'
"""
NUMBERED = "UPDATE import_chunk SET lead_id = nextval(pg_get_serial_sequence('lead', 'id')) WHERE action = 'add'"


def add(session: Session, import_id: int, rules: Rules) -> None:
    """Add the new leads of the portion, with their history and where they came from."""
    author = rules.actor.author()
    given = {"by": author.actor_id, "address": author.address, "at": clock.now(), "first": rules.first_stage}
    session.execute(text(NUMBERED))
    session.execute(text(_insert(rules.targets)), given)
    session.execute(text(_told(rules.targets)), given)
    external = EXTERNAL if any(each.name == EXTERNAL for each in rules.targets) else "NULL"
    session.execute(text(ORIGIN.format(external=external)), {"import_id": import_id})


def _insert(targets: list[Field]) -> str:
    """Return the statement that adds the new leads of the portion; what is not given is as `crm.leads.create` has it."""
    values = _values(targets)
    given = [each for each in targets if each.name != EXTERNAL]
    pairs = ", ".join(f"'{each.name}', {entered(each)}" for each in given)
    return f"""
    INSERT INTO lead (id, {", ".join(values)}, registration, active, score, revision, created_by, created_at, updated_at)
    SELECT c.lead_id, {", ".join(values.values())}, jsonb_strip_nulls(jsonb_build_object({pairs})),
        true, 0, 1, :by, :at, :at
    FROM import_chunk AS c {JOINS} WHERE c.action = 'add' ORDER BY c.line
    """  # noqa: S608 - columns are those of fields


JOINS = """
LEFT JOIN lookup AS need ON need.lookup = 'customer-needs' AND need.code = c.customer_need
"""
TITLE = "need.name || coalesce(' / ' || coalesce(c.account_name, c.contact_name), '')"


def _told(targets: list[Field]) -> str:
    """Return the statement that writes into history that leads were created, and with what."""
    told = {each.column for each in targets if each.name != EXTERNAL} | {"title", "stage", "channel"}
    kinds = {each.column: each.type for each in targets}
    pairs = ", ".join(f"'{name}', {_plain(f'l.{name}', kinds.get(name))}" for name in sorted(told))
    return f"""
    INSERT INTO record_change (record_type, record_id, at, actor_id, address, field, new)
    SELECT 'lead', l.id, :at, :by, :address, 'created', jsonb_strip_nulls(jsonb_build_object({pairs}))
    FROM import_chunk AS c JOIN lead AS l ON l.id = c.lead_id WHERE c.action = 'add' ORDER BY c.line
    """  # noqa: S608 - columns are those of fields


def _values(targets: list[Field]) -> dict[str, str]:
    """Return the expression for each column of a new lead."""
    names = {each.column for each in targets if each.name != EXTERNAL}
    values = {name: f"c.{name}" for name in names}
    for name, otherwise in FIXED.items():
        values[name] = f"coalesce(c.{name}, {otherwise})" if name in names else otherwise
    values["stage"] = "coalesce(c.stage, :first)" if "stage" in names else ":first"
    title = TITLE
    for name in ("account_name", "contact_name"):
        title = title if name in names else title.replace(f"c.{name}", "NULL")
    values["title"] = f"coalesce(c.title, {title})" if "title" in names else title
    if "source" in names:
        of_source = (
            "(SELECT s.attributes ->> 'channel' FROM lookup AS s WHERE s.lookup = 'lead-sources' AND s.code = c.source)"
        )
        values["channel"] = f"coalesce(c.channel, {of_source})" if "channel" in names else of_source
    return values


def entered(described: Field) -> str:
    """Return a value as it was entered: people by their logins."""
    if described.type == "user":
        return f"(SELECT u.login FROM app_user AS u WHERE u.id = c.{described.column})"  # noqa: S608 - a column of ours
    return _plain(f"c.{described.column}", described.type)


def _plain(expression: str, kind: str | None) -> str:
    """Return a value as `crm.plain` has it."""
    if kind == "money":
        return f"{expression}::text"
    if kind == "datetime":
        return f"""to_char({expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS"Z"')"""
    return expression
