"""What people decide about links: incidents put together or claims set apart, with author and reason."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

__all__ = ["LinkDecision", "LinkDecisionKind"]

LinkDecisionKind: TypeAlias = Literal["merge", "split"]


class LinkDecision(Struct, frozen=True, kw_only=True):
    """A person's decision that later runs respect. It is withdrawn by a correction and never erased.

    ``merge``: all of ``claims`` tell of one occurrence. ``split``: ``claims`` tell of another occurrence than
    ``others``. ``incidents`` are those that the person saw; ``at`` is an ISO 8601 instant in UTC. Of two decisions
    that contradict each other the later one holds.
    """

    id: str
    kind: LinkDecisionKind
    claims: tuple[str, ...]
    others: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    by: str
    at: str
    reason: str
