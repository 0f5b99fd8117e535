"""Linking: claims about one occurrence become an incident; claims that disagree stay side by side."""

from trucewatch.linking.link import LinkResult, Unlinked, link
from trucewatch.linking.settings import DEFAULT_SETTINGS, LinkSettings

__all__ = ["DEFAULT_SETTINGS", "LinkResult", "LinkSettings", "Unlinked", "link"]
