"""What goes into an evidence bundle, and the pages in it that people read."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trucewatch.errors import UsageError
from trucewatch.record import Entry, Log
from trucewatch.store import IncidentFilter, Store

__all__ = ["entries_of_day", "entries_of_incident", "evidence_pages"]


@dataclass
class _Wanted:
    incidents: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)

    def takes(self, entry: Entry) -> bool:
        body = entry.body()
        match entry.type:
            case "trust-root" | "reaffirmation":
                return True
            case "document":
                return body.get("id") in self.documents
            case "custody" | "claims" | "claim_review":
                return body.get("document") in self.documents
            case "incident" | "assessment":
                return body.get("id") in self.records
            case "correction":
                return body.get("target_id") in self.records | self.documents
        return False


def entries_of_incident(log: Log, store: Store, incident: str) -> list[int]:
    """The entries that an incident rests on: its forms, claims, documents, custody, assessments, corrections.

    Raises :class:`UsageError` where there is no such incident.
    """
    return _entries_of(log, store, [incident])


def entries_of_day(log: Log, store: Store, day: str) -> list[int]:
    """The entries that the incidents of a local day rest on (ISO date)."""
    found = store.incidents(IncidentFilter(start=day, end=day)).items
    if not found:
        raise UsageError("no incident is on that day", got=day, hint="name a day that the report lists")
    return _entries_of(log, store, [incident.id for incident in found])


def _entries_of(log: Log, store: Store, incidents: Sequence[str]) -> list[int]:
    wanted = _Wanted()
    for incident in incidents:
        dossier = store.incident(incident)
        if dossier is None:
            raise UsageError("there is no such incident", got=incident, hint="take an id from the report or the pages")
        wanted.records |= {incident} | {assessment.id for assessment in dossier.assessments}
        wanted.documents |= {document.id for document in dossier.documents}
    held = tuple(log.entries())
    taken = [entry for entry in held if wanted.takes(entry)]
    away = {entry.author for entry in taken if not entry.signatures}  # their signatures lie in a submission
    marks = [entry for entry in held if entry.type == "submission" and entry.body().get("author") in away]
    return sorted(entry.index for entry in (*taken, *marks))


def evidence_pages(
    title: str, entries: Iterable[Entry], origin: str, size: int, root: str, *, redactions: str = ""
) -> dict[str, bytes]:
    """``README.md`` and ``pages/index.html``: what the entries say and how to verify them.

    ``redactions`` says what was left out for an audience.
    """
    listed = list(entries)
    rows = "".join(_row(entry) for entry in listed)
    page = _PAGE.format(title=html.escape(title), origin=html.escape(origin), size=size, root=root, rows=rows)
    readme = _README.format(title=title, count=len(listed), origin=origin, size=size, root=root)
    if redactions:
        readme += f"\n## What was redacted\n\n{redactions}\n{_REDACTED}"
    return {"README.md": readme.encode("utf-8"), "pages/index.html": page.encode("utf-8")}


def _row(entry: Entry) -> str:
    body = json.dumps(entry.body(), ensure_ascii=False, indent=1, sort_keys=True)
    cells = (str(entry.index), entry.type, entry.author, entry.payload.claimed_at)
    told = "".join(f'<td dir="auto">{html.escape(cell)}</td>' for cell in cells)
    files = "".join(
        f'<div><a href="../files/{file.sha256[:2]}/{file.sha256[2:]}"><code>{file.sha256[:16]}</code></a> '
        f"{html.escape(file.media)}, {file.size}</div>"
        for file in entry.payload.files
    )
    return f'<tr id="e{entry.index}">{told}<td>{files}<pre dir="auto">{html.escape(body)}</pre></td></tr>\n'


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:1rem/1.5 sans-serif;margin:2rem}}table{{border-collapse:collapse}}
td,th{{border:1px solid #bbb;padding:.3rem;vertical-align:top;text-align:start}}
pre{{white-space:pre-wrap;max-width:60rem}}</style></head>
<body><h1>{title}</h1>
<p>Log <code>{origin}</code>, {size} entries, root <code>{root}</code>.
This page was made from the entries for reading. Nothing vouches for it: verify the bundle.</p>
<table><thead><tr><th>entry</th><th>type</th><th>author</th><th>claimed at</th><th>content</th></tr></thead><tbody>
{rows}</tbody></table></body></html>
"""

_README = """# {title}

{count} entries of the log `{origin}`, proven against its checkpoint of {size} entries with root `{root}`.

## How to verify

    python -m trucewatch_verify BUNDLE.zip --trust ROOT.json

Take the verifier and `ROOT.json` from somewhere else than this bundle: the trust root from the ceremony, or one
whose fingerprint you compared with the signed paper. What lies under `trust/` here is only for comparing.

- `entries/N.json` is entry N, `entries/N.tlog-proof` its proof (C2SP tlog-proof), `checkpoint` the signed note.
- The leaf hash is SHA-256 over a zero byte and the bytes of `entries/N.json`.
- Files that entries name lie under `files/`, by their SHA-256.
- `pages/` is for reading. Only the entries and files are proven.
"""

_REDACTED = """`entries/N.leaf` is the leaf hash of a redacted entry. The verifier proves that the log holds an entry
with that hash at N, and says that its contents are not here. What stands under `shown/` and in the pages of such an
entry is not proven by it.
"""
