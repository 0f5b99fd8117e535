"""OGC API - Features, part 1 (OGC 17-069r4, version 1.0.1): Core and GeoJSON, for QGIS and other programs."""

from trucewatch.web.api.features.routes import ROUTES

__all__ = ["ROUTES"]
