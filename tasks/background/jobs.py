"""The jobs: each opens its own session, does one thing, commits. Procrastinate retries and locks them."""

import logging
from collections.abc import Callable
from typing import Any

from procrastinate import App, RetryStrategy
from procrastinate.connector import BaseAsyncConnector
from sqlalchemy.orm import Session

from crm.models import OutgoingMail
from crm.webhooks import deliveries
from tasks import duplicates, mail, migrations, pauses
from tasks import jobs as long_jobs
from tasks.background import housekeeping, notice_mails, reminders
from tasks.imports import running as imports
from tasks.webhooks import outgoing
from tasks.work import Baton

logger = logging.getLogger(__name__)
RETRY_QUICKLY = RetryStrategy(max_attempts=10, wait=5, linear_wait=10)
RETRY_WEBHOOK = RetryStrategy(max_attempts=deliveries.MOST_ATTEMPTS, exponential_wait=4)
RETRY_MAIL = RetryStrategy(max_attempts=8, exponential_wait=4)


def make_app(baton: Baton, connector: BaseAsyncConnector) -> App:
    """Return the Procrastinate app with every job of Baton registered."""
    app = App(connector=connector)

    def transaction(work: Callable[..., Any]) -> Callable[..., None]:
        def run(**arguments: Any) -> None:
            with baton.sessions.begin() as session:
                work(session, **arguments)

        return run

    def fire_timers(session: Session, instance_id: int) -> None:
        pauses.fire_timers(baton, session, instance_id)

    app.task(name="fire_timers", retry=RETRY_QUICKLY)(transaction(fire_timers))
    app.task(name="remind", retry=RETRY_QUICKLY)(transaction(reminders.remind))
    app.task(name="mail_notices", retry=RETRY_QUICKLY)(transaction(notice_mails.send))
    app.task(name="send_digests", retry=RETRY_QUICKLY)(transaction(notice_mails.send_digests))
    app.task(name="tidy_up", retry=RETRY_QUICKLY)(transaction(housekeeping.tidy_up))
    app.task(name="catch_up_timers", retry=RETRY_QUICKLY)(transaction(housekeeping.catch_up_timers))
    app.task(name="send_webhook", retry=RETRY_WEBHOOK)(lambda delivery_id: outgoing.deliver(baton, delivery_id))
    app.task(name="send_mail", retry=RETRY_MAIL)(lambda mail_id: _send_mail(baton, mail_id))
    app.task(name="migrate_batch", retry=RETRY_QUICKLY)(lambda migration_id: _migrate_batch(baton, migration_id))
    app.task(name="import_leads", retry=RETRY_QUICKLY)(lambda import_id: _import_leads(baton, import_id))
    app.task(name="find_duplicates", retry=RETRY_QUICKLY)(lambda **given: duplicates.search_some(baton, **given))
    app.task(name="find_duplicates_in_range", retry=RETRY_QUICKLY)(
        lambda **given: duplicates.search_range(baton, **given)
    )
    return app


def _send_mail(baton: Baton, mail_id: int) -> None:
    """Send a mail; what went wrong is written on it before the job is tried again."""
    try:
        with baton.sessions.begin() as session:
            mail.send(session, mail_id)
    except OSError as error:
        logger.warning("mail %s was not sent: %s", mail_id, error)
        with baton.sessions.begin() as session:
            row = session.get(OutgoingMail, mail_id, with_for_update=True)
            if row is not None and row.state != "sent":
                row.state, row.error, row.attempts = "failed", str(error)[:500], row.attempts + 1
        raise


def _migrate_batch(baton: Baton, migration_id: int) -> None:
    """Move a batch of instances; what went wrong is written on the job before the batch is tried again."""
    try:
        with baton.sessions.begin() as session:
            migrations.run_batch(baton, session, migration_id)
    except Exception as error:
        with baton.sessions.begin() as session:
            long_jobs.fail(session, migrations.job_of(session, migration_id), f"{type(error).__name__}: {error}"[:500])
        raise


def _import_leads(baton: Baton, import_id: int) -> None:
    """Import leads; what went wrong is written on the job before it is tried again from where it was."""
    try:
        imports.run(baton, import_id)
    except Exception as error:
        with baton.sessions.begin() as session:
            imports.fail(session, import_id, f"{type(error).__name__}: {error}"[:500])
        raise
