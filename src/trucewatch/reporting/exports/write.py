"""Write an export of a case: incidents and claims, as the read models it is given hold them.

A redaction is none of its business: it is given the store of the audience, in which what is hidden does not exist.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import Struct

from trucewatch.case import Case
from trucewatch.errors import StoreError
from trucewatch.reporting.exports.claims import claim_sheet
from trucewatch.reporting.exports.geo import write_geojson, write_gpkg
from trucewatch.reporting.exports.incidents import MACHINE, IncidentRecord, incident_sheet
from trucewatch.reporting.exports.lines import write_jsonl, write_parquet
from trucewatch.reporting.exports.spreadsheets import write_csv, write_xlsx
from trucewatch.reporting.standing import Standings, standings_of
from trucewatch.reporting.wording import Wording
from trucewatch.store import ClaimFilter, IncidentFilter, Store
from trucewatch.vocabulary.claims import Claim

__all__ = ["EXPORT_FORMATS", "Export", "write_export"]

EXPORT_FORMATS = ("csv", "xlsx", "geojson", "gpkg", "parquet", "jsonl")
_PAGE = 5_000


@dataclass(frozen=True)
class Export:
    """What is exported: a case and its read models, the head of the record, where permalinks begin, for whom.

    ``reviews_told`` is False where the read models hold no reviews since the audience is told of none.
    """

    case: Case
    store: Store
    lang: str
    base: str
    audience: str
    log_origin: str
    log_size: int
    log_root: str
    moment: dt.datetime
    reviews_told: bool = True

    def notes(self) -> tuple[tuple[str, str], ...]:
        """What stands beside the data wherever a format has room for it."""
        wording = Wording(self.lang, self.case)
        return (
            ("title", wording.in_language({str(k): v for k, v in self.case.settings.name.items()})),
            ("banner", wording.in_language({str(k): v for k, v in self.case.settings.banner.items()})),
            ("proposal", wording.word("proposal")),
            ("audience", self.audience),
            ("log", self.log_origin),
            ("entries", str(self.log_size)),
            ("root", self.log_root),
        )

    def standings(self) -> Standings:
        """Who stands behind what is exported."""
        return standings_of(self.store, told=self.reviews_told)

    def incidents(self, standings: Standings) -> Iterator[IncidentRecord]:
        """All incidents with their assessments, page by page."""
        offset = 0
        while items := self.store.incidents(IncidentFilter(), limit=_PAGE, offset=offset).items:
            for incident in items:
                assessments = self.store.assessments_of(incident.id)
                yield IncidentRecord(incident, assessments, standings.of_incident(incident))
            offset += len(items)

    def claims(self) -> Iterator[Claim]:
        """All claims, page by page."""
        offset = 0
        while items := self.store.claims(ClaimFilter(), limit=_PAGE, offset=offset).items:
            yield from items
            offset += len(items)


def write_export(export: Export, folder: Path, formats: Sequence[str]) -> tuple[Path, ...]:
    """Write the formats (of :data:`EXPORT_FORMATS`) into ``folder``; returns the files.

    The same read models give the same bytes. Raises :class:`StoreError` when a file cannot be written.
    """
    places = {place.id: place for place in export.case.places}
    base = export.base.rstrip("/")
    standings = export.standings()
    wording = Wording(export.lang, export.case)
    incidents = incident_sheet(lambda: export.incidents(standings), places, wording, base)
    claims = claim_sheet(export.claims, places, base, standings.of)
    paths: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in formats:
            match kind:
                case "csv":
                    found = [folder / "incidents.csv", folder / "claims.csv"]
                    write_csv(incidents, found[0])
                    write_csv(claims, found[1])
                case "xlsx":
                    found = [folder / "incidents-and-claims.xlsx"]
                    write_xlsx((incidents, claims), export.notes(), export.moment.replace(tzinfo=None), found[0])
                case "geojson":
                    found = [folder / "incidents.geojson"]
                    write_geojson(incidents, found[0])
                case "gpkg":
                    found = [folder / "incidents.gpkg"]
                    write_gpkg(incidents, export.moment, found[0])
                case "parquet":
                    found = [folder / "incidents.parquet", folder / "claims.parquet"]
                    write_parquet(incidents, export.notes(), found[0])
                    write_parquet(claims, export.notes(), found[1])
                case _:
                    found = [folder / "incidents.jsonl", folder / "claims.jsonl"]
                    write_jsonl(_incident_lines(export, standings, base), found[0])
                    write_jsonl(_claim_lines(export, standings, base), found[1])
            paths += found
    except OSError as error:
        where = str(error.filename or folder)
        raise StoreError(f"the export cannot be written: {error.strerror}", where=where) from error
    return tuple(paths)


def _incident_lines(export: Export, standings: Standings, base: str) -> Iterator[tuple[Struct, dict[str, Any]]]:
    """Incidents as the record has them, with permalink and who stands behind them."""
    for record in export.incidents(standings):
        found = record.standing
        standing = {
            "assessed_by": MACHINE if record.assessments else None,
            "claims_reviewed": found.reviewed if found.told else None,
            "linked_by": list(found.linked_by) or [MACHINE],
            "review": found.code,
        }
        yield record.incident, {"standing": standing, "url": f"{base}/incidents/{record.incident.id}"}


def _claim_lines(export: Export, standings: Standings, base: str) -> Iterator[tuple[Struct, dict[str, Any]]]:
    for claim in export.claims():
        found = standings.of(claim)
        standing = {"read_by": found.read_by, "review": found.code, "reviewed_at": found.at, "reviewed_by": found.by}
        yield claim, {"standing": standing, "url": f"{base}/documents/{claim.document}#about-{claim.id}"}
