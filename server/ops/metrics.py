"""``/metrics``: counts and times in the Prometheus format."""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator

import sqlalchemy as sa
from apiflask import APIBlueprint, APIFlask
from flask import Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from server.db.tables import Bead, Document, Job
from server.service import KEY, Service, service
from server.web.access import UnauthorizedError, is_stranger

bp = APIBlueprint("metrics", __name__, enable_openapi=False)
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STATES = ("queued", "running", "done", "failed", "cancelled")


class RequestMetrics:
    """Counts the requests of one application."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the two families."""
        labels = ("method", "endpoint")
        self.requests = Counter("tolmach_requests_total", "Requests answered.", (*labels, "status"), registry=registry)
        self.seconds = Histogram(
            "tolmach_request_seconds", "Time to the answer's headers.", labels, buckets=BUCKETS, registry=registry
        )

    def count(self, response: Response) -> Response:
        """Count one answer, under its rule and not its address, so that the number of series stays small."""
        endpoint = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in ("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD") else "other"
        self.requests.labels(method, endpoint, str(response.status_code)).inc()
        if hasattr(g, "began"):
            self.seconds.labels(method, endpoint).observe(time.perf_counter() - g.began)
        return response


class StateCollector(Collector):
    """Asks the database and the batcher at each scrape."""

    def __init__(self, of: Service) -> None:
        """``of``: whose state."""
        self._of = of

    def collect(self) -> Iterator[Metric]:
        """The families; those of the database are left out while it does not answer."""
        here = self._of
        batcher = here.batcher
        yield CounterMetricFamily("tolmach_sentences_translated", "Interactive sentences.", value=batcher.translated)
        yield CounterMetricFamily("tolmach_sentences_cached", "Answered from memory.", value=batcher.cached)
        yield CounterMetricFamily("tolmach_batches", "Batches of interactive sentences.", value=batcher.batches)
        yield GaugeMetricFamily("tolmach_streams", "Open progress streams.", value=here.watcher.streams)
        yield GaugeMetricFamily("tolmach_translate_waiting", "Requests that wait to be translated.", batcher.waiting)
        up = GaugeMetricFamily("tolmach_database_up", "Does the database answer?")
        try:
            families = list(self._from_database())
            up.add_metric([], 1)
        except SQLAlchemyError:
            families = []
            up.add_metric([], 0)
        yield up
        yield from families

    def _from_database(self) -> Iterator[Metric]:
        now = time.time()
        with self._of.database.read() as session:
            by_state = sa.select(Job.state, sa.func.count()).group_by(Job.state)
            counts = {row[0]: row[1] for row in session.execute(by_state)}
            oldest = session.scalar(sa.select(sa.func.min(Job.created)).where(Job.state == "queued"))
            lost = session.scalar(sa.select(sa.func.sum(Job.lost))) or 0
            documents = session.scalar(sa.select(sa.func.count()).select_from(Document)) or 0
            beads = session.scalar(sa.select(sa.func.count()).select_from(Bead)) or 0
        jobs = GaugeMetricFamily("tolmach_jobs", "Jobs by state.", labels=["state"])
        for state in STATES:
            jobs.add_metric([state], counts.get(state, 0))
        yield jobs
        yield GaugeMetricFamily("tolmach_oldest_job_seconds", "Age of the oldest waiting job.", now - (oldest or now))
        yield GaugeMetricFamily("tolmach_jobs_lost", "Times a worker was lost with its job.", lost)
        yield GaugeMetricFamily("tolmach_documents", "Documents, the trash included.", documents)
        yield GaugeMetricFamily("tolmach_beads", "Pairs stored.", beads)


def init_app(app: APIFlask) -> None:
    """Set up the metrics where they are switched on."""
    here: Service = app.extensions[KEY]
    if not here.settings.metrics:
        return
    registry = CollectorRegistry()
    registry.register(StateCollector(here))
    app.extensions["tolmach_metrics"] = registry
    app.after_request(RequestMetrics(registry).count)
    app.register_blueprint(bp)


@bp.get("/metrics")
def metrics() -> Response:
    """All families."""
    from flask import current_app

    token = service().settings.metrics_token
    given = request.headers.get("Authorization", "")
    allowed = hmac.compare_digest(given.encode(), f"Bearer {token}".encode()) if token else not is_stranger()
    if not allowed:
        raise UnauthorizedError("the metrics need 'Authorization: Bearer TOKEN': the token of metrics_token, or a key")
    return Response(generate_latest(current_app.extensions["tolmach_metrics"]), content_type=CONTENT_TYPE_LATEST)
