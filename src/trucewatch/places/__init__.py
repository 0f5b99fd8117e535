"""Names to coordinates, areas and P-codes: a theatre's own gazetteer over a general one."""

from trucewatch.places.gazetteer import Candidate, Gazetteer
from trucewatch.places.keys import place_key

__all__ = ["Candidate", "Gazetteer", "place_key"]
