"""Ids in addresses. Ids come from other systems and may hold anything; in an address one is a clean part of a path."""

from __future__ import annotations

import re

from django.urls import register_converter

ESCAPED = re.compile(r"~([0-9a-f]{2})")


class RowIdConverter:
    """`<rowid:...>`: letters, digits, `.`, `_`, `-` stand for themselves, any other byte as `~` and two digits.

    A `%2F` would be read as a slash by the web server before any converter sees it; this is not.
    """

    regex = r"(?:[A-Za-z0-9._\-]|~[0-9a-f]{2})+"

    def to_python(self, value: str) -> str:
        """The id. Raises ValueError, which is an address that does not exist, where the bytes are no UTF-8."""
        raw = ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), value)
        return raw.encode("latin-1").decode("utf-8")

    def to_url(self, value: object) -> str:
        return "".join(_plain(byte) for byte in str(value).encode())


def _plain(byte: int) -> str:
    char = chr(byte)
    return char if byte < 128 and (char.isalnum() or char in "._-") else f"~{byte:02x}"


def register() -> None:
    """Make `<rowid:...>` known to every room's addresses; called once, when the application starts."""
    register_converter(RowIdConverter, "rowid")
