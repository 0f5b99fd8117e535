"""Pages and API of a case. Importing this is cheap: the web framework is loaded when pages are served."""

from __future__ import annotations

from pathlib import Path

from trucewatch.protection.rights import DEFAULT_ROLE
from trucewatch.web.people.opening import Access

__all__ = ["serve"]


def serve(
    case: Path,
    host: str,
    port: int,
    role: str = DEFAULT_ROLE,
    *,
    name: str = "local",
    party: str | None = None,
    access: Access | None = None,
) -> None:
    """Serve the pages of the case folder ``case`` until interrupted: to those who have accounts, or else to the user
    ``name`` of this machine.

    Raises :class:`ProtectionError` for a role that is none, :class:`UsageError` when the folder is no case,
    :class:`StoreError` when its read models cannot be opened.
    """
    from trucewatch.web.people.visitor import local_visitor
    from trucewatch.web.serving import serve_case

    serve_case(case, host, port, local_visitor(name, party, role), access)
