"""Intercom's signature: `X-Hub-Signature: sha1=<hex>`, HMAC-SHA1 over the body alone.

No time is signed, so no replay is too old; the delivery's key is the id within the body, so a replay says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deeproot_app.channels import signatures


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where the signature is that of one of the secrets; else why it is refused."""
    given = headers.get("x-hub-signature", "")
    if not given:
        return signatures.MISSING
    expected = (f"sha1={signatures.hex_mac(one, body, 'sha1')}" for one in signatures.secrets_in(secret))
    return signatures.judged([given], expected)
