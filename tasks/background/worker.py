"""The worker: takes deferred jobs from the database and runs them, on as many machines as wanted."""

import asyncio
import logging

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import DeleteJobCondition

from db import clock
from db.connection import conninfo
from tasks.background.jobs import make_app
from tasks.background.schedule import make_scheduler
from tasks.work import Baton

logger = logging.getLogger(__name__)
POLL_SECONDS = 1.0
STALLED_CHECK_SECONDS = 30


def run(baton: Baton, concurrency: int = 2) -> None:
    """Run jobs until told to stop by a signal."""
    asyncio.run(_run(baton, concurrency))


async def _run(baton: Baton, concurrency: int) -> None:
    connector = PsycopgConnector(conninfo=conninfo(baton.engine.url), min_size=1, max_size=concurrency + 3)
    app = make_app(baton, connector)
    scheduler = make_scheduler(baton)
    async with app.open_async():
        scheduler.start()
        rescue = asyncio.create_task(_rescue_stalled(app))
        try:
            await app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs=DeleteJobCondition.SUCCESSFUL,
            )
        finally:
            rescue.cancel()
            scheduler.shutdown(wait=False)


async def _rescue_stalled(app: App) -> None:
    """Give jobs back whose worker died in the middle of them; their transaction left nothing half done."""
    while True:
        for job in await app.job_manager.get_stalled_jobs():
            logger.warning("job %s (%s) lost its worker and is run again", job.id, job.task_name)
            await app.job_manager.retry_job(job, retry_at=clock.now())
        await asyncio.sleep(STALLED_CHECK_SECONDS)
