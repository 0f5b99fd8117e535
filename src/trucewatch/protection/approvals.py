"""What needs two approvals: redaction, sealing, unsealing and the opening of hidden values.

A request, its approvals and the act itself are entries. None of them changes an earlier entry, so every proof stays
valid: a redaction destroys what opens a digest, a sealing tells every output to leave an entry out.

Where the case has a trust root, an approval counts for the party whose key signed it, once, and in the roles that the
root gives the party. Without one, authors are counted, and one key only once under whatever names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, cast

from msgspec import Struct

from trucewatch.errors import ProtectionError
from trucewatch.protection.rights import Classification, decide, require, roles_of
from trucewatch.record import Draft, Entry, Ref
from trucewatch.record.encoding import encode_record
from trucewatch.record.enrolment import Enrolment, enrolment_of
from trucewatch.record.entry import EntryType
from trucewatch.record.trust import SignedRoot

__all__ = [
    "APPROVALS_NEEDED",
    "Approval",
    "Done",
    "ProtectionState",
    "Request",
    "RequestKind",
    "approve",
    "ask",
    "carry_out",
    "protection_state",
]

APPROVALS_NEEDED: Final = 2
RequestKind: TypeAlias = Literal["redaction", "sealing", "unsealing", "disclosure_notice"]
KINDS: Final[tuple[RequestKind, ...]] = ("redaction", "sealing", "unsealing", "disclosure_notice")


class Request(Struct, frozen=True, kw_only=True):
    """The body of ``protection_request``: what is asked, of which entry (leaf hash), on what basis.

    ``slots`` are digests of a hidden entry, all of them when empty. ``to`` is who would be told, in a reveal.
    The words of ``basis`` must not repeat what they protect.
    """

    id: str
    kind: RequestKind
    leaf: str
    classification: Classification
    basis: str
    slots: tuple[str, ...] = ()
    to: str | None = None


class Approval(Struct, frozen=True, kw_only=True):
    """The body of ``protection_approval``. ``role`` is that in which the author approves."""

    id: str
    request: str
    role: str


class Done(Struct, frozen=True, kw_only=True):
    """The body of ``redaction``, ``sealing``, ``unsealing`` and ``disclosure_notice``: never a value."""

    id: str
    request: str
    leaf: str
    basis: str
    approved_by: tuple[str, ...]
    slots: tuple[str, ...] = ()
    to: str | None = None


@dataclass
class ProtectionState:
    """Requests by id with their entry, approvals by request and author, what was carried out, and what is sealed."""

    requests: dict[str, tuple[Entry, Request]] = field(default_factory=dict)
    approvals: dict[str, dict[str, Entry]] = field(default_factory=dict)
    done: dict[str, Entry] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)
    redacted: dict[str, set[str]] = field(default_factory=dict)


def protection_state(entries: Iterable[Entry], roots: Sequence[SignedRoot] = ()) -> ProtectionState:
    """Where protection stands after ``entries``, in the order of the log; ``roots`` are the trust roots of the case.

    An entry that claims to carry something out without a request and two approvals before it has no effect.
    """
    held = tuple(entries)
    enrolment = enrolment_of(roots, held)
    state = ProtectionState()
    for entry in held:
        if entry.type == "protection_request":
            request = entry.record(Request)
            state.requests.setdefault(request.id, (entry, request))
        elif entry.type == "protection_approval":
            _count(state, entry, entry.record(Approval), enrolment)
        elif entry.type in KINDS:
            _take_effect(state, entry, entry.record(Done))
    return state


def ask(request: Request, author: str, role: str) -> Draft:
    """The request as an entry. Raises :class:`ProtectionError` where the role may not ask."""
    require(role, "ask", request.classification)
    if not request.basis.strip():
        raise ProtectionError("a request needs its basis", where="basis", expected="the rule or the danger, in words")
    if request.kind == "disclosure_notice" and not (request.to or "").strip():
        raise ProtectionError("a reveal needs to say to whom", where="to")
    return _draft("protection_request", request, author, ((request.leaf, "concerns"),))


def approve(state: ProtectionState, request_id: str, author: str, role: str) -> Draft:
    """One approval as an entry: by somebody other than who asked, with the right to approve that class."""
    entry, request = _request(state, request_id)
    require(role, "approve", request.classification)
    if author == entry.author:
        raise ProtectionError("who asks does not approve", got=author, expected="two others")
    approval = Approval(id=f"{request_id}/{author}", request=request_id, role=role)
    return _draft("protection_approval", approval, author, ((entry.leaf, "approves"),))


def carry_out(state: ProtectionState, request_id: str, author: str) -> tuple[Request, Draft]:
    """The act as an entry, once two have approved. Raises :class:`ProtectionError` before that."""
    entry, request = _request(state, request_id)
    given = state.approvals.get(request_id, {})
    if len(given) < APPROVALS_NEEDED:
        raise ProtectionError(
            "too few have approved",
            where=f"request {request_id}",
            expected=f"{APPROVALS_NEEDED} beside who asked",
            got=", ".join(sorted(given)) or "none",
        )
    if request_id in state.done:
        raise ProtectionError("it was carried out already", where=state.done[request_id].where)
    done = Done(
        id=f"{request_id}/done",
        request=request_id,
        leaf=request.leaf,
        basis=request.basis,
        approved_by=tuple(sorted(given)),
        slots=request.slots,
        to=request.to,
    )
    refs = ((request.leaf, "concerns"), (entry.leaf, "carries out"), *((e.leaf, "approved by") for e in given.values()))
    return request, _draft(request.kind, done, author, refs)


def _take_effect(state: ProtectionState, entry: Entry, done: Done) -> None:
    known = state.requests.get(done.request)
    approved = state.approvals.get(done.request, {})
    if known is None or len(approved) < APPROVALS_NEEDED or done.request in state.done:
        return
    request = known[1]
    if request.kind != entry.type or request.leaf != done.leaf:
        return
    state.done[done.request] = entry
    if request.kind == "sealing":
        state.sealed.add(request.leaf)
    elif request.kind == "unsealing":
        state.sealed.discard(request.leaf)
    elif request.kind == "redaction":
        state.redacted.setdefault(request.leaf, set()).update(request.slots)


def _count(state: ProtectionState, entry: Entry, approval: Approval, enrolment: Enrolment | None) -> None:
    """Take an approval in if it is another's than who asked, by a right, and by nobody who has approved before."""
    known = state.requests.get(approval.request)
    if known is None or entry.author == known[0].author:
        return
    if not decide(approval.role, "approve", known[1].classification).allowed or not _held(entry, approval, enrolment):
        return
    given = state.approvals.setdefault(approval.request, {})
    used = {digest for other in (known[0], *given.values()) for digest, _ in other.signatures}
    if not used & {digest for digest, _ in entry.signatures}:
        given.setdefault(entry.author, entry)


def _held(entry: Entry, approval: Approval, enrolment: Enrolment | None) -> bool:
    """Whether the trust root gives the author the role of the approval; without a root nothing can be asked."""
    if enrolment is None:
        return True
    side = entry.author in enrolment.at(entry.index).sides
    return any(approval.role in roles_of(key.role, side=side) for key in enrolment.signers_of(entry))


def _request(state: ProtectionState, request_id: str) -> tuple[Entry, Request]:
    known: Mapping[str, tuple[Entry, Request]] = state.requests
    if request_id not in known:
        raise ProtectionError("there is no such request", got=request_id[:60], expected=", ".join(known) or "none yet")
    return known[request_id]


def _draft(kind: str, body: Struct, author: str, refs: Iterable[tuple[str, str]]) -> Draft:
    made = tuple(Ref(leaf=leaf, rel=rel) for leaf, rel in refs)
    return Draft(type=cast("EntryType", kind), author=author, body=encode_record(body), refs=made)
