"""Trust policies (C2SP tlog-policy): which logs and witnesses are known, and when a checkpoint has a quorum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trucewatch.errors import NoteError
from trucewatch.record.note import COSIGNATURE, ED25519, VerifierKey, parse_vkey

__all__ = ["Group", "Policy", "parse_policy", "write_policy"]

_BLANK = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}\Z")


@dataclass(frozen=True)
class Group:
    """Witnesses a checkpoint when ``least`` of its members do; a member is a witness or an earlier group."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """``logs`` by origin order of the file; ``witnesses`` by their names in the file; ``quorum`` is a name or none."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: Mapping[str, VerifierKey] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = "none"

    def reached(self, cosigned: Iterable[str]) -> bool:
        """Whether the witnesses named in ``cosigned`` are a quorum."""
        return self.quorum == "none" or self._holds(self.quorum, frozenset(cosigned))

    def _holds(self, name: str, cosigned: frozenset[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned and name in self.witnesses
        return sum(self._holds(member, cosigned) for member in group.members) >= group.least


def parse_policy(data: bytes, *, where: str = "policy") -> Policy:
    """Read a policy file. Raises :class:`NoteError` naming the line for anything outside the specification."""
    if any(byte < 0x20 and byte not in (0x09, 0x0A) for byte in data) or 0x7F in data:
        raise NoteError("a policy holds control characters", where=where)
    if data and not data.endswith(b"\n"):
        raise NoteError("a policy's last line has no newline", where=where)
    read = _Reading(where)
    # names are opaque bytes there; surrogateescape keeps each byte apart from every other
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
        words = [word for word in _BLANK.split(line.strip(" \t")) if word]
        if words and not words[0].startswith("#"):
            read.line(number, words)
    if read.quorum is None:
        raise NoteError("a policy names no quorum", where=where, expected="one quorum line")
    return Policy(tuple(read.logs), dict(read.witnesses), dict(read.groups), read.quorum)


class _Reading:
    def __init__(self, where: str) -> None:
        self.where = where
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._used: set[str] = set()

    def line(self, number: int, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._key(number, vkey, (ED25519,), self.logs))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._fresh(number, name)
                self.witnesses[name] = self._key(number, vkey, (COSIGNATURE,), self.witnesses.values())
            case ["group", name, least, *members]:
                self._fresh(number, name)
                self.groups[name] = self._group(number, least, members)
            case ["quorum", name]:
                known = name == "none" or name in self.witnesses or name in self.groups
                if self.quorum is not None or not known:
                    self._refuse(number, "the quorum stands twice or names nothing defined before", name)
                self.quorum = name
            case _:
                self._refuse(number, "the line is none of log, witness, group, quorum", " ".join(words))

    def _group(self, number: int, least: str, members: list[str]) -> Group:
        count = {"all": len(members), "any": 1}.get(least)
        if count is None:
            count = int(least) if _NUMBER.match(least) else 0
        if not 1 <= count <= len(members):
            self._refuse(number, "the threshold is not between 1 and the number of members", least)
        for member in members:
            if member in self._used or (member not in self.witnesses and member not in self.groups):
                self._refuse(number, "a member is not defined before, or is a member already", member)
            self._used.add(member)
        return Group(count, tuple(members))

    def _key(self, number: int, text: str, kinds: tuple[int, ...], known: Iterable[VerifierKey]) -> VerifierKey:
        try:
            key = parse_vkey(text, kinds=kinds)
        except NoteError as error:
            raise NoteError(error.message, where=f"{self.where}:{number}", expected=error.expected) from error
        if any(key.public == other.public for other in known):
            self._refuse(number, "a key stands twice", text)
        return key

    def _fresh(self, number: int, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            self._refuse(number, "a name stands twice", name)

    def _refuse(self, number: int, problem: str, got: str) -> None:
        raise NoteError(problem, where=f"{self.where}:{number}", got=ascii(got)[:80])


def write_policy(policy: Policy) -> str:
    """The policy as a file: groups in the order in which they are defined."""
    lines = [f"log {key.vkey}" for key in policy.logs]
    lines += [f"witness {name} {key.vkey}" for name, key in policy.witnesses.items()]
    lines += [f"group {name} {group.least} {' '.join(group.members)}" for name, group in policy.groups.items()]
    return "\n".join([*lines, f"quorum {policy.quorum}"]) + "\n"
