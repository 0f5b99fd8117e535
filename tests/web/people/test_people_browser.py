"""Signing in in Chromium, in each language: password and code, passkey, signing out, a session that ended."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.web.browser import CHROMIUM, FLAGS, SCREENSHOTS
from tests.web.people.house import PASSWORD, Hands, House, open_house

from trucewatch.case import Case
from trucewatch.web.people.sessions import IDLE
from trucewatch.web.site import STATIC

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]
BUILT = (STATIC / "built" / "passkey.js").is_file()
ISLAND = pytest.mark.skipif(not BUILT, reason="the islands are not built (npm run build in frontend/)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def served(case: Case, tmp_path: Path) -> Iterator[tuple[House, str]]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        origin = f"http://localhost:{listener.getsockname()[1]}"
        house = open_house(case, tmp_path, origin=origin, clock=Hands())
        server = uvicorn.Server(uvicorn.Config(house.app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield house, origin
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def page_of(browser: Browser, lang: str, errors: list[str], *, width: int = 1280, script: bool = True) -> Page:
    context = browser.new_context(locale=lang, viewport={"width": width, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    page.route("**/built/map.js", lambda route: route.abort())  # the map has tests of its own
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
    return page


def keep(page: Page, name: str, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"people-{name}.png", full_page=True)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_password_and_code_then_out_then_an_ended_session(
    browser: Browser, served: tuple[House, str], lang: str
) -> None:
    house, origin = served
    house.settle("amal")
    errors: list[str] = []
    for width in (390, 1280):
        page = page_of(browser, lang, errors, width=width)
        page.goto(f"{origin}/terms")
        assert "/sign-in?next=%2Fterms" in page.url
        assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
        keep(page, f"sign-in.{lang}.{width}", width)
        page.fill("#name", "amal")
        page.fill("#password", "not the password")
        page.fill("#code", house.code("amal"))
        page.locator("form.card button").click()
        page.wait_for_selector("[role=alert]")
        page.fill("#name", "amal")
        page.fill("#password", PASSWORD)
        page.fill("#code", house.code("amal"))
        page.locator("form.card button").click()
        page.wait_for_url("**/terms")
        page.goto(f"{origin}/account")
        keep(page, f"account.{lang}.{width}", width)
        page.locator("form[action='/sign-out'] button").click()
        page.wait_for_url("**/sign-in?out=1")
        house.hands.move(30)
        page.fill("#name", "amal")
        page.fill("#password", PASSWORD)
        page.fill("#code", house.code("amal"))
        page.locator("form.card button").click()
        page.wait_for_url(f"{origin}/")
        house.hands.move(IDLE)
        page.goto(f"{origin}/terms")
        assert "ended=1" in page.url
        page.context.close()
    assert errors == []


@ISLAND
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_passkey_is_made_by_the_link_and_signs_in(browser: Browser, served: tuple[House, str], lang: str) -> None:
    house, origin = served
    token = house.add("amal")
    errors: list[str] = []
    page = page_of(browser, lang, errors)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    kept = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    page.goto(f"{origin}/join/{token}")
    keep(page, f"join.{lang}.1280", 1280)
    page.locator("[data-passkey] button").click()
    page.wait_for_url(f"{origin}/")
    assert house.people.accounts.ways("amal") == ("passkey",)
    page.goto(f"{origin}/account")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in?out=1")
    page.locator("[data-passkey] button").click()
    page.wait_for_url(f"{origin}/")
    assert [line.event for line in house.people.trail.lines("signed_in")] == ["signed_in"] * 2
    page.goto(f"{origin}/account")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in?out=1")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": kept, "isUserVerified": False})
    page.locator("[data-passkey] button").click()
    expect(page.locator("[data-failed]")).not_to_be_empty()
    assert len(house.people.trail.lines("signed_in")) == 2
    assert errors == []
    page.context.close()


def test_the_door_works_without_script(browser: Browser, served: tuple[House, str]) -> None:
    house, origin = served
    token = house.add("amal")
    page = page_of(browser, "fr", [], width=390, script=False)
    page.goto(f"{origin}/join/{token}")
    page.fill("#password", PASSWORD)
    page.fill("#code", pyotp.TOTP(house.people.by_password.offered(token)).at(house.hands.now))
    page.locator("form.card button").click()
    assert page.locator(".codes li").count() == 10
    page.context.close()
