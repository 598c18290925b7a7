"""Addresses as keyed digests: known again whenever they come back, told to nobody by the ledger."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from secrets import token_bytes

from django.db import transaction

from deeproot.understand.identity import base_email, normal_email, normal_phone
from deeproot_app.record.models import ConsentKey

BYTES = 32


def key() -> bytes:
    """This record's own key. It travels with the database (a migration made it), so that a backup knows its digests."""
    row = ConsentKey.objects.filter(pk=1).first()
    if row is None:
        with transaction.atomic():
            row, _ = ConsentKey.objects.get_or_create(pk=1, defaults={"key": token_bytes(BYTES)})
    return bytes(row.key)


def digest(address: str, by: bytes, country: str | None = None) -> str | None:
    """The digest of an address (HMAC-SHA-256 of its normal form, hexadecimal); None for an empty one.

    A mail address is taken without what its owner may add to it (`+tag`): who objects under one objects under all.
    A telephone number without its country is read as one of ``country``.
    """
    normal = normal_form(address, country)
    return hmac.digest(by, normal.encode(), "sha256").hex() if normal else None


def normal_form(address: str, country: str | None = None) -> str:
    """An address as it is compared; what is no address of a known form is compared as it is written, in lower case."""
    text = address.strip().lower()
    if "@" in text:
        return f"email:{base_email(normal_email(text) or text)}"
    if phone := normal_phone(text, country):
        return f"phone:{phone}"
    digits = re.sub(r"[^\d+]", "", text)
    return f"phone:{digits}" if len(digits) >= 5 else f"other:{text}" if text else ""


def digests(addresses: Iterable[str | None], by: bytes, country: str | None = None) -> list[str]:
    """The digests of some addresses, each once."""
    found = (digest(one, by, country) for one in addresses if one)
    return list(dict.fromkeys(one for one in found if one))
