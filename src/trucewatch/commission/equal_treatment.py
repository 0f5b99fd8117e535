"""Equal treatment: what became of the allegations by and against each party, how long it took, by which standard.

The test of bias asks whether a party's allegations are verified at another rate than those of all others, by
Fisher's exact test on the two-by-two table of inquired allegations. A small p says that chance alone hardly gives
such a difference; it does not say why.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable

from trucewatch.commission.docket import DocketItem, docket
from trucewatch.commission.state import Proceedings, instant
from trucewatch.vocabulary.commission_report import TreatmentLine

__all__ = ["equal_treatment"]


def equal_treatment(p: Proceedings, side_of: Callable[[str], str] = lambda actor: actor) -> tuple[TreatmentLine, ...]:
    """The table, a row for each party that alleges or is alleged against. ``side_of`` puts actors under a side."""
    items = docket(p)
    made = [(frozenset([side_of(item.by)]) if item.by else frozenset[str](), item) for item in items]
    faced = [(frozenset(side_of(actor) for actor in item.against), item) for item in items]
    parties = sorted({party for parties, _ in (*made, *faced) for party in parties})
    return tuple(_row(p, party, made, faced, side_of) for party in parties)


def _row(
    p: Proceedings,
    party: str,
    made: list[tuple[frozenset[str], DocketItem]],
    faced: list[tuple[frozenset[str], DocketItem]],
    side_of: Callable[[str], str],
) -> TreatmentLine:
    ours = [item for parties, item in made if party in parties]
    theirs = [item for parties, item in made if parties and party not in parties]
    against = [item for parties, item in faced if party in parties]
    elsewhere = [item for parties, item in faced if parties and party not in parties]
    notices = [n for case in p.cases.values() for n in case.notices if side_of(n.act.party) == party]
    hours = [(instant(n.answer.at) - instant(n.act.at)).total_seconds() / 3600 for n in notices if n.answer is not None]
    standards = Counter(
        finding.proof or "none" for item in against if item.case is not None for finding in item.case.findings
    )
    return TreatmentLine(
        party=party,
        made=len(ours),
        inquired_made=sum(item.inquired for item in ours),
        verified_made=sum(_verified(item) for item in ours),
        faced=len(against),
        inquired_faced=sum(item.inquired for item in against),
        verified_faced=sum(_verified(item) for item in against),
        notified=len(notices),
        answered=len(hours),
        answer_hours=_median(hours),
        ruling_days=_median(_ruling_days(against)),
        ruled=len(_ruling_days(against)),
        standards=tuple(sorted(standards.items())),
        p_made=_compared(ours, theirs),
        p_faced=_compared(against, elsewhere),
    )


def _verified(item: DocketItem) -> bool:
    standing = item.case.standing("occurrence") if item.case is not None else None
    return item.inquired and standing is not None and standing.finding.code == "verified"


def _ruling_days(items: Iterable[DocketItem]) -> list[float]:
    out: list[float] = []
    for item in items:
        if item.state == "ruled" and item.case is not None:
            standing = item.case.standing("breach") or item.case.standing("occurrence")
            assert standing is not None
            out.append((standing.at - item.received).total_seconds() / 86400)
    return out


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def _compared(ours: list[DocketItem], others: list[DocketItem]) -> float | None:
    mine, rest = [i for i in ours if i.inquired], [i for i in others if i.inquired]
    if not mine or not rest:
        return None
    good, theirs = sum(map(_verified, mine)), sum(map(_verified, rest))
    table = [[good, len(mine) - good], [theirs, len(rest) - theirs]]
    from scipy.stats import fisher_exact  # slow to import, and needed by no other command

    return round(float(fisher_exact(table).pvalue), 4)
