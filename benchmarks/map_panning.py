"""The longest task on the main thread of a browser while somebody pans the map. Asserts nothing.

    python -m benchmarks.map_panning [--case DIR] [--incidents 100000] [--claims 1000000] [--seconds 20]

Chromium without a screen draws by software on the processor (SwiftShader), which a browser on a desk does on its
graphics card. Panning begins two seconds after all layers were fetched. Each drag is twelve steps of the mouse, and
the wheel turns after every sixth.
Tasks are those of the Long Tasks API: 50 ms and more, of the page's own main thread.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import socket
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright
from tests.web.browser import CHROMIUM, FLAGS

from benchmarks.pages_case import make_case
from benchmarks.pages_load import serve

LISTEN = """
window.told = [];
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.told.push([task.startTime, task.duration]);
}).observe({ type: "longtask", buffered: true });
"""


def pan(page: Page, seconds: float, chance: random.Random) -> int:
    """Drag the map about for some seconds; returns how many times it was dragged."""
    box = page.locator(".map-canvas").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    until, drags = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        across, along = chance.uniform(-0.3, 0.3) * box["width"], chance.uniform(-0.3, 0.3) * box["height"]
        page.mouse.move(middle[0] - across / 2, middle[1] - along / 2)
        page.mouse.down()
        for step in range(1, 13):
            page.mouse.move(middle[0] + across * (step / 12 - 0.5), middle[1] + along * (step / 12 - 0.5))
            page.wait_for_timeout(16)
        page.mouse.up()
        drags += 1
        if drags % 6 == 0:
            page.mouse.wheel(0, chance.choice((-200, 200)))
        page.wait_for_timeout(150)
    return drags


def measure(port: int, seconds: float, seed: int) -> None:
    """Open the map, wait until it stands, pan, print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(LISTEN)
        page.goto(f"http://127.0.0.1:{port}/map")
        page.wait_for_selector("[data-ready=true]", timeout=60_000)
        page.wait_for_timeout(2000)  # what was fetched is drawn for the first time: that is opening, not panning
        began: float = page.evaluate("performance.now()")
        before = len(asked)
        load = os.getloadavg()[0]
        drags = pan(page, seconds, random.Random(seed))
        told: list[Any] = page.evaluate("window.told")
        browser.close()
    print(f"{drags} drags in {seconds:g} s, {len(asked) - before} requests, load average {load:.1f}, seed {seed}")
    for name, tasks in (
        ("opening", [t for t in told if t[0] < began]),
        ("panning", [t for t in told if t[0] >= began]),
    ):
        start, longest = max(tasks, key=lambda task: task[1], default=(began, 0))
        when = f"longest task {longest:.0f} ms, {(start - began) / 1000:.1f} s after panning began" if tasks else "none"
        over = sum(duration > 200 for _, duration in tasks)
        print(f"{name}: {when}; {len(tasks)} of 50 ms or more, {over} over 200 ms")


def main() -> None:
    """Make the case where there is none, serve it, pan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path, help="keep the case here and use it again")
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        root = asked.case or Path(made) / "case"
        make_case(root, asked.incidents, asked.claims, asked.seed)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(str(root), port), daemon=True)
        server.start()
        try:
            for _ in range(300):
                try:
                    urlopen(f"http://127.0.0.1:{port}/health", timeout=5).read()
                    break
                except OSError:
                    time.sleep(0.2)
            measure(port, asked.seconds, asked.seed)
        finally:
            server.terminate()
            server.join()


if __name__ == "__main__":
    main()
