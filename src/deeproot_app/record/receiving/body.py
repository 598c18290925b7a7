"""The body of a call, within limits of size and time: a stranger may send without end, or never end to send."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from socket import SHUT_RD, socket
from typing import Any, Final

from django.http import HttpRequest
from django.http.request import UnreadablePostError

PATIENCE: Final = 15.0
"""Seconds that a body may take to arrive."""
PIECE: Final = 64 << 10


class Refused(Exception):  # noqa: N818 - what the call is
    """The call is answered with this status and sentence."""

    def __init__(self, status: HTTPStatus, says: str, field: str = "", wait: int = 0) -> None:
        super().__init__(says)
        self.status, self.says, self.field, self.wait = status, says, field, wait


def read(request: HttpRequest, most: int) -> bytes:
    """The bytes as they came.

    Raises Refused: 411 where their length is not told, 413 where there are more than ``most``, 408 where they take too
    long.
    """
    _check_length(request, most)
    pieces, size = [], 0
    with hurried(request.META.get("gunicorn.socket")):
        try:
            while piece := request.read(PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > most:
                    raise _too_large(most)
        except UnreadablePostError:
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The body did not arrive whole, or not in time.") from None
    body = b"".join(pieces)
    given = str(request.META.get("CONTENT_LENGTH") or "")
    if given.isdecimal() and int(given) != size:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The body did not arrive whole, or not in time.")
    return body


def _check_length(request: HttpRequest, most: int) -> None:
    if request.headers.get("Transfer-Encoding"):  # Django would read it as empty, and no signature would fit
        says = "Send the body in one piece, with its Content-Length; in chunks it cannot be read."
        raise Refused(HTTPStatus.LENGTH_REQUIRED, says)
    given = str(request.META.get("CONTENT_LENGTH") or "")
    if given.isdecimal() and (len(given) > 12 or int(given) > most):
        raise _too_large(most)


def _too_large(most: int) -> Refused:
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {most // 1024:,} KB.")


def unpacked(request: HttpRequest, body: bytes, most: int) -> bytes:
    """The body without gzip. Raises Refused: 415 for other encodings, 400 where it is none, 413 beyond ``most``."""
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip"}:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Encoding must be gzip, or none.")
    opened = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = opened.decompress(body, most + 1)
    except zlib.error:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is no gzip.", "body") from None
    if len(found) > most:
        raise _too_large(most)
    if not opened.eof:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is a gzip that breaks off.", "body")
    return found


class Watch:
    """Ends reading from sockets whose bodies take too long: one byte, and one more, would hold a thread for ever."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[int, tuple[float, socket]] = {}
        self._runs = False
        self._last = 0

    def add(self, one: socket) -> int:
        with self._lock:
            self._last += 1
            self._until[self._last] = time.monotonic() + PATIENCE, one
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._watch, name="slow bodies", daemon=True).start()
            return self._last

    def done(self, number: int) -> None:
        with self._lock:
            self._until.pop(number, None)

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            with self._lock:
                now = time.monotonic()
                late = [number for number, (until, _) in self._until.items() if until < now]
                for number in late:
                    with suppress(OSError):
                        self._until.pop(number)[1].shutdown(SHUT_RD)


WATCH: Final = Watch()


@contextmanager
def hurried(given: Any) -> Iterator[None]:
    """While this lasts, the socket has so long to deliver. Servers that give none (in tests) are not hurried."""
    if not isinstance(given, socket):
        yield
        return
    number = WATCH.add(given)
    try:
        yield
    finally:
        WATCH.done(number)
