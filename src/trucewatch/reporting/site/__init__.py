"""The public side as files: pages without script, feeds and data that any web server can hand out."""

from trucewatch.reporting.site.build import Publication, Shown, build_site
from trucewatch.reporting.site.published import publish_now, read_published
from trucewatch.reporting.site.write import LISTING, write_site

__all__ = ["LISTING", "Publication", "Shown", "build_site", "publish_now", "read_published", "write_site"]
