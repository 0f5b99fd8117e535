"""The words of alerts in the three languages; the labels are data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from msgspec import Struct

from trucewatch.vocabulary.alerts import Alert, AlertFile, AlertRule
from trucewatch.vocabulary.codes import label as code_label
from trucewatch.vocabulary.yaml_input import decode_yaml

__all__ = ["body_of", "line_of", "link_of", "subject_of", "word"]


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    source: str
    labels: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    text = (resources.files("trucewatch.alerting") / "words.yaml").read_text(encoding="utf-8")
    return decode_yaml(text, _Words, "alerting/words.yaml", own=True).labels


def word(key: str, lang: str) -> str:
    """A label."""
    return _labels()[key][lang]


def subject_of(file: AlertFile, alerts: Sequence[Alert], lang: str) -> str:
    """How many alerts, and the first rule's label: nothing of an incident stands in a subject."""
    first = next(rule for rule in file.rules if rule.id == alerts[0].rule)
    label = _label(first, lang)
    more = f" (+{len(alerts) - 1})" if len(alerts) > 1 else ""
    return " ".join(f"{word('alert', lang)}: {label}{more}".split())


def line_of(file: AlertFile, alert: Alert, lang: str, *, details: bool) -> str:
    """One alert in one line."""
    rule = next(rule for rule in file.rules if rule.id == alert.rule)
    told = [_label(rule, lang)]
    if alert.kind == "burst":
        told.append(word("burst", lang).replace("{n}", str(len(alert.subjects))))
    if alert.kind == "deadline":
        told.append(f"{word('due', lang)} {alert.due}")
    if details and alert.kind == "incident":
        comma = "، " if lang == "ar" else ", "
        parts = [code_label("acts", alert.act, lang) if alert.act else None, alert.day, alert.place]
        told.append(comma.join(part for part in parts if part))
    elif details and alert.day:
        told.append(f"{word('since', lang)} {alert.day}")
    told.append(link_of(file, alert) or " ".join(alert.subjects[:20]))
    return " – ".join(" ".join(part.split()) for part in told)


def link_of(file: AlertFile, alert: Alert) -> str | None:
    """Where to look; None where the address of the pages is not known."""
    if not file.base:
        return None
    base = file.base.rstrip("/")
    if alert.kind == "deadline":
        return f"{base}/tracking"
    return f"{base}/incidents/{alert.subjects[0]}" if alert.kind == "incident" else f"{base}/incidents"


def body_of(file: AlertFile, alerts: Sequence[Alert], lang: str, *, details: bool) -> str:
    """All alerts, one a line, and that a machine proposes."""
    lines = [line_of(file, alert, lang, details=details) for alert in alerts]
    return "\n".join([*lines, "", word("proposal", lang), ""])


def _label(rule: AlertRule, lang: str) -> str:
    labels = {str(language): words for language, words in rule.label.items()}
    return labels.get(lang) or labels.get("en") or next(iter(labels.values()), rule.id)
