"""Stripe's signature: `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]` over `t.body`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from deeproot_app.channels import signatures


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where one of the signatures is that of one of the secrets, and fresh; else why it is refused."""
    parts = [part.strip().partition("=") for part in headers.get("stripe-signature", "").split(",")]
    seconds = next((value for name, _, value in parts if name == "t"), "")
    given = [value for name, _, value in parts if name == "v1"]
    if not given:
        return signatures.MISSING
    if late := signatures.stale(seconds, now):
        return late
    signed = seconds.encode() + b"." + body
    return signatures.judged(given, (signatures.hex_mac(one, signed) for one in signatures.secrets_in(secret)))
