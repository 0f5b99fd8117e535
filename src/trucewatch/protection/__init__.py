"""Protection: who may see what, hidden values and their custodians, what needs two approvals."""

from trucewatch.protection.approvals import Request, approve, ask, carry_out, protection_state
from trucewatch.protection.enrolled import enrolled_role
from trucewatch.protection.hidden import Disclosure, Hidden, hidden_draft, hide, new_handle, open_disclosure
from trucewatch.protection.profiles import Profile, audiences, load_audience
from trucewatch.protection.redacted_case import write_redacted
from trucewatch.protection.redaction import see, shown_entries
from trucewatch.protection.rights import DEFAULT_ROLE, ROLES, Decision, audience_of, decide, require
from trucewatch.protection.vault import Custodian, Vault, load_custodians

__all__ = [
    "DEFAULT_ROLE",
    "ROLES",
    "Custodian",
    "Decision",
    "Disclosure",
    "Hidden",
    "Profile",
    "Request",
    "Vault",
    "approve",
    "ask",
    "audience_of",
    "audiences",
    "carry_out",
    "decide",
    "enrolled_role",
    "hidden_draft",
    "hide",
    "load_audience",
    "load_custodians",
    "new_handle",
    "open_disclosure",
    "protection_state",
    "require",
    "see",
    "shown_entries",
    "write_redacted",
]
