"""The bill of materials of a release, as CycloneDX 1.6 JSON: each part with version, package URL, licence and digests.

It lists what an installation by default brings and what the bundled scripts and fonts are made of, not the tools of
development. The same lock gives the same bytes: no time and no random serial number stand in it.

Source: CycloneDX 1.6 (ECMA-424); package URLs as in the purl specification.

Usage: ``python -m supply.bom > trucewatch.cdx.json``
"""

from __future__ import annotations

import json
import sys
import tomllib
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseAcknowledgement
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from supply.licences import READ
from supply.parts import ROOT, Part, SupplyError, npm_parts, python_parts

__all__ = ["bill", "main"]

# Names the bill, not a moment: derived from its content, so that two builds give the same one.
_SPACE = uuid.UUID("6b2d1f0a-6a5c-5a44-9f0e-3a8b1f4f7a11")


def bill(version: str, parts: Iterable[Part]) -> str:
    """The bill as JSON text, sorted, with a serial number made from what it lists."""
    parts = tuple(parts)
    bom = Bom()
    own = Component(name="trucewatch", version=version, type=ComponentType.APPLICATION, bom_ref=f"trucewatch@{version}")
    own.licenses.add(LicenseFactory().make_from_string("Apache-2.0"))
    bom.metadata.component = own
    # the library wants a moment; a fixed one keeps the bytes the same
    bom.metadata.timestamp = datetime(1980, 1, 1, tzinfo=UTC)
    made = {(part.ecosystem, part.name): _component(part) for part in parts}
    for component in made.values():
        bom.components.add(component)
    needed = {("npm", need) for part in parts if part.ecosystem == "npm" for need in part.needs}
    needed |= {("pypi", need) for part in parts if part.ecosystem == "pypi" for need in part.needs}
    bom.register_dependency(own, [made[key] for key in made if key not in needed])
    for part in parts:
        below = [made[(part.ecosystem, need)] for need in part.needs if (part.ecosystem, need) in made]
        bom.register_dependency(made[(part.ecosystem, part.name)], below)
    bom.serial_number = uuid.uuid5(_SPACE, "\n".join(f"{p.ecosystem}/{p.name}@{p.version}" for p in parts) + version)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    return json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _component(part: Part) -> Component:
    space, _, name = part.name.rpartition("/")
    address = PackageURL(part.ecosystem, space or None, name, part.version)
    digests = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in part.sha256]
    if part.sha512:
        digests.append(HashType(alg=HashAlgorithm.SHA_512, content=part.sha512))
    component = Component(
        name=name,
        group=space or None,
        version=part.version,
        purl=address,
        bom_ref=str(address),
        hashes=digests,
        type=ComponentType.LIBRARY,
    )
    told = READ.get(f"{part.ecosystem}:{part.name}") or part.licence
    if told:
        words = told.strip("()") if told.count("(") == told.startswith("(") else told
        component.licenses.add(
            LicenseFactory().make_from_string(words, license_acknowledgement=LicenseAcknowledgement.DECLARED)
        )
    return component


def main() -> int:
    """Write the bill to standard output."""
    try:
        parts = (
            *python_parts((ROOT / "requirements.lock").read_text(encoding="utf-8")),
            *npm_parts((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")),
        )
    except SupplyError as error:
        print(error, file=sys.stderr)
        return 1
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sys.stdout.write(bill(project["version"], parts))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
