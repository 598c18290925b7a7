"""HubSpot's signature, version 3: Base64 of HMAC-SHA256 over method, address, body and the time in milliseconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from deeproot_app.channels import signatures

DECODED: Final = re.compile("%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)
"""What HubSpot writes plainly in the address that it signs."""


def verify(body: bytes, headers: Mapping[str, str], secret: str, now: datetime) -> str:
    """Empty where the signature is that of one of the secrets, and fresh; else why it is refused.

    `headers` also has `:method`, and `:url` as it stands in HubSpot's settings.
    """
    given, milliseconds = headers.get("x-hubspot-signature-v3", ""), headers.get("x-hubspot-request-timestamp", "")
    if not given:
        return signatures.MISSING
    if late := signatures.stale(milliseconds, now, milliseconds=True):
        return late
    url = DECODED.sub(lambda found: unquote(found[0]), headers.get(":url", ""))
    signed = f"{headers.get(':method', '')}{url}".encode("utf-8", "surrogatepass") + body + milliseconds.encode()
    return signatures.judged([given], (signatures.base64_mac(one, signed) for one in signatures.secrets_in(secret)))
