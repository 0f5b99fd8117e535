"""Names to coordinates, areas and P-codes: a theatre's own gazetteer over a general one."""

from trucewatch.places.gazetteer import Candidate, Gazetteer
from trucewatch.places.keys import place_key
from trucewatch.places.naming import general_name

__all__ = ["Candidate", "Gazetteer", "general_name", "place_key"]
