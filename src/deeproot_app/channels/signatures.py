"""Whether a call is its source's own: HMAC (RFC 2104) over the bytes as they came, compared in constant time."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

TOLERANCE: Final = 300
"""Seconds that a signed time may lie from ours, before or after: what Stripe and Standard Webhooks take."""

MISSING: Final = "the signature is missing"
WRONG: Final = "the signature is not that of the connection's secret"
UNKNOWN: Final = "the connection has no secret"


def secrets_in(text: str) -> Iterator[bytes]:
    """A secret, or several with blanks between while one takes the place of another."""
    return (one.encode() for one in text.split())


def mac(secret: bytes, signed: bytes, algorithm: str = "sha256") -> bytes:
    """The HMAC of what is signed."""
    return hmac.digest(secret, signed, algorithm)


def base64_mac(secret: bytes, signed: bytes) -> str:
    """The HMAC-SHA256, in Base64."""
    return b64encode(mac(secret, signed)).decode()


def hex_mac(secret: bytes, signed: bytes, algorithm: str = "sha256") -> str:
    """The HMAC, in hexadecimal digits."""
    return mac(secret, signed, algorithm).hex()


def same(given: str, expected: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def judged(given: Iterable[str], expected: Iterable[str]) -> str:
    """Empty where one of the given signatures is one of those expected; else why the call is refused."""
    wanted = list(expected)
    return "" if any(same(one, other) for one in given for other in wanted) else WRONG


def stale(seconds: str, now: datetime, *, milliseconds: bool = False) -> str:
    """Why a signed time cannot be accepted; empty where it lies near enough to ours."""
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 16):
        return "the time that was signed is no time"
    apart = int(seconds) / (1000 if milliseconds else 1) - now.timestamp()
    if abs(apart) > TOLERANCE:
        return f"it was signed {abs(apart):,.0f} seconds {'before' if apart < 0 else 'after'} it came"
    return ""
