"""The pages of people, for a server with accounts."""

from __future__ import annotations

from typing import Any, Final

from trucewatch.web.people import account_pages, join_pages, sign_in_pages

__all__ = ["PEOPLE_ROUTES"]

PEOPLE_ROUTES: Final[tuple[Any, ...]] = (*sign_in_pages.ROUTES, *join_pages.ROUTES, *account_pages.ROUTES)
