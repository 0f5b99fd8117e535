"""Pages and API of a case. Importing this is cheap: the web framework is loaded when pages are served."""

from __future__ import annotations

from pathlib import Path

from trucewatch.protection.rights import DEFAULT_ROLE

__all__ = ["serve"]


def serve(case: Path, host: str, port: int, role: str = DEFAULT_ROLE) -> None:
    """Serve the pages of the case folder ``case`` until interrupted.

    Raises :class:`UsageError` when the folder is no case, :class:`StoreError` when its read models cannot be opened.
    """
    from trucewatch.web.serving import serve_case

    serve_case(case, host, port, role)
