"""Shopify's signature: `X-Shopify-Hmac-Sha256`, Base64, over the body alone.

No time is signed, so no replay is too old; the delivery's key is a digest of its body, so a replay says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deeproot_app.channels import signatures


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where the signature is that of one of the secrets; else why it is refused."""
    given = headers.get("x-shopify-hmac-sha256", "")
    if not given:
        return signatures.MISSING
    return signatures.judged([given], (signatures.base64_mac(one, body) for one in signatures.secrets_in(secret)))
