"""Pairs scored under a frozen model, kept from run to run, so that a later day scores only pairs that touch it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from trucewatch.errors import InputError

__all__ = ["ScoredPairs", "row_digest"]

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """What one model says of the claims that it saw.

    ``digests`` maps a claim to the digest of what was compared of it. ``first`` and ``second`` count in the order of
    ``digests``; ``p`` and ``pattern`` belong to the pair. It is derived: without it all pairs are scored again.
    """

    model: str
    digests: dict[str, str]
    first: Whole
    second: Whole
    p: npt.NDArray[np.float32]
    pattern: Whole

    def to_bytes(self) -> bytes:
        """As a file."""
        out = BytesIO()
        np.savez_compressed(
            out,
            model=np.asarray(self.model),
            claims=np.asarray(list(self.digests), dtype=np.str_),
            digests=np.asarray(list(self.digests.values()), dtype=np.str_),
            first=self.first,
            second=self.second,
            p=self.p,
            pattern=self.pattern,
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, *, where: str) -> ScoredPairs:
        """Read back. Raises :class:`InputError` for a file that is none."""
        try:
            with np.load(BytesIO(data), allow_pickle=False) as held:
                claims, digests = held["claims"].tolist(), held["digests"].tolist()
                found = cls(
                    model=str(held["model"]),
                    digests=dict(zip(claims, digests, strict=True)),
                    first=held["first"].astype(np.int64),
                    second=held["second"].astype(np.int64),
                    p=held["p"].astype(np.float32),
                    pattern=held["pattern"].astype(np.int64),
                )
        except (KeyError, ValueError, OSError, EOFError, BadZipFile) as problem:
            raise InputError("no scored pairs", where=where, got=type(problem).__name__) from problem
        ends = np.concatenate([found.first, found.second])
        sizes = {len(found.first), len(found.second), len(found.p), len(found.pattern)}
        if len(sizes) != 1 or (len(ends) and not 0 <= ends.min() <= ends.max() < len(found.digests)):
            raise InputError("scored pairs of other claims", where=where)
        return found


def row_digest(values: Sequence[object]) -> str:
    """A name for what the model compares of a claim: names of parties and speakers, no numbers given in one run."""
    return hashlib.sha256(repr(tuple(values)).encode()).hexdigest()[:24]
