"""Write the page of ASVS 5.0.0, levels 1 and 2, from its table.

python docs/make_asvs.py
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, Literal

import msgspec

HERE: Final = Path(__file__).resolve().parent / "reference"
Status = Literal["met", "operator", "not_applicable", "not_met"]
WORDS: Final[dict[Status, tuple[str, str]]] = {
    "met": ("met", "the program does it; a test or a place in the code shows it"),
    "operator": ("operator", "who runs the server decides it"),
    "not_applicable": ("does not apply", "the program has no such part"),
    "not_met": ("not met", "the program does not do it, or nothing shows yet that it does"),
}


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One requirement: its id in the standard, a subject in our words, and what stands for it."""

    id: str
    level: Literal[1, 2]
    subject: str
    status: Status
    evidence: tuple[str, ...]
    note: str


def requirements() -> tuple[Requirement, ...]:
    """The table, in the order of its file. Raises ``msgspec.ValidationError`` where a row has another shape."""
    return msgspec.yaml.decode((HERE / "asvs.yaml").read_bytes(), type=tuple[Requirement, ...])


def page() -> str:
    """The page: counts first, then a table of each chapter."""
    rows = requirements()
    counts = Counter(row.status for row in rows)
    out = [
        "# ASVS 5.0.0, levels 1 and 2",
        "",
        "Made from [asvs.yaml](asvs.yaml) by `make docs`. The ids are those of the OWASP Application Security",
        "Verification Standard 5.0.0; the subjects are in words of our own, and the standard holds the requirement",
        "itself. The project judges itself here: nobody from outside has checked the table. A test checks that every",
        "file, test and name that is cited exists; whether it is enough is a judgement.",
        "",
        "| status | count | meaning |",
        "| --- | --: | --- |",
        *(f"| {word} | {counts[status]} | {meaning} |" for status, (word, meaning) in WORDS.items()),
        f"| all | {len(rows)} | |",
        "",
    ]
    for chapter in dict.fromkeys(_chapter(row) for row in rows):
        out += [
            f"## V{chapter}",
            "",
            "| id | level | subject | status | evidence and note |",
            "| --- | --: | --- | --- | --- |",
        ]
        out += [_line(row) for row in rows if _chapter(row) == chapter]
        out += [""]
    return "\n".join(out)


def _chapter(row: Requirement) -> str:
    return row.id.partition(".")[0]


def _line(row: Requirement) -> str:
    shown = ["<br>".join(f"`{one}`" for one in row.evidence), row.note]
    told = "<br>".join(part for part in shown if part).replace("|", "\\|")
    return f"| {row.id} | {row.level} | {row.subject} | {WORDS[row.status][0]} | {told} |"


def main() -> None:
    """Write the page."""
    (HERE / "asvs.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
