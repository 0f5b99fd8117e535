"""Analysis: what the record does not hold and where it changes. Diagnostics with intervals, never counts."""
