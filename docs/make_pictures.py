"""The pictures of the README: the map page and a report of a case that was run.

trucewatch demo demo/aleppo-2016 && trucewatch serve demo/aleppo-2016 --port 8642 &
python docs/make_pictures.py http://127.0.0.1:8642 situation-report-2016-09-01-to-2016-12-31.en.html
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
IMAGES = Path(__file__).resolve().parent / "images"


def main(origin: str, report: str) -> None:
    """Write ``map.png`` and ``report.png``, each of the first screen."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(locale="en", viewport={"width": 1200, "height": 860})
        page.goto(f"{origin}/map?on=2016-09-19", wait_until="load")
        page.wait_for_selector("[data-map][data-ready=true]", timeout=60_000)
        page.screenshot(path=IMAGES / "map.png")
        page.goto(f"{origin}/report/{report}", wait_until="load")
        page.screenshot(path=IMAGES / "report.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
