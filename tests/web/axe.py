"""axe-core in the page: what it finds against WCAG 2.2 A and AA and its own good practice."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    const told = (n) => `${n.target}: ${n.html.slice(0, 160)}: ${n.failureSummary}`;
    return found.violations.map((v) => ({ id: v.id, nodes: v.nodes.map(told) }));
}"""


@cache
def _source() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line a finding: the rule and the first element that breaks it."""
    page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]}" for v in found]
