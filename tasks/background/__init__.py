"""Background work: jobs on Procrastinate, the clock on APScheduler, and the worker that runs both."""
