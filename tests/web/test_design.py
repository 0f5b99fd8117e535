"""What of the design can be computed: contrast (WCAG 2.2, 1.4.3 and 1.4.11), and the parts of the front end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from trucewatch.web.site import STATIC

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = ["hostilities", "posture", "civilians", "humanitarian", "mechanism", "political", "information", "mixed"]
TEXT = [(ink, ground) for ink in ("ink", "soft", "link", "warn") for ground in ("ground", "panel", "tag")]
MARKED = [("ink", "mark1"), ("ink", "mark2"), ("ink", "mark3"), ("panel", "link"), ("panel", "warn")]
SHAPES = [(family, ground) for family in FAMILIES for ground in ("panel", "ground")] + [("focus", "ground")]


def colours(dark: bool) -> dict[str, str]:
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    light, darker = style.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", light))
    return found | dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", darker.split("}\n}")[0])) if dark else found


def contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT + MARKED), (3.0, SHAPES)], ids=["text", "shapes"])
def test_contrast(dark: bool, least: float, pairs: list[tuple[str, str]]) -> None:
    colour = colours(dark)
    poor = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in pairs}
    assert {pair: round(value, 2) for pair, value in poor.items() if value < least} == {}


def test_the_lock_names_no_registry_and_only_free_licences() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    parts = {name: part for name, part in packages.items() if name}
    assert [name for name, part in parts.items() if "resolved" in part or "integrity" not in part] == []
    allowed = {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "(MIT OR Apache-2.0)"}
    fonts = {name: part for name, part in parts.items() if name.startswith("node_modules/@expo-google-fonts/")}
    # a font under the SIL Open Font License may be handed on with what it sets; code under it would be a surprise
    assert {part["license"] for part in fonts.values()} == {"MIT AND OFL-1.1"}
    # axe-core tests the pages and is in no wheel: weak copyleft binds its own files only
    assert parts.pop("node_modules/axe-core")["license"] == "MPL-2.0"
    assert {part["license"] for name, part in parts.items() if name not in fonts} <= allowed


@pytest.mark.parametrize(("name", "dark"), [("COLOURS", False), ("COLOURS_DARK", True)])
def test_the_map_colours_families_as_the_pages_do(name: str, dark: bool) -> None:
    script = (ROOT / "frontend" / "src" / "map_style.ts").read_text(encoding="utf-8")
    table = re.search(rf"const {name}: .*?\{{(.*?)\}}", script, re.DOTALL)
    assert table is not None
    told = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', table[1]))
    assert told == {family: colours(dark)[family] for family in told}
    assert set(told) >= set(FAMILIES) - {"mixed"}
