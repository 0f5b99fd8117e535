"""The pages in Chromium: a server on this machine's loopback, and a record of all that a page asks for."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-output" / "web"


@dataclass
class Visit:
    """A page with everything it asked for and said on the console."""

    page: Page
    origin: str
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.origin + path, wait_until="load")

    def check(self) -> None:
        """No request left this host, and the browser had nothing to complain of."""
        assert self.hosts <= {urlsplit(self.origin).netloc}, self.hosts
        assert self.errors == []

    def keep(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@contextmanager
def visiting(browser: Browser, origin: str, *, lang: str, width: int = 1280, script: bool = True) -> Iterator[Visit]:
    """A fresh visitor who prefers ``lang``."""
    context = browser.new_context(locale=lang, viewport={"width": width, "height": 800}, java_script_enabled=script)
    page = context.new_page()
    visit = Visit(page, origin)

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob"):
            visit.hosts.add(parts.netloc)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            visit.errors.append(message.text)

    context.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    try:
        yield visit
    finally:
        context.close()


@contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """Serve on a free port of the loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
