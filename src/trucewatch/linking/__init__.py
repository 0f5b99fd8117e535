"""Linking: claims about one occurrence become an incident; claims that disagree stay side by side."""

from trucewatch.linking.comparing import LinkSettings
from trucewatch.linking.link import LinkResult, Unlinked, link

__all__ = ["LinkResult", "LinkSettings", "Unlinked", "link"]
