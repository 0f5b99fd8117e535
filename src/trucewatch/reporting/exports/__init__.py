"""Incidents and claims in the formats that other people's tools open."""

from trucewatch.reporting.exports.write import EXPORT_FORMATS, Export, write_export

__all__ = ["EXPORT_FORMATS", "Export", "write_export"]
