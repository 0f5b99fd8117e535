"""The reference page of the code lists, written from the lists themselves.

``python -m trucewatch.vocabulary.code_tables`` prints the page; ``docs/reference/codes.md`` is its output.
"""

from __future__ import annotations

import sys

from trucewatch.vocabulary.codes import Code, CodeList, code_list_ids, load_code_list

__all__ = ["render_code_tables"]

_HEAD = """# Codes

Every code has an id that never changes meaning, labels in English, French and Arabic and a definition.
A code that is no longer written is marked *retired* and stays. Unknown is the absence of a code, never a
default one. This page is written from the lists in `src/trucewatch/vocabulary/codes/` by
`python -m trucewatch.vocabulary.code_tables`.
"""


def render_code_tables() -> str:
    """The page in Markdown: the acts by family with their crosswalk, then each other list by id."""
    parts = [_HEAD, _acts(load_code_list("acts"))]
    parts += [_simple(load_code_list(list_id)) for list_id in code_list_ids() if list_id != "acts"]
    return "\n".join(parts)


def _acts(acts: CodeList) -> str:
    lines = [f"## acts\n\nVersion {acts.version}. {acts.source}.\n"]
    lines.append("Counts of different units are never added. An empty cell: that scheme has no counterpart.\n")
    for family in acts.families:
        names = f"{family.label['en']} · {family.label['fr']} · {family.label['ar']}"
        lines.append(f"### {family.code}\n\n{names}. {family.definition['en']} Counted by {family.unit}.\n")
        lines.append("| code | English | French | Arabic | meaning | broader | ACLED | CAMEO | PLOVER |")
        lines.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for code in acts.codes:
            if code.family == family.code:
                cells = [*_cells(code), ", ".join(f"`{p}`" for p in code.parents)]
                cells += [", ".join(code.crosswalk.get(k, ())) for k in ("acled", "cameo", "plover")]
                lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    return "\n".join(lines)


def _simple(codes: CodeList) -> str:
    lines = [f"## {codes.id}\n\nVersion {codes.version}. {codes.source}.\n"]
    lines.append("| code | English | French | Arabic | meaning |")
    lines.append("| --- | --- | --- | --- | --- |")
    lines += ["| " + " | ".join(_cells(code)) + " |" for code in codes.codes]
    lines.append("")
    return "\n".join(lines)


def _cells(code: Code) -> list[str]:
    name = f"`{code.code}`" + (" (retired)" if code.retired else "")
    meaning = code.definition.get("en", "") + (f" {code.note}" if code.note else "")
    return [_cell(c) for c in (name, *(code.label[lang] for lang in ("en", "fr", "ar")), meaning)]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    sys.stdout.write(render_code_tables())
