"""Mail domains: which may be ours, and those where everybody may have an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import idna

from deeproot_app.base.errors import UserError

EVERYBODYS: Final = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "hotmail.com", "hotmail.co.uk", "hotmail.de",
    "hotmail.fr", "live.com", "msn.com", "yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "yahoo.es", "ymail.com",
    "icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de",
    "t-online.de", "freenet.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "pm.me", "tutanota.com",
    "fastmail.com", "zoho.com", "mail.com", "hey.com", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net",
    "libero.it", "virgilio.it", "bluewin.ch", "btinternet.com", "mail.ru", "yandex.ru", "yandex.com", "qq.com",
    "163.com", "126.com", "naver.com", "comcast.net", "verizon.net",
})  # fmt: skip
"""Domains where everybody may have an address: a colleague's there makes nobody else there ours."""
DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
"""A name of at least two parts (RFC 1035, 2.3.1, with digits at the beginning: RFC 1123, 2.1)."""
MOST: Final = 200


def ours(given: Iterable[str]) -> list[str]:
    """Domains as a person gives them, in lower case, each once, sorted.

    Those of other alphabets are as DNS has them (IDNA 2008, RFC 5891).
    Raises UserError for what is no domain, and for one where everybody may have an address.
    """
    found = {_ascii(one.strip().lower().removeprefix("@").rstrip(".")) for one in given} - {""}
    for domain in sorted(found):
        if len(domain) > 253 or not DOMAIN.fullmatch(domain):
            raise UserError(f"{domain!r} is no mail domain; give one such as oakfield.example.")
        if domain in EVERYBODYS:
            raise UserError(f"Everybody may have an address at {domain}: it cannot be yours alone.")
    if len(found) > MOST:
        raise UserError(f"At most {MOST} domains can be ours.")
    return sorted(found)


def _ascii(domain: str) -> str:
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain
