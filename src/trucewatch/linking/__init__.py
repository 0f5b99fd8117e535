"""Linking: claims about one occurrence become an incident; claims that disagree stay side by side."""

from trucewatch.linking.link import LinkResult, Unlinked, link
from trucewatch.linking.many_claims import ENOUGH
from trucewatch.linking.models import model_changes, model_record
from trucewatch.linking.scored_pairs import ScoredPairs
from trucewatch.linking.settings import DEFAULT_SETTINGS, LinkSettings
from trucewatch.linking.statistical import LinkModel
from trucewatch.linking.track_records import TrackRecord, track_records

__all__ = [
    "DEFAULT_SETTINGS",
    "ENOUGH",
    "LinkModel",
    "LinkResult",
    "LinkSettings",
    "ScoredPairs",
    "TrackRecord",
    "Unlinked",
    "link",
    "model_changes",
    "model_record",
    "track_records",
]
