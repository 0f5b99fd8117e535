"""How long pages take under load: 20 users on 100,000 incidents and 1,000,000 claims in SQLite. Asserts nothing.

    python -m benchmarks.pages_load [--case DIR] [--incidents 100000] [--claims 1000000] [--users 20] [--think 1.0]

The server runs in a process of its own; the users are threads of a second one on the same machine, so both share its
cores. A user asks, reads the whole answer, waits for a time drawn at random with the mean ``--think``, and asks again;
``--think 0`` shows what the server gives when it is asked without a pause. Then questions are asked
one at a time, and the processor time that the server spent on each is printed: it does not depend on who else uses
the machine. Filters, incidents, tiles and words are
drawn anew for each question, so that what is kept in memory answers some and not all of them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from math import asinh, pi, radians, tan
from pathlib import Path
from urllib.parse import quote

from benchmarks.pages_case import ACTS, OUTCOMES, RANKS, WORDS, make_case

KINDS = ("incident list", "incident", "map data", "search")


def incident_list(chance: random.Random, incidents: int) -> str:
    """A page of the list, half of the time with a filter."""
    del incidents
    year = chance.randrange(2012, 2018)
    filters = ["", f"act={chance.choice(ACTS)}", f"outcome={chance.choice(OUTCOMES)}"]
    filters += [f"corroboration={chance.choice(RANKS)}", f"start={year}-03-01&end={year}-03-31"]
    return f"/incidents?{chance.choice(filters)}&page={chance.choice((1, 1, 1, 2, 3, chance.randrange(1, 40)))}"


def incident(chance: random.Random, incidents: int) -> str:
    """Any incident."""
    return f"/incidents/i{chance.randrange(incidents):06d}"


def map_data(chance: random.Random, incidents: int) -> str:
    """What a screen of the map asks for near the theatre, at zooms from the country to a quarter."""
    del incidents
    zoom = chance.randrange(6, 14)
    lat, lon = 36.2 + chance.gauss(0, 0.1), 37.13 + chance.gauss(0, 0.15)
    x = int((lon + 180) / 360 * 2**zoom)
    y = int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom)
    period = chance.choice(("", "", f"&start=201{chance.randrange(2, 8)}-05-01&end=201{chance.randrange(2, 8)}-06-30"))
    return f"/map/cells.json?z={zoom}&x0={x - 1}&x1={x + 1}&y0={y - 1}&y1={y + 1}{period}"


def search(chance: random.Random, incidents: int) -> str:
    """One or two words in any of the three languages."""
    del incidents
    return f"/search?q={quote(' '.join(chance.sample(WORDS, chance.choice((1, 2)))))}"


ASKED: dict[str, Callable[[random.Random, int], str]] = {
    "incident list": incident_list,
    "incident": incident,
    "map data": map_data,
    "search": search,
}


def serve(root: str, port: int) -> None:
    """The server of the case, as ``trucewatch serve`` runs it."""
    import uvicorn

    from trucewatch.case import load_case
    from trucewatch.record import FileStore
    from trucewatch.store import SqliteStore
    from trucewatch.web.app import create_app

    case = load_case(Path(root))
    files = FileStore(case.folder.record / "files")
    with SqliteStore.open(case.folder.database, files) as store:
        app = create_app(case, store, files, lambda: None)
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


def user(port: int, number: int, until: float, think: float, incidents: int, seed: int) -> list[tuple[str, float, int]]:
    """The kind, the seconds and the status of each question of one user."""
    chance = random.Random(seed * 1000 + number)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    told: list[tuple[str, float, int]] = []
    time.sleep(chance.random() * max(think, 0.01))
    while time.monotonic() < until:
        kind = chance.choice(KINDS)
        path = ASKED[kind](chance, incidents)
        connection.close()  # a browser that has waited opens a new connection too: the server closes idle ones
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Language": "en", "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        told.append((kind, time.perf_counter() - began, answer.status))
        if think:
            time.sleep(chance.expovariate(1 / think))
    connection.close()
    return told


def users(
    port: int, count: int, seconds: float, think: float, incidents: int, seed: int, out: multiprocessing.Queue[str]
) -> None:
    """All users at once, in this process."""
    until = time.monotonic() + seconds
    told: list[tuple[str, float, int]] = []
    lock = threading.Lock()

    def run(number: int) -> None:
        mine = user(port, number, until, think, incidents, seed)
        with lock:
            told.extend(mine)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out.put(json.dumps(told))


def main() -> None:
    """Make the case where there is none, serve it, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", type=Path, help="keep the case here and use it again")
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between questions, on average")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        root = asked.case or Path(made) / "case"
        began = time.monotonic()
        make_case(root, asked.incidents, asked.claims, asked.seed)
        print(
            f"case of {asked.incidents} incidents, {asked.claims} claims: {time.monotonic() - began:.0f} s",
            file=sys.stderr,
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        context = multiprocessing.get_context("spawn")
        server = context.Process(target=serve, args=(str(root), port), daemon=True)
        server.start()
        try:
            _measure(context, port, asked)
            _alone(port, asked, server.pid or 0)
        finally:
            server.terminate()
            server.join()


def _measure(context: multiprocessing.context.SpawnContext, port: int, asked: argparse.Namespace) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            for path in ("/map", "/incidents", "/search?q=convoy"):
                began = time.perf_counter()
                connection.request("GET", path)
                connection.getresponse().read()
                print(f"first {path}: {time.perf_counter() - began:.2f} s", file=sys.stderr)
            break
        except OSError:
            time.sleep(0.2)
    out: multiprocessing.Queue[str] = context.Queue()
    load = context.Process(
        target=users, args=(port, asked.users, asked.seconds, asked.think, asked.incidents, asked.seed, out)
    )
    load.start()
    told = json.loads(out.get())
    load.join()
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(f"{asked.users} users, {asked.think:g} s between questions, {asked.seconds:g} s, seed {asked.seed}")
    print(f"{'':14} {'asked':>6} {'failed':>6} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7}")
    for kind in KINDS:
        times = sorted(seconds * 1000 for what, seconds, _ in told if what == kind)
        failed = sum(status != 200 for what, _, status in told if what == kind)
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
        print(f"{kind:14} {len(times):6} {failed:6} {cuts[49]:7.1f} {cuts[94]:7.1f} {cuts[98]:7.1f}")
    print(f"questions a second: {len(told) / asked.seconds:.1f}")


def _alone(port: int, asked: argparse.Namespace, server: int, questions: int = 60) -> None:
    """Processor time of the server for a question, asked one at a time."""
    print(f"processor time of the server, {questions} questions one at a time, load average {os.getloadavg()[0]:.1f}")
    for kind in KINDS:
        chance = random.Random(asked.seed)
        before = _processor_seconds(server)
        for _ in range(questions):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            path = ASKED[kind](chance, asked.incidents)
            connection.request("GET", path, headers={"Accept-Language": "en", "Accept-Encoding": "gzip"})
            connection.getresponse().read()
            connection.close()
        print(f"{kind:14} {(_processor_seconds(server) - before) / questions * 1000:6.1f} ms")


def _processor_seconds(process: int) -> float:
    """User and system time of a process, as Linux tells it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
