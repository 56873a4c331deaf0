"""All groups of routes, in the order in which the documentation shows them."""

from webui.api import (
    audit,
    calendar,
    dry_run,
    duplicate_rules,
    element_templates,
    imports,
    incidents,
    jobs,
    lead_generation,
    leads,
    lookups,
    marketing_lists,
    migrations,
    opportunities,
    order_lines,
    preferences,
    process_stages,
    processes,
    rights,
    saved_views,
    settings,
    tasks,
    tokens,
    users,
    worked_records,
)
from webui.api.records import ACCOUNTS, CONTACTS, ORDERS
from webui.api.routes import Routes

worked_records.add()
order_lines.add()

GROUPS: tuple[Routes, ...] = (
    tokens.routes,
    tokens.own,
    leads.routes,
    lead_generation.routes,
    tasks.routes,
    CONTACTS,
    ACCOUNTS,
    opportunities.routes,
    ORDERS,
    marketing_lists.routes,
    duplicate_rules.routes,
    saved_views.routes,
    processes.routes,
    migrations.routes,
    imports.routes,
    jobs.routes,
    process_stages.routes,
    dry_run.routes,
    element_templates.routes,
    incidents.routes,
    settings.routes,
    lookups.routes,
    users.routes,
    preferences.routes,
    calendar.routes,
    audit.routes,
    rights.routes,
)
