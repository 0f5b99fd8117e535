"""Linking: claims about one occurrence become an incident; claims that disagree stay side by side."""

from trucewatch.linking.link import LinkResult, Unlinked, link
from trucewatch.linking.many_claims import ENOUGH
from trucewatch.linking.models import model_changes, model_record
from trucewatch.linking.settings import DEFAULT_SETTINGS, LinkSettings
from trucewatch.linking.statistical import LinkModel

__all__ = [
    "DEFAULT_SETTINGS",
    "ENOUGH",
    "LinkModel",
    "LinkResult",
    "LinkSettings",
    "Unlinked",
    "link",
    "model_changes",
    "model_record",
]
