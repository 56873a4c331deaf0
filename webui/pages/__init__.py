"""Pages that people meet: server-rendered, moved by htmx, on the same services as the HTTP API."""

from flask import Flask


def install(app: Flask) -> None:
    """Add all pages to an application."""
    from webui.pages import (
        audit,
        boards,
        calendar,
        designer,
        dry_run,
        duplicate_rules,
        failures,
        groups,
        handmade_tasks,
        imports,
        inbox,
        incidents,
        landing_pages,
        lead_bulk,
        leads,
        list_exports,
        lists,
        lookups,
        mail_templates,
        marketing_lists,
        mentions,
        migrations,
        my_account,
        new_records,
        notices,
        opportunities,
        order_lines,
        pickers,
        preferences,
        process_actions,
        process_compare,
        process_import,
        process_stages,
        processes,
        profiles,
        record_actions,
        record_notes,
        records,
        rights,
        saved_views,
        searches,
        settings,
        sign_in,
        similar_leads,
        single_sign_on,
        stage_moves,
        switches,
        tasks,
        users,
        webhooks,
    )

    parts = (
        audit, boards, calendar, designer, dry_run, duplicate_rules, groups, handmade_tasks, imports, inbox, incidents, landing_pages, lead_bulk, leads, list_exports, lists, lookups, marketing_lists, mail_templates, mentions, migrations, my_account, new_records, notices, opportunities, order_lines,
        pickers, preferences, process_actions, process_compare, process_import,
        process_stages, processes, profiles, record_actions, record_notes, rights, saved_views, searches, settings, sign_in, similar_leads, single_sign_on, stage_moves, switches, tasks, users, webhooks,
    )  # fmt: skip
    failures.install(app)
    for part in parts:
        app.register_blueprint(part.pages)
    for pages in (records.contacts, records.accounts, records.orders, calendar.feeds):
        app.register_blueprint(pages)
