"""Chatwoot's signature: `X-Chatwoot-Signature: sha256=<hex>` over `X-Chatwoot-Timestamp`, a point, and the body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deeproot_app.channels import signatures


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where the signature is that of one of the secrets, and fresh; else why it is refused.

    Without a secret the address alone, which nobody can guess, says that it is the source.
    """
    if not secret.split():
        return ""
    given, seconds = headers.get("x-chatwoot-signature", ""), headers.get("x-chatwoot-timestamp", "")
    if not given:
        return signatures.MISSING
    if late := signatures.stale(seconds, now):
        return late
    signed = seconds.encode() + b"." + body
    expected = (f"sha256={signatures.hex_mac(one, signed)}" for one in signatures.secrets_in(secret))
    return signatures.judged([given], expected)
