"""A mail server that takes mail, or behaves as the worst do; what it took it writes down before it says so.

How it behaves to a mail is told by the word before the first dash of the recipient's address: `ok-1@…`, `drop_mid-2@…`.
Run as a program, `python sink.py LOG [CERTIFICATE]`, it prints its port and serves until its standard input ends.
"""

from __future__ import annotations

import json
import os
import socket
import socketserver
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

AT_RCPT: Final = {
    "r4xx": b"451 4.7.1 come back later\r\n",
    "r5xx": b"550 5.1.1 no such user\r\n",
    "r421": b"421 4.7.0 too much from you\r\n",
}
AT_DATA: Final = {"a4xx": b"451 4.3.0 not now\r\n", "a5xx": b"554 5.5.1 no\r\n", "a421": b"421 4.3.2 closing\r\n"}
AT_DOT: Final = {
    "d4xx": b"451 4.3.0 no room just now\r\n",
    "d5xx": b"554 5.7.1 this is spam\r\n",
    "d421": b"421 4.3.2 closing\r\n",
}
AFTER_DOT: Final = ("drop_dot", "hang", "garbage", "endless")
"""Ways not to answer a mail that was taken."""
ALL: Final = ("ok", "drop_rcpt", "drop_data", "drop_mid", *AFTER_DOT, *AT_RCPT, *AT_DATA, *AT_DOT)


@dataclass
class Sink:
    """The server, and what it took."""

    log: Path | None = None
    context: ssl.SSLContext | None = None
    at_once: bool = False
    """TLS from the first byte."""
    log_in: tuple[str, str] | None = None
    takes_nothing_from: str = ""
    extensions: tuple[str, ...] = ("SIZE 10000000", "DSN", "SMTPUTF8")
    taken: list[dict[str, Any]] = field(default_factory=list)
    began: list[tuple[str, int]] = field(default_factory=list)
    """Whom DATA was said for, and when (monotonic, in nanoseconds)."""
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: Counter[str] = field(default_factory=Counter)
    """Conversations in which a mail for a domain is being handed over."""
    most_of: Counter[str] = field(default_factory=Counter)
    port: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def take(self, recipient: str, raw: bytes) -> None:
        """Write a mail down, for good, before anybody is told."""
        message = message_from_bytes(raw)
        row = {
            "to": recipient,
            "id": str(message["message-id"]),
            "at": time.monotonic_ns(),
            "raw": raw.decode("latin-1"),
        }
        with self.lock:
            self.taken.append(row)
            if self.log:
                with self.log.open("a") as out:
                    out.write(json.dumps(row) + "\n")
                    out.flush()
                    os.fsync(out.fileno())

    @property
    def copies(self) -> Counter[str]:
        """How often each mail was taken, by its id."""
        with self.lock:
            return Counter(row["id"] for row in self.taken)


class Talk(socketserver.BaseRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        self.sink: Sink = self.server.sink  # type: ignore[attr-defined]
        self.line: Any = self.request
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest, self.secure, self.known = b"", False, self.sink.log_in is None
        try:
            if self.sink.at_once and self.sink.context:
                self.line, self.secure = self.sink.context.wrap_socket(self.line, server_side=True), True
            self.say(b"220 sink\r\n")
            while self.one():
                pass
        except OSError:
            pass

    def one(self) -> bool:
        word = self.read()
        verb, argument = word[:4].upper(), word[5:]
        if verb in (b"EHLO", b"HELO"):
            offered = [*self.sink.extensions, "AUTH PLAIN LOGIN" if self.sink.log_in else ""]
            offered.append("STARTTLS" if self.sink.context and not self.secure else "")
            lines = [one for one in offered if one]
            self.say("".join(f"250-{one}\r\n" for one in ["sink", *lines]).encode() + b"250 OK\r\n")
        elif word.upper() == b"STARTTLS":
            assert self.sink.context is not None
            self.say(b"220 go\r\n")
            self.line, self.secure, self.rest = self.sink.context.wrap_socket(self.line, server_side=True), True, b""
        elif verb == b"AUTH":
            self.log_in(argument)
        elif verb == b"MAIL":
            return self.mail(argument)
        elif verb == b"RCPT":
            return self.rcpt(argument)
        elif verb == b"DATA":
            return self.data()
        elif verb == b"QUIT":
            self.say(b"221 bye\r\n")
            return False
        else:
            self.say(b"250 2.0.0 OK\r\n")
        return True

    def log_in(self, argument: bytes) -> None:
        import base64

        assert self.sink.log_in is not None
        given = base64.b64decode(argument.partition(b" ")[2]).decode().split("\0")
        self.known = tuple(given[1:]) == self.sink.log_in
        self.say(b"235 2.7.0 OK\r\n" if self.known else b"535 5.7.8 wrong user or password\r\n")

    def mail(self, argument: bytes) -> bool:
        sender = argument.decode().partition("<")[2].partition(">")[0]
        if not self.known:
            self.say(b"530 5.7.0 log in first\r\n")
        elif sender and sender == self.sink.takes_nothing_from:
            self.say(b"550 5.7.1 not from you\r\n")
        else:
            self.said = argument.decode()
            self.say(b"250 2.1.0 OK\r\n")
        return True

    def rcpt(self, argument: bytes) -> bool:
        self.to = argument.decode().partition("<")[2].partition(">")[0]
        self.mode = self.to.partition("-")[0].partition("@")[0]
        if self.mode == "drop_rcpt":
            return False
        self.say(AT_RCPT.get(self.mode, b"250 2.1.5 OK\r\n"))
        return self.mode != "r421"

    def data(self) -> bool:
        domain = self.to.rpartition("@")[2]
        with self.sink.lock:
            self.sink.began.append((self.to, time.monotonic_ns()))
            self.sink.now[domain] += 1
            self.sink.most_of[domain] = max(self.sink.most_of[domain], self.sink.now[domain])
        try:
            return self.body()
        finally:
            with self.sink.lock:
                self.sink.now[domain] -= 1

    def body(self) -> bool:
        if self.mode == "drop_data":
            return False
        if self.mode in AT_DATA:
            self.say(AT_DATA[self.mode])
            return self.mode != "a421"
        self.say(b"354 go ahead\r\n")
        if self.mode == "drop_mid":
            self.line.recv(1)
            return False
        lines = []
        while (line := self.read(raw=True)) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.mode in AT_DOT:
            self.say(AT_DOT[self.mode])
            return self.mode != "d421"
        self.sink.take(self.to, b"".join(lines))
        return self.answer()

    def answer(self) -> bool:
        if self.mode == "drop_dot":
            return False
        if self.mode == "hang":
            self.sink.over.wait(60)
            return False
        if self.mode == "garbage":
            self.say(b"\xff\xfe what?\r\n")
            return False
        if self.mode == "endless":
            for _ in range(2_000):
                self.say(b"250-and on\r\n")
            return False
        self.say(b"250 2.0.0 taken\r\n")
        return True

    def say(self, words: bytes) -> None:
        self.line.sendall(words)

    def read(self, *, raw: bool = False) -> bytes:
        while b"\n" not in self.rest:
            got = self.line.recv(65_536)
            if not got:
                raise OSError("it hung up")
            self.rest += got
        line, _, self.rest = self.rest.partition(b"\n")
        return line + b"\n" if raw else line.rstrip(b"\r")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that breaks is what this is for."""


@contextmanager
def serving(sink: Sink) -> Iterator[Sink]:
    """Serve in threads of this process, on a free port of this machine."""
    with _Server(("127.0.0.1", 0), Talk) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.over.set()
            server.shutdown()
            thread.join()


def main() -> None:
    with serving(Sink(log=Path(sys.argv[1]))) as sink:
        sys.stdout.write(f"{sink.port}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
