"""Read ``alerts.yaml`` and refuse what points to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trucewatch.errors import InputError
from trucewatch.vocabulary.alerts import AlertFile, AlertRule
from trucewatch.vocabulary.codes import load_code_list
from trucewatch.vocabulary.yaml_input import YamlTree, decode_yaml, parse_yaml, read_text

__all__ = ["Known", "load_alerts"]


@dataclass(frozen=True)
class Known:
    """What a rule may name: clauses as ``instrument/clause``, and the ids of places."""

    clauses: frozenset[str]
    places: frozenset[str]


def load_alerts(path: Path, known: Known) -> AlertFile | None:
    """The rules and channels; None where the case has no such file.

    Raises :class:`InputError` with file, line and field.
    """
    if not path.exists():
        return None
    text = read_text(path)
    read = decode_yaml(text, AlertFile, path.name)
    tree = parse_yaml(text, path.name)
    _once(tree, "channels", [channel.id for channel in read.channels])
    _once(tree, "rules", [rule.id for rule in read.rules])
    channels = frozenset(channel.id for channel in read.channels)
    for number, rule in enumerate(read.rules):
        _check(tree, number, rule, channels, known)
    return read


def _once(tree: YamlTree, part: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise _wrong(tree, (part, number, "id"), "the id stands twice", name, "an id of its own")


def _check(tree: YamlTree, number: int, rule: AlertRule, channels: frozenset[str], known: Known) -> None:
    at = ("rules", number)
    listed = load_code_list("acts")
    acts = frozenset((*listed.names(), *(family.code for family in listed.families)))
    for field, given, allowed in (
        ("to", rule.to, channels),
        ("clauses", rule.clauses, known.clauses),
        ("places", rule.places, known.places),
        ("acts", rule.acts, acts),
    ):
        for place, name in enumerate(given):
            if name not in allowed:
                raise _wrong(tree, (*at, field, place), "the name points to nothing", name, _some(allowed))
    if not rule.to:
        raise _wrong(tree, (*at, "to"), "nobody is told", "[]", "ids of channels")
    if rule.outcomes and not rule.clauses:
        raise _wrong(tree, (*at, "outcomes"), "an outcome is that of a clause", rule.outcomes[0], "clauses beside it")
    of_incidents = rule.clauses or rule.acts or rule.places or rule.corroboration or rule.killed_at_least
    if rule.deadline_within is None and not of_incidents and rule.count_at_least is None:
        raise _wrong(
            tree, (*at, "id"), "the rule holds for everything", rule.id, "a clause, act, place, toll or deadline"
        )
    if rule.deadline_within is not None and (of_incidents or rule.count_at_least):
        field = "deadline_within"
        raise _wrong(tree, (*at, field), "a rule is about deadlines or about incidents", rule.id, "two rules")


def _some(names: frozenset[str]) -> str:
    shown = sorted(names)
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "") if shown else "none is known in this case"


def _wrong(tree: YamlTree, at: tuple[str | int, ...], message: str, got: str, expected: str) -> InputError:
    return InputError(message, where=tree.where(at), got=got, expected=expected)
