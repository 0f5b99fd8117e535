"""A calendar of OpenTimestamps on this machine, and blocks that it mines: the protocol of the public servers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from trucewatch.record.opentimestamps import (
    APPEND,
    BITCOIN,
    PENDING,
    PREPEND,
    SHA256,
    Attestation,
    Operation,
    Tree,
)

EASY = 0x207FFFFF
"""The bits of a header whose target every second hash meets."""


def header(root: bytes, time: int, previous: bytes = bytes(32), bits: int = EASY) -> bytes:
    """A block header over a Merkle root with its proof of work."""
    for nonce in range(10_000):
        made = b"".join(
            (
                (1).to_bytes(4, "little"),
                previous,
                root,
                time.to_bytes(4, "little"),
                bits.to_bytes(4, "little"),
                nonce.to_bytes(4, "little"),
            )
        )
        if int.from_bytes(block_hash(made), "little") <= (bits & 0x7FFFFF) << 8 * ((bits >> 24) - 3):
            return made
    raise AssertionError("no nonce gives the proof of work")


def block_hash(head: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(head).digest()).digest()


class Calendar:
    """Promises what it is given, and leads it to a Merkle root once a block is mined."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[bytes] = []
        self.blocks: dict[bytes, tuple[int, bytes]] = {}
        self.answers: dict[str, bytes] = {}

    def promise(self, message: bytes) -> Tree:
        self.seen.append(message)
        salt, hashed = Operation(PREPEND, b"calendar"), Operation(SHA256)
        url = self.url.encode()
        promise = Attestation(PENDING, bytes([len(url)]) + url)
        return Tree((), ((salt, Tree((), ((hashed, Tree((promise,))),))),))

    def commitment(self, message: bytes) -> bytes:
        return hashlib.sha256(b"calendar" + message).digest()

    def mine(self, height: int, time: int) -> bytes:
        """A block over what was promised last; its header."""
        at = self.commitment(self.seen[-1])
        root = block_hash(at + b"other transaction")
        self.blocks[at] = (height, root)
        return header(root, time)

    def upgrade(self, at: bytes) -> Tree | None:
        if at not in self.blocks:
            return None
        number = self.blocks[at][0]
        written = bytearray()
        while number >= 0x80:
            written.append(number & 0x7F | 0x80)
            number >>= 7
        attested = Tree((Attestation(BITCOIN, bytes([*written, number])),))
        hashed = Operation(SHA256)
        twice = Tree((), ((hashed, Tree((), ((hashed, attested),))),))
        return Tree((), ((Operation(APPEND, b"other transaction"), twice),))


@contextmanager
def serving(calendar: Calendar) -> Iterator[Calendar]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self._answer(calendar.answers.get(self.path) or calendar.promise(body).encode())

        def do_GET(self) -> None:
            tree = calendar.upgrade(bytes.fromhex(self.path.rsplit("/", 1)[1]))
            self._answer(tree.encode() if tree else None)

        def _answer(self, body: bytes | None) -> None:
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "application/vnd.opentimestamps.v1")
            self.end_headers()
            self.wfile.write(body or b"Pending confirmation in Bitcoin blockchain")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    calendar.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield calendar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
