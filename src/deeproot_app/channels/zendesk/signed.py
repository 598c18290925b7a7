"""Zendesk's signature: `X-Zendesk-Webhook-Signature`, Base64 of HMAC-SHA256 over its timestamp and the body."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deeproot_app.channels import signatures
from deeproot_app.channels.deliveries import moment


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where the signature is that of one of the secrets, and fresh; else why it is refused."""
    given = headers.get("x-zendesk-webhook-signature", "")
    stamp = headers.get("x-zendesk-webhook-signature-timestamp", "")
    if not given:
        return signatures.MISSING
    when = moment(stamp)
    if late := signatures.stale(str(int(when.timestamp())) if when else "", now):
        return late
    signed = stamp.encode() + body
    return signatures.judged([given], (signatures.base64_mac(one, signed) for one in signatures.secrets_in(secret)))
