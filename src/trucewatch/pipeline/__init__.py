"""The main job: from the inbox of a case to its incidents and assessments. The only room that wires the others.

Every step appends to the record before anything else sees its result, in batches that are durable when
the step moves on. Work that stands in the record already adds nothing, so an interrupted run is resumed
by running again.
"""

from trucewatch.pipeline.acts import enter_act, enter_act_file, enter_written_acts, standing
from trucewatch.pipeline.arrivals import inbox_files, take_in, take_into_inbox
from trucewatch.pipeline.findings import link_claims, refit_links
from trucewatch.pipeline.following import follow, ground_of, last_day
from trucewatch.pipeline.job import run_case
from trucewatch.pipeline.link_decisions import merge_incidents, split_incident, withdraw_link_decision
from trucewatch.pipeline.opening import CaseStore, in_database, open_log, open_store
from trucewatch.pipeline.stated import enter_stated
from trucewatch.pipeline.workplace import AUTHOR, Progress, RunCounts, Workplace, open_workplace

__all__ = [
    "AUTHOR",
    "CaseStore",
    "Progress",
    "RunCounts",
    "Workplace",
    "enter_act",
    "enter_act_file",
    "enter_stated",
    "enter_written_acts",
    "follow",
    "ground_of",
    "in_database",
    "inbox_files",
    "last_day",
    "link_claims",
    "merge_incidents",
    "open_log",
    "open_store",
    "open_workplace",
    "refit_links",
    "run_case",
    "split_incident",
    "standing",
    "take_in",
    "take_into_inbox",
    "withdraw_link_decision",
]
