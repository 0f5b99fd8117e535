"""Local days as text. Unreadable days are days that nobody told."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["after", "before", "day_of", "span_of"]


def day_of(text: str | None) -> str | None:
    """The day of an ISO date or date-time; None where it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return None


def span_of(start: str | None, end: str | None) -> tuple[str, str] | None:
    """First and last day, in order; one of them where only one is told."""
    first, last = day_of(start), day_of(end)
    if first is None and last is None:
        return None
    low, high = first or last or "", last or first or ""
    return (low, high) if low <= high else (high, low)


def after(day: str, days: int = 1) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def before(day: str, days: int = 1) -> str:
    """The day so many days earlier."""
    return after(day, -days)
