"""Figures for Prometheus: requests as this server sees them, tasks, processes and jobs as the database has them."""

import os
from collections.abc import Iterator
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from engine.models import Incident, ProcessInstance
from tasks.models import UserTask

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Set where several processes serve: a folder in which they add up their figures."""

SECONDS = Histogram(
    "baton_http_request_seconds",
    "Time taken to answer a request.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
ANSWERS = Counter("baton_http_answers", "Requests answered.", ["method", "route", "status"])
JOBS = text("SELECT status::text, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY 1")


def install(app: Flask) -> None:
    """Have every request of an application counted and timed."""

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        if "started" in g:
            SECONDS.labels(request.method, route).observe(perf_counter() - g.started)
        ANSWERS.labels(request.method, route, str(response.status_code)).inc()
        return response


def exposition(session: Session) -> bytes:
    """Return all figures in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Database(session))
    return generate_latest(_requests()) + generate_latest(registry)


def _requests() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class _Database(Collector):
    """Figures that are the same whichever process is asked."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def collect(self) -> Iterator[GaugeMetricFamily]:
        tasks = select(UserTask.priority, func.count()).where(UserTask.state == "open").group_by(UserTask.priority)
        yield self._gauge("baton_tasks_open", "User tasks that wait for somebody.", "priority", tasks)
        instances = select(ProcessInstance.status, func.count()).group_by(ProcessInstance.status)
        yield self._gauge("baton_process_instances", "Process instances.", "status", instances)
        incidents = select(Incident.process_key, func.count()).where(Incident.resolved_at.is_(None))
        incidents = incidents.group_by(Incident.process_key)
        yield self._gauge("baton_incidents_open", "Steps that failed and wait to be retried.", "process", incidents)
        yield self._gauge("baton_jobs", "Background jobs that are not done.", "status", JOBS)

    def _gauge(self, name: str, help_text: str, label: str, statement: object) -> GaugeMetricFamily:
        family = GaugeMetricFamily(name, help_text, labels=[label])
        for value, number in self.session.execute(statement):  # type: ignore[call-overload]
            family.add_metric([value], number)
        return family
