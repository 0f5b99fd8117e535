"""Whether the chains of a sampler came to agree: R-hat by halves of chains (Gelman and others 2013, section 11.4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["split_r_hat"]


def split_r_hat(draws: NDArray[np.float64]) -> float:
    """R-hat of draws by chain and turn: near 1 where every half of every chain tells the same, larger where not.

    nan for a single chain or fewer than four turns; 1 where nothing varies at all, infinite where only chains differ.
    """
    chains, turns = draws.shape
    half = turns // 2
    if chains < 2 or half < 2:
        return float("nan")
    halves = np.concatenate([draws[:, :half], draws[:, turns - half :]])
    within = float(halves.var(axis=1, ddof=1).mean())
    between = half * float(halves.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))
