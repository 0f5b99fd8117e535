"""The bill of materials: valid CycloneDX, complete, and the same bytes for the same lock."""

from __future__ import annotations

import json
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from supply.bom import bill
from supply.parts import npm_parts, python_parts

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    *python_parts((ROOT / "requirements.lock").read_text(encoding="utf-8")),
    *npm_parts((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")),
)


def test_it_keeps_the_schema_of_cyclonedx() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill("1.2.3", PARTS)) is None


def test_the_same_parts_give_the_same_bytes_and_others_do_not() -> None:
    assert bill("1.2.3", PARTS) == bill("1.2.3", PARTS)
    assert json.loads(bill("1.2.3", PARTS))["serialNumber"] != json.loads(bill("1.2.3", PARTS[1:]))["serialNumber"]


def test_every_part_is_listed_with_its_address_licence_and_what_it_needs() -> None:
    told = json.loads(bill("1.2.3", PARTS))
    assert len(told["components"]) == len(PARTS)
    assert {c["purl"].split("@")[0] for c in told["components"]} >= {"pkg:pypi/litestar", "pkg:npm/maplibre-gl"}
    assert [c["name"] for c in told["components"] if not c.get("licenses") or not c.get("hashes")] == []
    below = {d["ref"]: d.get("dependsOn", []) for d in told["dependencies"]}
    litestar = next(ref for ref in below if ref.startswith("pkg:pypi/litestar@"))
    assert any(ref.startswith("pkg:pypi/msgspec@") for ref in below[litestar])
