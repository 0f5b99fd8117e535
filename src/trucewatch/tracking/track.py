"""Everything that is followed, at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trucewatch.tracking.announced import follow_announced
from trucewatch.tracking.control import area_share, assertions_of, control_spans
from trucewatch.tracking.figures import figure_questions
from trucewatch.tracking.ground import Ground
from trucewatch.tracking.obligations import track_obligations
from trucewatch.tracking.positions import position_table
from trucewatch.vocabulary.claims import Claim
from trucewatch.vocabulary.control import ControlAssertion
from trucewatch.vocabulary.follow_up import FollowUp
from trucewatch.vocabulary.incidents import Incident
from trucewatch.vocabulary.terms import Instrument
from trucewatch.vocabulary.tracking import ObservationEffort, Tracking

__all__ = ["Ground", "track"]


def track(
    instruments: Sequence[Instrument],
    incidents: Sequence[Incident],
    claims: Sequence[Claim],
    ground: Ground,
    *,
    as_of: str,
    areas: Sequence[str] = (),
    effort: Iterable[ObservationEffort] = (),
    stated: Iterable[ControlAssertion] = (),
    entered: Sequence[FollowUp] = (),
) -> Tracking:
    """What stands on the local day ``as_of``; ``areas`` are places of which the share of each holder is counted;
    ``stated`` are assertions of control beside those in the claims,
    ``entered`` steps of obligations that people wrote down.

    Claims of documents published later are left out. Pure: the same arguments give the same result.
    """
    known = [c for c in claims if (ground.published(c) or as_of) <= as_of]
    spans = control_spans((*assertions_of(known, ground), *stated))
    return Tracking(
        as_of=as_of,
        obligations=track_obligations(instruments, incidents, known, ground, as_of=as_of, entered=entered),
        control=spans,
        shares=tuple(share for area in areas for share in area_share(area, as_of, spans, ground)),
        figures=figure_questions(known, ground),
        announced=follow_announced(known, incidents, ground, as_of=as_of),
        positions=position_table(known, ground),
        effort=tuple(effort),
    )
