"""The review desk in Chromium: by the keyboard alone in each language, two browsers at once, exact spans in Arabic."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.web.browser import CHROMIUM, FLAGS, serving, visiting
from tests.web.samples import DIGEST, TEXTS, build, span_of

from trucewatch.case import Case, load_case
from trucewatch.record import FileStore
from trucewatch.store import SqliteStore
from trucewatch.web.app import create_app
from trucewatch.web.people.visitor import local_visitor
from trucewatch.web.serving import head_of
from trucewatch.web.site import STATIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
ISLAND = pytest.mark.skipif(
    not (STATIC / "built" / "desk.js").is_file(), reason="the islands are not built (npm run build in frontend/)"
)
READY = "html[data-desk=ready]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("desk") / "small").folder.root


@pytest.fixture
def case(built: Path, tmp_path: Path) -> Case:
    shutil.copytree(built, tmp_path / "small")
    return load_case(tmp_path / "small")


@pytest.fixture
def store(case: Case) -> Iterator[SqliteStore]:
    with SqliteStore.open(case.folder.database, FileStore(case.folder.record / "files")) as opened:
        yield opened


@pytest.fixture
def origin(case: Case, store: SqliteStore) -> Iterator[str]:
    files = FileStore(case.folder.record / "files")
    with serving(create_app(case, store, files, lambda: head_of(case), local_visitor("A. Analyst"))) as address:
        yield address


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_selector(READY)


@ISLAND
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_an_analyst_triages_by_the_keyboard_alone(browser: Browser, origin: str, store: SqliteStore, lang: str) -> None:
    with visiting(browser, origin, lang=lang) as visit:
        page = visit.page
        visit.open("/desk?queue=unreviewed")
        page.wait_for_selector(READY)
        page.keyboard.press("?")
        assert page.locator("details.keys").get_attribute("open") is not None
        page.keyboard.press("Escape")
        assert page.locator("details.keys").get_attribute("open") is None
        press(page, "n")
        first = page.locator("[data-chosen]").get_attribute("data-chosen")
        press(page, "c")
        second = page.locator("[data-chosen]").get_attribute("data-chosen")
        assert second != first
        page.keyboard.press("x")
        page.keyboard.type("no such claim")
        press(page, "Enter")
        third = page.locator("[data-chosen]").get_attribute("data-chosen")
        page.keyboard.press("e")
        page.wait_for_selector("details[open] form select")
        page.locator("#is-polarity").focus()
        page.keyboard.press("ArrowDown")
        page.locator("#correct-reason").focus()
        page.keyboard.type("read again")
        press(page, "Enter")
        states = {claim: store.claim(claim or "") for claim in (first, second, third)}
        assert [made.review if made else None for made in states.values()] == ["confirmed", "rejected", "corrected"]
        visit.keep(f"desk.{lang}.keyboard")
        visit.check()


@ISLAND
def test_keys_of_an_arabic_keyboard_lie_under_the_same_fingers(browser: Browser, origin: str) -> None:
    with visiting(browser, origin, lang="ar") as visit:
        visit.open("/desk?queue=unreviewed")
        visit.page.wait_for_selector(READY)
        with visit.page.expect_navigation():
            visit.page.evaluate(
                "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ى', code: 'KeyN', bubbles: true}))"
            )
        assert visit.page.locator("[data-chosen]").count() == 1
        visit.check()


def test_two_browsers_at_once_see_both_sides(browser: Browser, origin: str, store: SqliteStore) -> None:
    path = f"/desk/documents/{DIGEST['fr']}?claim=c2"
    with visiting(browser, origin, lang="fr") as one, visiting(browser, origin, lang="en", script=False) as other:
        one.open(path)
        other.open(path)
        other.page.locator("#reject-reason").fill("their reason")
        other.page.get_by_role("button", name="Reject").click()
        other.page.wait_for_url("**/desk**")
        one.page.locator("button[value=confirm]").click()
        one.page.wait_for_selector("#theirs")
        assert "their reason" in one.page.locator("section[aria-labelledby=theirs]").inner_text()
        one.keep("desk.fr.conflict")
        assert [review.kind for review in store.claim_reviews()] == ["reject"]
        one.page.locator("section[aria-labelledby=mine] button").click()
        one.page.wait_for_url("**done=confirmed**")
        assert [review.kind for review in store.claim_reviews()] == ["reject", "confirm"]
        other.check()


@ISLAND
@pytest.mark.parametrize(
    ("lang", "words"),
    [("ar", "ناشطون إن القصف أصاب"), ("fr", "civils dans l’est de la ville lundi, selon"), ("ar", "حلب\n\nقال")],
)
def test_a_selection_gives_the_exact_span(
    browser: Browser, origin: str, store: SqliteStore, lang: str, words: str
) -> None:
    """The selection runs over the edges of claims and over numbers that are not of the text."""
    with visiting(browser, origin, lang=lang) as visit:
        page = visit.page
        visit.open(f"/desk/documents/{DIGEST[lang]}")
        page.wait_for_selector(READY)
        start, end = span_of(lang, words)
        page.evaluate(
            """([start, end]) => {
                const at = (offset) => {
                    for (const piece of document.querySelectorAll('[data-at]')) {
                        const begin = Number(piece.dataset.at);
                        const node = piece.firstChild;
                        const end = node ? begin + node.data.length : begin;
                        if (node && offset >= begin && offset <= end) return [node, offset - begin];
                    }
                };
                const [from, a] = at(start), [to, b] = at(end);
                getSelection().setBaseAndExtent(from, a, to, b);
            }""",
            [start, end],
        )
        page.wait_for_function("sessionStorage.getItem('trucewatch-selection') !== null")
        press(page, "a")
        assert page.locator("#words").input_value() == words
        assert page.locator("[data-start]").input_value() == str(start)
        page.locator("#new-act").select_option("shelling")
        page.locator("#add-reason").fill("missed")
        page.locator("#add-reason").press("Enter")
        page.wait_for_url("**done=added**")
        (review,) = store.claim_reviews()
        assert review.made.span == (start, end)
        assert review.made.text == TEXTS[lang][start:end]
        visit.check()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_desk_fits_the_screen_and_works_without_script(
    browser: Browser, origin: str, store: SqliteStore, lang: str, width: int
) -> None:
    with visiting(browser, origin, lang=lang, width=width, script=False) as visit:
        for name, path in PAGES.items():
            visit.open(path)
            assert visit.page.locator("h1").count() == 1
            visit.keep(f"{name}.{lang}.{width}")
        visit.open(f"/desk/documents/{DIGEST['fr']}?claim=c2")
        visit.page.locator("button[value=confirm]").click()
        visit.page.wait_for_url("**done=confirmed**")
        assert [review.claim for review in store.claim_reviews()] == ["c2"]
        visit.check()
    with visiting(browser, origin, lang=lang, width=width) as visit:
        for name, path in PAGES.items():
            visit.open(path)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name


PAGES = {
    "search": "/search?q=قصف",
    "search-form": "/search?q=ville&kind=document&lang_of=fr",
    "desk": "/desk?queue=unreviewed",
    "desk-document": f"/desk/documents/{DIGEST['fr']}?claim=c2",
    "desk-add": f"/desk/documents/{DIGEST['ar']}?add=event",
    "desk-incident": "/desk/incidents/i1",
}
