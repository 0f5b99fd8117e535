"""Every act of a commission as one type, and what they are called by."""

from __future__ import annotations

from typing import TypeAlias

from trucewatch.vocabulary.inquiry_acts import (
    Answered,
    CaseOpened,
    ComplaintMade,
    DeadlineExtended,
    InquiryClosed,
    InquiryResumed,
    InquirySuspended,
    Notified,
    VisitHeld,
)
from trucewatch.vocabulary.motion_acts import (
    AmendmentProposed,
    ChairRuled,
    Decided,
    DraftTabled,
    MotionMoved,
    RemedyReported,
    SilenceBroken,
    SilenceOpened,
    VoteCast,
    Withdrawn,
)

__all__ = ["ACT_KINDS", "CommissionAct", "kind_of"]

CommissionAct: TypeAlias = (
    ComplaintMade
    | CaseOpened
    | Notified
    | DeadlineExtended
    | Answered
    | VisitHeld
    | InquirySuspended
    | InquiryResumed
    | InquiryClosed
    | DraftTabled
    | MotionMoved
    | AmendmentProposed
    | VoteCast
    | SilenceOpened
    | SilenceBroken
    | ChairRuled
    | Decided
    | Withdrawn
    | RemedyReported
)

ACT_KINDS: tuple[str, ...] = (
    "complaint",
    "case",
    "notification",
    "extension",
    "answer",
    "visit",
    "suspension",
    "resumption",
    "closure",
    "draft",
    "motion",
    "amendment",
    "vote",
    "silence",
    "objection",
    "ruling",
    "decision",
    "withdrawal",
    "remedy",
)
"""Codes of the list ``commission_act``."""


def kind_of(act: CommissionAct) -> str:
    """The code of an act: the tag under which it stands in the record."""
    return str(type(act).__struct_config__.tag)
