"""Addresses that mail is sent to and from: checked, in one form, and as the wire has them."""

from __future__ import annotations

import re
from typing import Final

import idna

from deeproot_app.base.errors import UserError

LONGEST: Final = 254
"""Characters of an address in its wire form (RFC 5321, 4.5.3.1.3, less the angle brackets)."""
LONGEST_LOCAL: Final = 64
LOCAL: Final = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;,@\\\"]+")
"""The part before the @: any script (RFC 6531), dots where RFC 5321 has them; nothing that would have to be quoted."""
LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def deliverable(given: str) -> str:
    """The address in the form in which addresses are compared: in lower case, its domain as DNS has it.

    Raises UserError where nothing can be delivered to it: no address, or one that would have to be quoted.
    """
    address = given.strip()
    local, _, domain = address.rpartition("@")
    found = f"{local.lower()}@{_ascii(domain)}"
    if not _is_local(local) or not _is_domain(found.rpartition("@")[2]) or len(found.encode()) > LONGEST:
        raise UserError(f"{given[:100]!r} is no address that mail can be sent to.")
    return found


def domain_of(address: str) -> str:
    """Where mail to it goes, as DNS has it."""
    return _ascii(address.rpartition("@")[2])


def shown(address: str) -> str:
    """The address with its domain in its own script, for people."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}" if "xn--" in domain else address
    except idna.IDNAError:
        return address


def _is_local(local: str) -> bool:
    plain = LOCAL.fullmatch(local) is not None and local.isprintable()
    return plain and len(local.encode()) <= LONGEST_LOCAL and "" not in local.split(".")


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) > 1 and len(domain) <= 253 and all(LABEL.fullmatch(label) for label in labels)


def _ascii(domain: str) -> str:
    """As DNS has it (UTS 46, IDNA 2008); what cannot be is left as it is, and is then no domain."""
    plain = domain.lower()
    if plain.isascii():
        return plain
    try:
        return idna.encode(plain, uts46=True).decode()
    except idna.IDNAError:
        return plain
