"""The signature of Standard Webhooks 1.0.0: `webhook-signature: v1,<base64>[ v1,<base64>]` over `id.timestamp.body`.

The library `standardwebhooks` asks the clock by itself; here the time is told. A test signs with the library.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from deeproot_app.channels import signatures
from deeproot_app.channels.deliveries import identity

PREFIX: Final = b"whsec_"


def key(body: bytes, headers: Mapping[str, str]) -> str:
    """`webhook-id`, which is signed: the same whenever the message is sent."""
    return identity(headers.get("webhook-id", ""))


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where one of the signatures is that of one of the secrets, and fresh; else why it is refused."""
    id_, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    parts = (part.partition(",") for part in headers.get("webhook-signature", "").split())
    given = [value for version, _, value in parts if version == "v1"]
    if not given or not id_:
        return signatures.MISSING
    if late := signatures.stale(seconds, now):
        return late
    signed = f"{id_}.{seconds}.".encode("utf-8", "surrogatepass") + body
    expected = (signatures.base64_mac(one, signed) for one in map(_bytes, signatures.secrets_in(secret)) if one)
    return signatures.judged(given, expected)


def _bytes(secret: bytes) -> bytes:
    """The key that a written secret stands for; empty where it is none."""
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except Error:
        return b""
