"""Gunicorn, told everything from here."""

import os
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from sqlalchemy import URL

from db.settings import Settings
from tasks import bootstrap
from webui.app import create_app

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108


class WebServer(BaseApplication):
    """The web processes on a socket that is open already."""

    def __init__(self, settings: Settings, url: URL, listener: int, *, workers: int, threads: int) -> None:
        self._settings, self._url, self._threads = settings, url, threads
        self._options = {
            "bind": [f"fd://{listener}"],
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "keepalive": 30,
            "graceful_timeout": 20,
            "timeout": 60,
            "loglevel": settings.log_level.lower(),
            "proc_name": "baton",
            "control_socket_disable": True,
            # Signs of life are written here; on a busy disk they would come late.
            "worker_tmp_dir": str(SHARED_MEMORY) if os.access(SHARED_MEMORY, os.W_OK) else None,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to Gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application, once in each web process: connections must not be shared between them."""
        return create_app(bootstrap.build(self._settings, self._url, pool_size=self._threads))
