"""A line to a server that is cut after so many bytes, and again when it is opened anew. For tests."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Line:
    """Where to connect to, and how often the line was cut."""

    port: int = 0
    cuts: int = 0


@contextmanager
def cutting(port: int, after: Sequence[int]) -> Iterator[Line]:
    """Pass everything on to the server at ``port``; cut each line after so many bytes from it; later ones hold."""
    line, left = Line(), list(after)

    class Passing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as server:
                threading.Thread(target=_pass_on, args=(self.request, server), daemon=True).start()
                most = left.pop(0) if left else None
                if not _pass_back(server, self.request, most):
                    line.cuts += 1
                with suppress(OSError):
                    self.request.shutdown(socket.SHUT_RDWR)

    class Serving(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Serving(("127.0.0.1", 0), Passing) as serving:
        line.port = serving.server_address[1]
        threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield line
        finally:
            serving.shutdown()


def _pass_on(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(1 << 16):
            to.sendall(some)


def _pass_back(source: socket.socket, to: socket.socket, most: int | None) -> bool:
    """Whether the line ended by itself."""
    with suppress(OSError):
        while some := source.recv(1 << 16):
            if most is not None and len(some) >= most:
                to.sendall(some[:most])
                return False
            to.sendall(some)
            most = None if most is None else most - len(some)
    return True
