"""The commission: where parties notify, answer, move, vote, dissent and decide under the rule of the agreement.

Pure rules over acts. Every act is an entry of the record by a named delegation; the state is a fold over them,
and the clock is an argument.
"""

from trucewatch.commission.counting import Counted, CountReason, Tally, count_vote
from trucewatch.commission.deciding import foresee
from trucewatch.commission.docket import (
    Burst,
    DocketItem,
    DocketTally,
    bursts,
    docket,
    referral_due,
    state_of,
    tally,
)
from trucewatch.commission.equal_treatment import equal_treatment
from trucewatch.commission.fold import act_id, clause_types, enter, fold, identified, proceedings
from trucewatch.commission.inquiry import missing_particulars
from trucewatch.commission.loading import (
    ActFile,
    bodies_schema,
    enter_file,
    enter_written,
    load_acts,
    load_bodies,
    parse_acts,
    parse_bodies,
)
from trucewatch.commission.state import (
    CaseFile,
    Complaint,
    DraftFile,
    DraftVersion,
    FindingMade,
    Notice,
    Proceedings,
    Put,
)
from trucewatch.commission.texts import SideBySide, side_by_side

__all__ = [
    "ActFile",
    "Burst",
    "CaseFile",
    "Complaint",
    "CountReason",
    "Counted",
    "DocketItem",
    "DocketTally",
    "DraftFile",
    "DraftVersion",
    "FindingMade",
    "Notice",
    "Proceedings",
    "Put",
    "SideBySide",
    "Tally",
    "act_id",
    "bodies_schema",
    "bursts",
    "clause_types",
    "count_vote",
    "docket",
    "enter",
    "enter_file",
    "enter_written",
    "equal_treatment",
    "fold",
    "foresee",
    "identified",
    "load_acts",
    "load_bodies",
    "missing_particulars",
    "parse_acts",
    "parse_bodies",
    "proceedings",
    "referral_due",
    "side_by_side",
    "state_of",
    "tally",
]
