"""Every page in Chromium, in three languages, with and without script. Screenshots go to test-output/web."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from litestar import Litestar
from playwright.sync_api import Browser, sync_playwright
from tests.web.browser import CHROMIUM, FLAGS, Visit, serving, visiting
from tests.web.samples import DIGEST

from trucewatch.web.site import STATIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
MAP_BUILT = (STATIC / "built" / "map.js").is_file()
ISLANDS = pytest.mark.skipif(not MAP_BUILT, reason="the islands are not built (npm run build in frontend/)")
PAGES = {
    "overview": "/",
    "map": "/map",
    "incidents": "/incidents",
    "sources": "/sources",
    "incident": "/incidents/i1",
    "documents": "/documents",
    "document": f"/documents/{DIGEST['fr']}#claim-c2",
    "document-ar": f"/documents/{DIGEST['ar']}",
    "figures": "/figures",
    "positions": "/positions",
    "control": "/control",
    "terms": "/terms",
    "report": "/report",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def origin(app: Litestar) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_pages_ask_only_this_host_and_fit_the_screen(browser: Browser, origin: str, lang: str, width: int) -> None:
    with visiting(browser, origin, lang=lang, width=width) as visit:
        for name, path in PAGES.items():
            visit.open(path)
            if name in ("overview", "map") and MAP_BUILT:
                visit.page.wait_for_selector("[data-map][data-ready=true]")
            assert visit.page.locator("h1").count() == 1
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name
            visit.keep(f"{name}.{lang}.{width}")
        visit.check()


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_pages_work_without_script(browser: Browser, origin: str, lang: str) -> None:
    with visiting(browser, origin, lang=lang, script=False) as visit:
        for path in PAGES.values():
            visit.open(path)
            assert visit.page.locator("main h1").is_visible()
        visit.open("/")
        assert visit.page.locator(".map svg .point").count() == 2
        assert visit.page.locator("svg[data-timeline] rect:not(.slot)").count() == 3
        visit.keep(f"overview.{lang}.noscript")
        visit.check()


@ISLANDS
def test_the_map_draws_and_follows_the_timeline(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, lang="en") as visit:
        visit.open("/")
        visit.page.wait_for_selector("[data-map][data-ready=true]")
        picture = visit.page.locator("[data-map] canvas").screenshot()
        assert _colours(visit, picture) > 20
        timeline = visit.page.locator("svg[data-timeline][data-ready=true]")
        timeline.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_selector("svg[data-timeline][data-period]:not([data-period=''])")
        assert visit.page.locator("table.incidents tbody tr:visible").count() < 3
        visit.page.keyboard.press("Escape")
        visit.page.wait_for_selector("svg[data-timeline][data-period='']")
        assert visit.page.locator("table.incidents tbody tr:visible").count() == 3
        visit.check()


@ISLANDS
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_choosing_days_moves_the_map_and_the_table_beside_it(browser: Browser, origin: str, lang: str) -> None:
    with visiting(browser, origin, lang=lang, width=1440) as visit:
        visit.open("/map")
        visit.page.wait_for_selector("[data-map][data-ready=true]")
        rows = visit.page.locator("#rows tbody tr")
        assert rows.count() == 4
        bar = visit.page.locator("svg[data-timeline] rect.slot[data-day='2016-12-05']")
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box is not None
        with visit.page.expect_response("**/map/cells.json?*start=2016-12-05*") as answered:
            visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
        assert [f["properties"]["id"] for f in answered.value.json()["features"]] == ["i1"]
        visit.page.wait_for_selector("#rows tbody tr:only-child")
        assert "start=2016-12-05" in visit.page.url
        visit.keep(f"map.{lang}.1440")
        visit.page.reload()
        assert visit.page.locator("#rows tbody tr").count() == 1
        visit.check()


def test_the_filter_works_from_the_keyboard(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, lang="en") as visit:
        visit.open("/incidents")
        visit.page.get_by_label("Family").select_option("humanitarian")
        visit.page.get_by_role("button", name="Filter").press("Enter")
        visit.page.wait_for_url("**family=humanitarian**")
        assert visit.page.locator("table.incidents tbody tr").count() == 2
        visit.check()


def test_the_words_of_a_claim_are_in_view(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, lang="fr", width=390) as visit:
        visit.open("/incidents/i1")
        visit.page.locator(f"a[href='/documents/{DIGEST['fr']}#claim-c2']").click()
        visit.page.wait_for_url("**#claim-c2")
        claim = visit.page.locator("#claim-c2 + mark")
        assert claim.inner_text() == "L’armée dément tout tir."
        box = claim.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 800
        visit.check()


def test_arabic_pages_are_mirrored(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, lang="ar") as visit:
        visit.open("/")
        box = visit.page.locator(".top .case").bounding_box()
        assert box is not None
        assert box["x"] > 640
        visit.check()


def _colours(visit: Visit, picture: bytes) -> int:
    """How many colours a picture holds, as the browser itself decodes it."""
    count: int = visit.page.evaluate(
        """async (data) => {
            const image = new Image();
            image.src = `data:image/png;base64,${data}`;
            await image.decode();
            const canvas = new OffscreenCanvas(image.width, image.height);
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
        }""",
        base64.b64encode(picture).decode("ascii"),
    )
    return count
