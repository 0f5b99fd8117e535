"""A text goes to the model window by window; what comes back is checked and becomes proposed claims."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as with_fields

from trucewatch.proposing.aligning import Unaligned
from trucewatch.proposing.answer_form import Candidate, decode_answer
from trucewatch.proposing.answers import Answers, answer_key
from trucewatch.proposing.endpoint import Endpoint, EndpointError
from trucewatch.proposing.prompt import Window, prompt_digest, request_body, windows
from trucewatch.proposing.recomputing import FoundThing, Recomputer
from trucewatch.proposing.settings import ModelSettings
from trucewatch.reading.assemble import Findings, assemble
from trucewatch.reading.found import FoundControl, FoundEvent, FoundFigure, FoundPosition
from trucewatch.reading.reader import Reading
from trucewatch.reading.ruleset import rule_set_digest
from trucewatch.vocabulary.claims import Claim

__all__ = ["Proposed", "Proposer", "Rejection"]


@dataclass(frozen=True)
class Rejection:
    """What was not accepted: ``reason`` is a code of ``proposal_rejected``, ``words`` what the model gave."""

    reason: str
    words: str = ""
    kind: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Proposed:
    """What came of one text. ``agreed`` counts what the rules had found too; ``asked`` requests that went out."""

    claims: tuple[Claim, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    agreed: int = 0
    asked: int = 0
    replayed: int = 0


class Proposer:
    """Asks one model about texts the reader has read. Make it once, use it for many texts.

    ``endpoint`` is null for an offline run. Answers are kept under request, prompt, model and rule set.
    """

    def __init__(self, settings: ModelSettings, *, endpoint: Endpoint | None, answers: Answers) -> None:
        self._settings = settings
        self._endpoint = None if settings.offline else endpoint
        self._answers = answers

    def propose(self, reading: Reading, *, document: str, published: date | None) -> Proposed:
        """The proposed claims of a text. Never raises for what a model or an endpoint does."""
        if not reading.parsed.sentences:
            return Proposed()
        checked = Recomputer(reading, published)
        found: list[FoundThing] = []
        rejected: list[Rejection] = []
        agreed = asked = replayed = 0
        for window in windows(reading.parsed, self._settings.window):
            answer, was_kept = self._answer(window, reading.parsed.lang)
            asked += not was_kept and isinstance(answer, bytes)
            replayed += was_kept
            if isinstance(answer, Rejection):
                rejected.append(answer)
                continue
            candidates = decode_answer(answer)
            if candidates is None:
                rejected.append(Rejection("not_json"))
                continue
            for candidate in candidates:
                thing = checked.found(candidate, window)
                if isinstance(thing, Unaligned):
                    rejected.append(_rejection(candidate, thing.reason))
                elif _known(thing, reading.findings):
                    agreed += 1
                elif not any(_same(thing, other) for other in found):
                    found.append(thing)
        claims = self._claims(reading, found, document)
        return Proposed(claims, tuple(rejected), agreed, asked, replayed)

    def _answer(self, window: Window, lang: str) -> tuple[bytes | Rejection, bool]:
        body = request_body(window, lang, self._settings.model)
        key = answer_key(body=body, prompt=prompt_digest(), model=self._settings.model, rules=rule_set_digest())
        kept = self._answers.get(key)
        if kept is not None:
            return kept, True
        if self._endpoint is None:
            return Rejection("not_kept"), False
        try:
            answer = self._endpoint.complete(body)
        except EndpointError as error:
            return Rejection(error.reason, error.got or ""), False
        if decode_answer(answer) is not None:  # a broken answer is asked for again
            self._answers.put(key, answer)
        return answer, False

    def _claims(self, reading: Reading, found: Sequence[FoundThing], document: str) -> tuple[Claim, ...]:
        inner = reading.findings
        findings = Findings(
            times=inner.times,
            places=inner.places,
            figures=tuple(sorted((f for f in found if isinstance(f, FoundFigure)), key=lambda f: f.start)),
            attributions=inner.attributions,
            events=tuple(sorted((e for e in found if isinstance(e, FoundEvent)), key=lambda e: e.trigger_start)),
            positions=tuple(p for p in found if isinstance(p, FoundPosition)),
            control=tuple(c for c in found if isinstance(c, FoundControl)),
        )
        claims = assemble(reading.parsed, _apart(findings), document=document)
        model = f"{self._settings.model}\0{prompt_digest()}"
        return tuple(
            with_fields(
                claim,
                id=hashlib.sha256(f"{claim.id}\0{model}".encode()).hexdigest()[:32],
                proposed=True,
                confidence="low",
            )
            for claim in claims
        )


def _apart(findings: Findings) -> Findings:
    """A proposed number stays a figure of its own: what toll it belongs to is for a person to say."""
    return replace(findings, figures=tuple(with_fields(f, total=True) for f in findings.figures))


def _rejection(candidate: Candidate, reason: str) -> Rejection:
    return Rejection(reason, candidate.words[:300], candidate.kind, candidate.code[:60])


def _known(thing: FoundThing, findings: Findings) -> bool:
    everything: tuple[Sequence[FoundThing], ...] = (
        findings.events,
        findings.figures,
        findings.positions,
        findings.control,
    )
    return any(_same(thing, other) for kind in everything for other in kind)


def _same(a: FoundThing, b: FoundThing) -> bool:
    """Do two found things tell the same? Same kind and code over words that meet."""
    if isinstance(a, FoundEvent) and isinstance(b, FoundEvent):
        return a.act == b.act and a.trigger_start < b.trigger_end and b.trigger_start < a.trigger_end
    if isinstance(a, FoundFigure) and isinstance(b, FoundFigure):
        return a.what == b.what and a.number_start < b.number_end and b.number_start < a.number_end
    if isinstance(a, FoundPosition) and isinstance(b, FoundPosition):
        return a.stance == b.stance and a.start < b.end and b.start < a.end
    if isinstance(a, FoundControl) and isinstance(b, FoundControl):
        return a.status == b.status and a.start < b.end and b.start < a.end
    return False
