"""A small invented commission: two sides with two seats each, a chair and a rapporteur without a vote."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from trucewatch.commission import Proceedings, enter, parse_bodies
from trucewatch.vocabulary.commission import CommissionAct

BODIES = """\
- id: jmc
  level: commission
  name: {en: Joint commission}
  zone: UTC
  prefix: JMC
  members:
    - {id: red-1, actor: red, group: red}
    - {id: red-2, actor: red, group: red}
    - {id: blue-1, actor: blue, group: blue}
    - {id: blue-2, actor: blue, group: blue}
  officers:
    - {id: chair}
    - {id: rapporteur}
  chair: chair
  decision_rules:
    - {id: joint, method: majority, share: {more_than: [1, 2]}, tie: chair_casts,
       groups: [{group: red, share: {count: 1}}, {group: blue, share: {count: 1}}]}
    - {id: plain, method: majority, share: {more_than: [1, 2]}, quorum: {present: 3}, tie: deferred}
    - {id: all, method: consensus}
  rules: {finding: plain, referral: plain, deferral: plain, remedy: joint, text: all,
          procedural: plain, challenge: plain}
  standards:
    - {question: breach, rule: joint, proof: clear_and_convincing, clause_types: [protection_of_objects]}
    - {question: breach, rule: plain, proof: balance}
    - {question: occurrence, rule: plain, proof: reasonable_grounds}
  deadlines: {answer_hours: 48, silence_hours: 24, verification_days: 20}
  refers: {to: guarantors, after_deferrals: 2, after_days: 60}
- id: guarantors
  level: guarantors
  name: {en: Guarantors}
  zone: UTC
  prefix: GUA
  members: [{id: one}, {id: two}]
  chair: one
  decision_rules: [{id: all, method: consensus}]
  rules: {finding: all}
"""
TYPES = {"truce/attacks": "cessation", "truce/hospitals": "protection_of_objects"}
START = dt.datetime(2020, 3, 1, 8, 0, tzinfo=dt.UTC)


class Session:
    """Enters acts one after another, an hour apart unless told when."""

    def __init__(self) -> None:
        bodies = parse_bodies(BODIES, "commission.yaml", actors=())
        self.p = Proceedings({body.id: body for body in bodies}, TYPES)
        self.now = START

    def __call__(
        self, act: str, by: str, *, days: float | None = None, body: str = "jmc", **rest: Any
    ) -> CommissionAct:
        """Enter one act; ``days`` sets the clock to that many days after the start."""
        self.now = self.now + dt.timedelta(hours=1) if days is None else START + dt.timedelta(days=days)
        given = {"act": act, "by": by, "body": body, "at": self.now.isoformat(timespec="minutes"), **rest}
        for name in ("words", "seen", "text", "explanation", "reservation", "title"):
            if isinstance(given.get(name), str):
                given[name] = {"en": given[name]}
        made: CommissionAct = msgspec.convert(given, CommissionAct)
        enter(self.p, made)
        return made

    def complain(self, ref: str = "K1", by: str = "blue-1", **rest: Any) -> None:
        """A complaint with its particulars."""
        said = {"what": "shelling", "place": "Mill", "day": "2020-02-28", "words": "Shells fell on the mill.", **rest}
        self("complaint", by, ref=ref, **{"against": ["red"], **said})

    def open(self, ref: str = "C1", complaint: str = "K1", **rest: Any) -> None:
        """A complaint and the case on it."""
        self.complain(complaint)
        self("case", "rapporteur", ref=ref, complaint=complaint, **rest)

    def find(self, ref: str, question: str, code: str, votes: dict[str, str], **rest: Any) -> None:
        """Move a finding on the case C1, vote and decide."""
        finding = {"question": question, "code": code, **rest}
        self("motion", "rapporteur", ref=ref, subject="finding", case="C1", finding=finding, words="It is found.")
        self.decide(ref, votes)

    def decide(self, ref: str, votes: dict[str, str], **rest: Any) -> None:
        """Votes and the chair's declaration."""
        for member, position in votes.items():
            self("vote", member, on=ref, position=position)
        self("decision", "chair", on=ref, **rest)


ALL = {"red-1": "yes", "red-2": "yes", "blue-1": "yes", "blue-2": "yes"}
SPLIT = {"red-1": "no", "red-2": "abstain", "blue-1": "yes", "blue-2": "yes"}
