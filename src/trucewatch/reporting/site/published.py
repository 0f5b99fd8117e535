"""What was handed out before: each permalink with the digests of its fields, and every change since.

The file ``published.json`` lies in the site itself. It holds nothing that is not public: numbers of incidents, digests
of published fields, and dates. From it a later publication knows which incident was revised or withdrawn, so that the
notice stands where the error was and a permalink never vanishes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from trucewatch.errors import InputError
from trucewatch.vocabulary.incidents import Incident

__all__ = ["NAME", "Change", "Known", "Published", "digests_of", "publish_now", "read_published"]

NAME = "published.json"
_FIELDS = (
    "act",
    "status",
    "polarity",
    "time",
    "place",
    "agents",
    "targets",
    "objects",
    "casualties",
    "corroboration",
    "disputed",
    "grades",
)


class Known(Struct, frozen=True, forbid_unknown_fields=True):
    """A permalink: since when, the digest of each published field, and whether it stands."""

    first: str
    last: str
    fields: dict[str, str]
    stands: bool = True


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """``revised``, ``withdrawn`` or ``restored`` at a moment of the record; ``fields`` are those that changed."""

    at: str
    incident: str
    kind: str
    fields: tuple[str, ...] = ()


class Published(Struct, frozen=True, forbid_unknown_fields=True):
    """All permalinks by incident, and all changes in the order in which they were published."""

    incidents: dict[str, Known] = {}
    changes: tuple[Change, ...] = ()
    v: int = 1

    def of(self, incident: str) -> tuple[Change, ...]:
        """The changes of one incident."""
        return tuple(change for change in self.changes if change.incident == incident)


def read_published(folder: Path) -> Published:
    """What an earlier publication left in the folder; nothing where there was none.

    Raises :class:`InputError` when the file is not what this program writes.
    """
    path = folder / NAME
    if not path.exists():
        return Published()
    try:
        read = msgspec.json.decode(path.read_bytes(), type=Published)
    except (msgspec.MsgspecError, OSError) as error:
        raise InputError(
            "the list of what was published cannot be read",
            where=str(path),
            expected="the file that the last publication wrote",
            got=str(error),
            hint="put it back from a copy: without it, revisions and withdrawals cannot be told",
        ) from error
    if read.v != 1:
        raise InputError("the list has another version", where=str(path), expected="1", got=str(read.v))
    return read


def digests_of(incident: Incident) -> dict[str, str]:
    """A short digest of each published field, by name of the field."""
    told = msgspec.to_builtins(incident)
    return {
        name: hashlib.sha256(msgspec.json.encode(told.get(name), order="sorted")).hexdigest()[:16] for name in _FIELDS
    }


def publish_now(before: Published, incidents: Iterable[Incident], at: str) -> Published:
    """The list after this publication. The same incidents add no change, however often they are published."""
    now: Mapping[str, dict[str, str]] = {incident.id: digests_of(incident) for incident in incidents}
    known = dict(before.incidents)
    changes = list(before.changes)
    for name, fields in now.items():
        old = known.get(name)
        if old is None:
            known[name] = Known(at, at, fields)
            continue
        if not old.stands:
            changes.append(Change(at, name, "restored"))
        changed = tuple(field for field in _FIELDS if old.fields.get(field) != fields[field])
        if changed and old.stands:
            changes.append(Change(at, name, "revised", changed))
        if changed or not old.stands:
            known[name] = Known(old.first, at, fields)
    for name, old in before.incidents.items():
        if name not in now and old.stands:
            known[name] = Known(old.first, at, old.fields, stands=False)
            changes.append(Change(at, name, "withdrawn"))
    return Published(dict(sorted(known.items())), tuple(changes))
