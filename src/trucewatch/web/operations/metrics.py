"""Numbers for Prometheus at ``/metrics``: requests by route and status, sizes of the case, free disk.

Routes stand in their pattern (``/incidents/{id}``), never with the id; no label holds a name, a word or an address of a
person. A stranger is refused where people sign in; without accounts the server is on its own machine and anybody there
may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from litestar import Response, get
from litestar.plugins.prometheus import PrometheusConfig
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from trucewatch.errors import TrucewatchError
from trucewatch.web.operations.health import free_bytes, health_of
from trucewatch.web.page import AnyRequest
from trucewatch.web.people.needs import needs
from trucewatch.web.site import Site

__all__ = ["COUNTING", "ROUTES", "CaseNumbers"]

COUNTING: Final = PrometheusConfig(
    app_name="trucewatch", prefix="trucewatch", group_path=True, exclude=["^/static", "^/metrics", "^/health"]
)


class CaseNumbers(Collector):
    """The numbers of one case, read when they are asked for."""

    def __init__(self, site: Site, free: Callable[[Path], int | None] = free_bytes) -> None:
        self._site = site
        self._free = free

    def collect(self) -> Iterator[Metric]:
        """The record, the rows of the read models, the disk and the health checks."""
        head = self._site.head()
        if head is not None:
            yield GaugeMetricFamily("trucewatch_record_entries", "Entries of the record.", value=head.size)
        try:
            counts = self._site.store.counts()
            applied = self._site.store.applied()
        except TrucewatchError:
            counts, applied = {}, None
        if applied is not None:
            yield GaugeMetricFamily("trucewatch_applied_entries", "Entries in the read models.", value=applied)
        rows = GaugeMetricFamily("trucewatch_rows", "Rows of a read model.", labels=["table"])
        for table, count in sorted(counts.items()):
            rows.add_metric([table], count)
        yield rows
        free = self._free(self._site.case.folder.root)
        if free is not None:
            yield GaugeMetricFamily("trucewatch_disk_free_bytes", "Bytes free where the case lies.", value=free)
        checks = GaugeMetricFamily("trucewatch_check_holds", "1 where a health check holds.", labels=["check"])
        for check in health_of(self._site, self._free).checks:
            checks.add_metric([check.name], int(check.holds))
        yield checks


@get("/metrics", opt=needs("read"), include_in_schema=False, sync_to_thread=True)
def metrics(request: AnyRequest) -> Response[Any]:
    """The numbers in the text format of Prometheus."""
    own = CollectorRegistry()
    own.register(CaseNumbers(request.app.state.site))
    return Response(
        generate_latest(REGISTRY) + generate_latest(own),
        headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
    )


ROUTES: Final = (metrics,)
