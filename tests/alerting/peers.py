"""A mail server on the loopback that speaks as much SMTP as a client needs, and can refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps what it was given in ``received``; ``refusing`` answers every message with 451."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: list[str] = []
        self.refusing = False

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self._say("220 local")
        while line := self.rfile.readline():
            verb = line.decode("ascii", "replace").split(":")[0].split(" ")[0].strip().upper()
            if verb == "DATA":
                self._say("354 go on")
                self._take()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 local" if verb in ("EHLO", "HELO", "MAIL", "RCPT", "RSET") else "502 no")

    def _take(self) -> None:
        held = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            held.append(line.decode("utf-8", "replace"))
        if self.server.refusing:
            self._say("451 try later")
            return
        self.server.received.append("".join(held))
        self._say("250 taken")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
