"""The review desk: claims confirmed, corrected, rejected and added by people; incidents put together and set apart."""

from typing import Final

from trucewatch.web.desk.deciding import add, decide, undo
from trucewatch.web.desk.document import document_desk
from trucewatch.web.desk.links import incident_desk, merge, relink, split, withdraw
from trucewatch.web.desk.queue import queue_page

__all__ = ["ROUTES"]

ROUTES: Final = (queue_page, document_desk, incident_desk, decide, add, undo, merge, split, withdraw, relink)
