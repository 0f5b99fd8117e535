"""Terms: the agreement as dated data. Loads instruments from a case and says which clauses are in force when.

What an incident means under a clause is left to ``assessing``; who decides is left to people.
"""

from trucewatch.terms.areas import load_areas, parse_areas
from trucewatch.terms.comparing import Change, compare, compare_dates, compare_instruments
from trucewatch.terms.force import (
    ClauseClock,
    ClauseInForce,
    Force,
    clause_force,
    clauses_in_force,
    instrument_force,
    is_binding,
)
from trucewatch.terms.loading import load_instruments, parse_instrument, schema
from trucewatch.terms.versions import version_of, versions_of

__all__ = [
    "Change",
    "ClauseClock",
    "ClauseInForce",
    "Force",
    "clause_force",
    "clauses_in_force",
    "compare",
    "compare_dates",
    "compare_instruments",
    "instrument_force",
    "is_binding",
    "load_areas",
    "load_instruments",
    "parse_areas",
    "parse_instrument",
    "schema",
    "version_of",
    "versions_of",
]
