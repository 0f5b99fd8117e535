"""Acts of the inquiry: complaints, cases, notifications, answers, visits, suspensions.

Nothing is edited: a later act answers, extends, decides or supersedes an earlier one. ``by`` is a seat of the
body (a member, an officer or the chair) and the author of the entry. ``at`` is an instant with its offset, as the
author gives it. The lists of answers, outcomes and findings follow the practice of the Sri Lanka Monitoring
Mission, of CTSAMVM in South Sudan, and of the ceasefire bodies described in the UN guidance on mediating
ceasefires; labels are in ``vocabulary/codes``.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, field

__all__ = [
    "Act",
    "Answered",
    "CaseOpened",
    "ClosureReason",
    "ComplaintMade",
    "DeadlineExtended",
    "InquiryClosed",
    "InquiryResumed",
    "InquirySuspended",
    "Instant",
    "Notified",
    "PartyPosition",
    "Ref",
    "Refused",
    "SuspensionReason",
    "VisitHeld",
    "Voice",
    "Words",
]

Ref: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,79}$")]
Instant: TypeAlias = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$")]
"""``2016-12-01T10:00+02:00``: a clock time with its offset, so that no zone has to be guessed.
A bare day, where the source gives no hour, stands for its first moment in UTC."""
Text: TypeAlias = Annotated[str, Meta(max_length=20_000)]
Words: TypeAlias = dict[str, Text]

PartyPosition: TypeAlias = Literal[
    "acknowledged",
    "acknowledged_with_justification",
    "denied",
    "counter_claimed",
    "partly_accepted",
    "requests_joint_visit",
]
SuspensionReason: TypeAlias = Literal["no_access", "security", "monitors_withdrawn", "consent_withdrawn", "other"]
ClosureReason: TypeAlias = Literal["withdrawn", "vague", "duplicate", "outside_mandate"]


class Voice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one seat wants kept in its own words: a dissent, a reservation, an explanation."""

    by: Ref
    words: Words


class Refused(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who was kept out of a visit, by whom and why, as the minutes have it."""

    who: str
    by: str
    words: Words = {}


class Act(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="act"):
    """What all acts have. ``ref`` is the name that later acts refer to it by, chosen by its author."""

    body: Ref
    by: Ref
    at: Instant
    id: str = ""


class ComplaintMade(Act, frozen=True, kw_only=True, tag="complaint"):
    """A complaint as received. Minimum particulars: ``what`` (an act code), ``place``, ``day`` and ``words``.

    One that lacks some is kept and counted, and no case is opened on it until they are supplied. ``against`` are
    actors; naming none is allowed. ``supplies`` names an earlier complaint that this one completes.
    """

    ref: Ref
    words: Words = field(default_factory=dict)
    what: str | None = None
    place: str | None = None
    day: str | None = None
    against: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    clause: str | None = None
    supplies: Ref | None = None


class CaseOpened(Act, frozen=True, kw_only=True, tag="case"):
    """An incident or a complaint becomes a case. ``number`` is given by the docket: prefix, year, running number."""

    ref: Ref
    complaint: Ref | None = None
    incident: str | None = None
    clause: str | None = None
    parties: tuple[str, ...] = ()
    words: Words = field(default_factory=dict)


class Notified(Act, frozen=True, kw_only=True, tag="notification"):
    """A party is told of the allegation and by when it may answer; the body's rule sets ``deadline`` where absent."""

    case: Ref
    party: str
    deadline: Instant | None = None
    words: Words = field(default_factory=dict)


class DeadlineExtended(Act, frozen=True, kw_only=True, tag="extension"):
    """The chair gives a party more time, before or after the deadline, with the reason."""

    case: Ref
    party: str
    deadline: Instant
    words: Words


class Answered(Act, frozen=True, kw_only=True, tag="answer"):
    """A party's answer. Silence is no answer and is entered by nobody: it follows from the clock."""

    case: Ref
    party: str
    position: PartyPosition
    words: Words
    counter: Ref | None = None


class VisitHeld(Act, frozen=True, kw_only=True, tag="visit"):
    """Minutes of a joint visit: who was there, who was refused, what was seen and who dissents from the minutes."""

    case: Ref
    place: str
    day: str
    present: tuple[str, ...]
    seen: Words
    refused: tuple[Refused, ...] = ()
    dissents: tuple[Voice, ...] = ()


class InquirySuspended(Act, frozen=True, kw_only=True, tag="suspension"):
    """The inquiry stops; ``caused_by`` is the party whose act made it stop, where one did."""

    case: Ref
    reason: SuspensionReason
    words: Words
    caused_by: str | None = None


class InquiryResumed(Act, frozen=True, kw_only=True, tag="resumption"):
    """A suspended inquiry goes on."""

    case: Ref
    words: Words = field(default_factory=dict)


class InquiryClosed(Act, frozen=True, kw_only=True, tag="closure"):
    """A complaint or case is closed without a ruling, with the reason."""

    of: Ref
    reason: ClosureReason
    words: Words = field(default_factory=dict)
