"""Grades of incidents: occurrence, attribution and magnitude apart, by rule, with reasons.

Independence groups are counted, never outlets or reports. *Confirmed* needs the rule and the posterior together:
the rule alone is less precise, and the posterior alone rewards whoever speaks with most voices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from trucewatch.linking.dawid_skene import posteriors
from trucewatch.linking.voices import QUESTIONS, Voice, Voices
from trucewatch.vocabulary.grades import (
    Grade,
    GradeCode,
    GradedQuestion,
    GradeReason,
    GradeReasonCode,
    IndependenceGroup,
    Sensitivity,
)
from trucewatch.vocabulary.incidents import Incident

__all__ = ["grade_incidents", "grade_question"]

_SURE = 0.95
_EVEN = 0.5


def grade_incidents(incidents: Sequence[Incident], voices: Voices) -> list[Incident]:
    """The incidents with their grades. All of them are weighed together, so that groups are weighed over the case."""
    heard = [voices.of(incident) for incident in incidents]
    chances = {question: posteriors([_votes(question, told) for told in heard]) for question in QUESTIONS}
    graded: list[Incident] = []
    for number, (incident, told) in enumerate(zip(incidents, heard, strict=True)):
        grades = []
        for question in QUESTIONS:
            grade = grade_question(question, told, chances[question][number])
            shown = _shown(grade, told)
            sensitive = _sensitivity(question, incident, told, grade, chances[question][number], voices)
            grades.append(msgspec.structs.replace(shown, sensitivity=sensitive))
        graded.append(msgspec.structs.replace(incident, grades=tuple(grades)))
    return graded


def grade_question(question: GradedQuestion, voices: Sequence[Voice], chance: Mapping[str, float]) -> Grade:
    """Grade one question by the voices on it. ``chance`` is the posterior of each answer."""
    left_out = [voice for voice in voices if voice.reliability and set(voice.reliability.values()) == {"E"}]
    heard = [voice for voice in voices if voice not in left_out]
    votes = _votes(question, heard)
    told = [voice for voice in heard if voice.bloc in votes]
    answers = {votes[voice.bloc] for voice in told}
    answer = next(iter(answers)) if len(answers) == 1 else None
    code, why, rests = _rule(question, heard, told, answer)
    posterior = round(chance[answer], 4) if answer is not None and answer in chance and len(votes) > 1 else None
    reasons = [_reason(why, rests)]
    least = _SURE if why == "independent_with_non_party" else _EVEN
    if code == "confirmed" and posterior is not None and posterior < least:
        code = "corroborated"
        reasons.append(GradeReason(code="posterior_too_low"))
    if left_out:
        reasons.append(_reason("unreliable_left_out", left_out))
    return Grade(
        question=question,
        grade=code,
        answer=answer if code != "contested" else None,
        reasons=tuple(reasons),
        groups=tuple(_group(question, voice) for voice in voices),
        posterior=posterior,
    )


def _rule(
    question: GradedQuestion, heard: Sequence[Voice], told: Sequence[Voice], answer: str | None
) -> tuple[GradeCode, GradeReasonCode, Sequence[Voice]]:
    """The grade by rule alone, why, and on whom it rests."""
    if not told:
        return "not_told", "not_told", ()
    if answer is None:
        return "contested", "groups_disagree", told
    if question == "occurrence" and answer != "asserted":
        return "contested", "nobody_asserts", told
    clearing = [voice for voice in heard if question == "attribution" and answer in voice.denies]
    if clearing:
        return "contested", "groups_disagree", [*told, *clearing]
    admitting = [voice for voice in told if voice.admitted and question != "magnitude"]
    if admitting:
        return "confirmed", "admission_against_interest", admitting
    observing = [voice for voice in told if voice.observed]
    if observing:
        return "confirmed", "observed_by_monitor", observing
    outside = [voice for voice in told if not voice.party]
    if question == "attribution" and not outside:
        return "single_source", "party_accusation_only", told
    if len(told) == 1:
        return "single_source", "one_group", told
    if outside:
        return "confirmed", "independent_with_non_party", told
    return "corroborated", "opposed_sides_agree", told


def _votes(question: GradedQuestion, voices: Sequence[Voice]) -> dict[str, str]:
    """One answer a bloc. Numbers that can hold together are one answer."""
    told = {voice.bloc: answer for voice in voices if (answer := voice.answers[question]) is not None}
    return told if question != "magnitude" else _agreeing(told)


def _agreeing(told: Mapping[str, str]) -> dict[str, str]:
    spans = {answer: _span(answer) for answer in told.values()}
    classes: list[tuple[str, float, float]] = []
    named: dict[str, str] = {}
    for answer, (outcome, low, high) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        for number, (kind, least, most) in enumerate(classes):
            if kind == outcome and max(low, least) <= min(high, most):
                classes[number] = (kind, max(low, least), min(high, most))
                named[answer] = f"{number}"
                break
        else:
            named[answer] = f"{len(classes)}"
            classes.append((outcome, low, high))
    texts = [f"{kind}:{low:g}-{'' if high == float('inf') else f'{high:g}'}" for kind, low, high in classes]
    return {bloc: texts[int(named[answer])] for bloc, answer in told.items()}


def _span(answer: str) -> tuple[str, float, float]:
    outcome, _, interval = answer.partition(":")
    low, _, high = interval.partition("-")
    return outcome, float(low) if low else 0.0, float(high) if high else float("inf")


def _sensitivity(
    question: GradedQuestion,
    incident: Incident,
    told: Sequence[Voice],
    grade: Grade,
    chance: Mapping[str, float],
    voices: Voices,
) -> tuple[Sensitivity, ...]:
    """What changes when one group counts with another, or one origin stands for itself; the posterior stays."""
    found = []
    if len(told) > 1:
        for voice in told:
            rest = [other for other in told if other is not voice]
            other = grade_question(question, rest, chance).grade
            if other != grade.grade and voice.answers[question] is not None:
                found.append(Sensitivity(origin=voice.key, change="joined", grade=other))
    for number, voice in enumerate(told):
        for origin in voice.origins[1:]:
            kept = voices.voice(incident, tuple(o for o in voice.origins if o is not origin))
            alone = replace(voices.voice(incident, (origin,)), bloc=f"apart:{origin.key}", party=False)
            other = grade_question(question, [*told[:number], kept, alone, *told[number + 1 :]], chance).grade
            if other != grade.grade:
                found.append(Sensitivity(origin=origin.key, change="apart", grade=other))
    return tuple(found)


def _shown(grade: Grade, told: Sequence[Voice]) -> Grade:
    """Blocs have no names of their own: an answer is shown as the actor whom the claims name."""
    if grade.question != "attribution":
        return grade
    names = {bloc: actor for voice in reversed(told) for bloc, actor in voice.named.items()}
    groups = tuple(
        msgspec.structs.replace(group, answer=names.get(group.answer or "", group.answer)) for group in grade.groups
    )
    return msgspec.structs.replace(grade, answer=names.get(grade.answer or "", grade.answer), groups=groups)


def _group(question: GradedQuestion, voice: Voice) -> IndependenceGroup:
    return IndependenceGroup(
        key=voice.key,
        origins=tuple(origin.key for origin in voice.origins),
        party=voice.party,
        interest=next((origin.interest for origin in voice.origins if origin.interest), None),
        answer=voice.answers[question],
        reliability=dict(sorted(voice.reliability.items())),
    )


def _reason(code: GradeReasonCode, voices: Sequence[Voice]) -> GradeReason:
    return GradeReason(code=code, origins=tuple(voice.key for voice in voices))
