"""Tracking: what is owed, who holds what, which numbers disagree, what was announced and what became of it.

Pure: records in, records out; the day on which things stand is an argument.
"""

from trucewatch.tracking.announced import follow_announced
from trucewatch.tracking.control import area_share, assertions_of, control_spans
from trucewatch.tracking.effort import effort_over, load_effort
from trucewatch.tracking.figures import figure_questions
from trucewatch.tracking.follow_up import load_follow_up
from trucewatch.tracking.obligations import track_obligations
from trucewatch.tracking.positions import position_table
from trucewatch.tracking.stated import load_stated_control, stated_assertions
from trucewatch.tracking.track import Ground, track
from trucewatch.tracking.written import WrittenEntry

__all__ = [
    "Ground",
    "WrittenEntry",
    "area_share",
    "assertions_of",
    "control_spans",
    "effort_over",
    "figure_questions",
    "follow_announced",
    "load_effort",
    "load_follow_up",
    "load_stated_control",
    "position_table",
    "stated_assertions",
    "track",
    "track_obligations",
]
