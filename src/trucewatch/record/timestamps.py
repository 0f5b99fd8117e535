"""Outside time: RFC 3161 tokens and OpenTimestamps proofs over checkpoints, checked without a network.

A token says that an authority saw the three lines of a checkpoint at a time. It is asked for and brought back as a
file, so that the machine of the record needs no network; the tool ``openssl ts`` checks it. The certificate of the
authority is an argument, and so are block headers: none that comes with a token or a proof is believed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from trucewatch.errors import NoteError, RecordError, StoreError
from trucewatch.record.calendars import digest_of
from trucewatch.record.checkpoint import Checkpoint, parse_checkpoint
from trucewatch.record.opentimestamps import Headers, Proof, block_time, parse_ots

__all__ = ["Timestamp", "TimestampFolder", "check_token", "request_for"]

MAX_TOKEN: Final = 100_000
_TIME: Final = re.compile(r"^Time stamp: (\w{3} +\d{1,2} \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
_NAME: Final = re.compile(r"(\d{1,18})-([0-9a-f]{64})\Z")


@dataclass(frozen=True)
class Timestamp:
    """A checkpoint and the time at which an authority saw it; ``at`` None is *not timestamped*, with the reason."""

    checkpoint: Checkpoint
    at: dt.datetime | None
    authority: str | None
    reason: str


def request_for(checkpoint: Checkpoint) -> bytes:
    """The query to send to an authority, in DER. Raises :class:`StoreError` where there is no ``openssl``."""
    with tempfile.TemporaryDirectory() as name:
        text, query = Path(name) / "text", Path(name) / "query"
        text.write_text(checkpoint.text(), encoding="utf-8")
        done = _openssl("ts", "-query", "-data", str(text), "-sha256", "-cert", "-out", str(query))
        if done.returncode:
            raise StoreError("openssl made no query", got=done.stderr[-300:])
        return query.read_bytes()


def check_token(checkpoint: Checkpoint, token: bytes, authority: Path) -> dt.datetime:
    """The time that ``token`` gives for the checkpoint, vouched for by the certificates of the file ``authority``.

    Certificates are judged at the time of the token: an authority's certificate expires long before a record does.
    Raises :class:`NoteError` when the token is for other bytes, was changed, or is of another authority.
    """
    if len(token) > MAX_TOKEN:
        raise NoteError("the token is too large", expected=f"{MAX_TOKEN} bytes", got=str(len(token)))
    with tempfile.TemporaryDirectory() as name:
        text, reply = Path(name) / "text", Path(name) / "reply"
        text.write_text(checkpoint.text(), encoding="utf-8")
        reply.write_bytes(token)
        found = _TIME.search(_openssl("ts", "-reply", "-in", str(reply), "-text").stdout)
        if found is None:
            raise NoteError("the token cannot be read", expected="a time-stamp response (RFC 3161)")
        at = dt.datetime.strptime(f"{found[1]} {found[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=dt.UTC)
        moment = str(int(at.timestamp()))
        with_authority = ("-CAfile", str(authority), "-attime", moment)
        done = _openssl("ts", "-verify", "-data", str(text), "-in", str(reply), *with_authority)
    if done.returncode or "Verification: OK" not in done.stdout + done.stderr:
        raise NoteError(
            "the token does not hold for this checkpoint",
            where=f"size {checkpoint.size}",
            expected=f"a token over its three lines by the authority of {authority.name}",
            got=" ".join(done.stderr.split())[-300:],
        )
    return at


class TimestampFolder:
    """The tokens of a case, each beside its checkpoint: ``timestamps/<size>-<digest of the token>``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, checkpoint: Checkpoint, token: bytes, authority: Path) -> dt.datetime:
        """Keep a token that holds. Raises as :func:`check_token`."""
        at = check_token(checkpoint, token, authority)
        name = f"{checkpoint.size}-{hashlib.sha256(token).hexdigest()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.checkpoint").write_text(checkpoint.text(), encoding="utf-8")
            (self.folder / f"{name}.tsr").write_bytes(token)
        except OSError as error:
            raise StoreError(f"the token cannot be kept: {error.strerror}", where=str(self.folder)) from error
        return at

    def keep_proof(self, checkpoint: Checkpoint, proof: Proof) -> Path:
        """Keep a proof of OpenTimestamps, in place of an earlier one over the same checkpoint.

        Raises :class:`NoteError` where it is over other bytes.
        """
        digest = digest_of(checkpoint)
        if proof.digest != digest:
            raise NoteError(
                "the proof is over other bytes",
                where=f"size {checkpoint.size}",
                expected=f"SHA-256 {digest.hex()[:16]}",
                got=proof.digest.hex()[:16],
            )
        path = self.folder / f"{checkpoint.size}-{digest.hex()}.ots"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".checkpoint").write_text(checkpoint.text(), encoding="utf-8")
            path.with_suffix(".new").write_bytes(proof.encode())
            path.with_suffix(".new").replace(path)
        except OSError as error:
            raise StoreError(f"the proof cannot be kept: {error.strerror}", where=str(self.folder)) from error
        return path

    def proofs(self) -> tuple[tuple[Checkpoint, Proof], ...]:
        """The kept proofs of OpenTimestamps, each with its checkpoint."""
        return tuple((_checkpoint_of(path), parse_ots(path.read_bytes())) for path in self._kept("*.ots"))

    def check(
        self,
        head: Checkpoint,
        roots: dict[int, bytes],
        authorities: tuple[Path, ...],
        headers: Headers | None = None,
    ) -> tuple[Timestamp, ...]:
        """Every kept token and proof by size, and the head where none is over it.

        ``roots`` are the roots of the log by size, for the sizes of :meth:`sizes`: what is over another history of the
        log is reported as such. ``headers`` are the block headers against which proofs are held.
        """
        found = [self._one(path, roots, authorities) for path in self._kept("*.tsr")]
        found += [_block(path, roots, headers or {}) for path in self._kept("*.ots")]
        if not any(stamp.checkpoint == head and stamp.at for stamp in found):
            found.append(Timestamp(head, None, None, "no token over it is kept"))
        return tuple(sorted(found, key=lambda s: (s.checkpoint.size, s.at is None, s.authority or "")))

    def sizes(self) -> tuple[int, ...]:
        """The sizes of the log over which tokens and proofs are kept."""
        kept = (*self._kept("*.tsr"), *self._kept("*.ots"))
        return tuple(sorted({int(path.stem.split("-")[0]) for path in kept}))

    def _kept(self, pattern: str) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.glob(pattern) if _NAME.match(path.stem))

    def _one(self, path: Path, roots: dict[int, bytes], authorities: tuple[Path, ...]) -> Timestamp:
        checkpoint = _checkpoint_of(path)
        if roots.get(checkpoint.size) != checkpoint.root:
            return Timestamp(checkpoint, None, None, "the token is over another history of the log")
        reason = "no authority was named"
        for authority in authorities:
            try:
                return Timestamp(
                    checkpoint, check_token(checkpoint, path.read_bytes(), authority), authority.name, "holds"
                )
            except RecordError as error:
                reason = error.message
        return Timestamp(checkpoint, None, None, reason)


def _checkpoint_of(path: Path) -> Checkpoint:
    return parse_checkpoint(path.with_suffix(".checkpoint").read_bytes(), where=path.stem)


def _block(path: Path, roots: dict[int, bytes], headers: Headers) -> Timestamp:
    checkpoint = _checkpoint_of(path)
    if roots.get(checkpoint.size) != checkpoint.root:
        return Timestamp(checkpoint, None, None, "the proof is over another history of the log")
    try:
        proof = parse_ots(path.read_bytes())
        if proof.digest != digest_of(checkpoint):
            return Timestamp(checkpoint, None, None, "the proof is over other bytes")
        height, at = block_time(proof, headers)
    except NoteError as error:
        return Timestamp(checkpoint, None, None, f"{error.message}: {error.got}" if error.got else error.message)
    return Timestamp(checkpoint, at, f"block {height}", "holds")


def _openssl(*words: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("openssl")
    if tool is None:
        raise StoreError("the tool openssl is not installed", hint="apt-get install openssl; times are optional")
    return subprocess.run([tool, *words], capture_output=True, text=True, errors="replace", timeout=60, check=False)  # noqa: S603  # own words
