"""What an analysis says, in the words of a language: one line a fact, for HTML, Markdown and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.reporting.wording import Wording
from trucewatch.vocabulary.series import ClauseEffect, Projection, Segment, SeriesAnalysis, SeriesNote
from trucewatch.vocabulary.undercount import Estimate, Refusal, UndercountDiagnostic

__all__ = [
    "effect_words",
    "effects_words",
    "estimate_words",
    "note_words",
    "projection_words",
    "refusal_words",
    "segment_words",
    "series_title",
    "warning_words",
]


def series_title(found: SeriesAnalysis, wording: Wording) -> str:
    """What the series counts, and in what unit."""
    named = {
        "family": lambda: wording.code("families", found.code),
        "act": lambda: wording.code("acts", found.code),
        "area": lambda: wording.place(found.code),
        "party": lambda: wording.actor(found.code),
    }[found.dimension]()
    return f"{wording.code('series_dimension', found.dimension)}: {named}"


def segment_words(segment: Segment, wording: Wording) -> str:
    """A stretch between breaks and its rate."""
    rate = f"{wording.number(segment.rate)} ({wording.interval(segment.low, segment.high)})"
    return f"{wording.period(segment.start, segment.end)}: {wording.word('a_day')} {rate}"


def effect_words(effect: ClauseEffect, wording: Wording) -> str:
    """The rate after over the rate before, or why it is not computed."""
    days = f"{wording.number(effect.days_before)} / {wording.number(effect.days_after)}"
    head = (
        f"{wording.instrument(effect.instrument)}{wording.comma}{wording.date(effect.day)}: "
        f"{wording.code('baseline', effect.baseline)} ({wording.word('days_before_after')} {days})"
    )
    if effect.ratio is None:
        reason = wording.code("series_reason", effect.unavailable) if effect.unavailable else wording.word("unknown")
        return f"{head}: {reason}"
    return f"{head}: × {wording.number(effect.ratio)} ({wording.interval(effect.low, effect.high)})"


def effects_words(effects: Sequence[ClauseEffect], wording: Wording) -> list[str]:
    """One line for each effect that is computed; those that are not together, by reason."""
    out = [effect_words(effect, wording) for effect in effects if effect.ratio is not None]
    missing: dict[str, list[str]] = {}
    for effect in effects:
        if effect.ratio is None and effect.baseline == "all_before":
            reason = wording.code("series_reason", effect.unavailable or "too_few_incidents")
            missing.setdefault(reason, []).append(
                f"{wording.instrument(effect.instrument)}{wording.comma}{wording.date(effect.day)}"
            )
    for reason, names in missing.items():
        out.append(f"{wording.word('not_compared')}{wording.comma}{reason}: {wording.semicolon.join(names)}")
    return out


def projection_words(ahead: Projection, wording: Wording) -> str:
    """What would come at this rate, how often that was right, and what it takes for granted."""
    assumed = wording.semicolon.join(wording.code("projection_assumption", code) for code in ahead.assumptions)
    return (
        f"{wording.word('at_this_rate')} ({wording.number(ahead.days)} {wording.word('days_ahead')}): "
        f"{wording.number(ahead.expected)}; 80 %: {wording.interval(ahead.low_80, ahead.high_80)}; "
        f"95 %: {wording.interval(ahead.low_95, ahead.high_95)}. "
        f"{wording.word('held_before')}: {ahead.coverage_80:.0%}{wording.comma}{ahead.coverage_95:.0%} "
        f"({wording.number(ahead.origins)} {wording.word('times_tried')}). {wording.word('assuming')}: {assumed}."
    )


def note_words(note: SeriesNote, wording: Wording) -> str:
    """A note and what it rests on."""
    label = wording.code("series_reason", note.reason)
    return f"{label} ({note.detail})" if note.detail else label


def refusal_words(refusal: Refusal, wording: Wording) -> str:
    """A reason and what it rests on."""
    label = wording.code("undercount_reason", refusal.reason)
    return f"{label} ({refusal.detail})" if refusal.detail else label


def estimate_words(estimate: Estimate, wording: Wording) -> str:
    """An estimate with its interval, or why there is none."""
    name = wording.code("undercount_estimator", estimate.estimator)
    mixed = f" (R-hat {estimate.r_hat:.2f})" if estimate.r_hat is not None else ""
    if estimate.total is None or estimate.low is None or estimate.high is None:
        return f"{name}: {wording.code('undercount_reason', estimate.unavailable or 'not_identifiable')}{mixed}"
    low, total, high = round(estimate.low), round(estimate.total), round(estimate.high)
    return f"{name}: {wording.number(total)} ({wording.interval(low, high)}){mixed}"


def warning_words(found: UndercountDiagnostic, wording: Wording) -> list[str]:
    """What warns of the estimates, and by which rates the linkage was drawn."""
    told = [refusal_words(warning, wording) for warning in found.warnings]
    if found.rates_from is not None and found.estimates:
        rates = wording.comma.join(f"{100 * (rate or 0):.1f}%" for rate in (found.false_links, found.missed_links))
        told.append(f"{wording.code('linkage_rates', found.rates_from)}: {rates}")
    return told
