"""A model on loopback that answers as it is told: honestly, with lies, with orders, broken or not at all."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Answer = Callable[["LocalModel", http.server.BaseHTTPRequestHandler], None]


@dataclass
class LocalModel:
    """Counts what it was asked. ``answer`` writes the response; ``released`` lets a hanging one end."""

    answer: Answer
    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


def completion(claims: object) -> bytes:
    """A chat completion whose content is these claims."""
    content = claims if isinstance(claims, str) else json.dumps({"claims": claims}, ensure_ascii=False)
    return json.dumps({"id": "x", "choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


def answering(data: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer of fixed bytes."""

    def write(model: LocalModel, handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return write


def hanging(model: LocalModel, handler: http.server.BaseHTTPRequestHandler) -> None:
    """No answer until the test lets go."""
    model.released.wait(30)


def dripping(model: LocalModel, handler: http.server.BaseHTTPRequestHandler) -> None:
    """A byte now and then, each in time, the whole never."""
    handler.send_response(200)
    handler.end_headers()
    while not model.released.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def cut_short(model: LocalModel, handler: http.server.BaseHTTPRequestHandler) -> None:
    """Half an answer, then the line is dead."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')


@contextmanager
def local_model(answer: Answer) -> Iterator[LocalModel]:
    """Serve on a free port of loopback until the block ends."""
    model = LocalModel(answer)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            model.bodies.append(json.loads(self.rfile.read(length)))
            model.headers.append(dict(self.headers.items()))
            model.answer(model, self)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
