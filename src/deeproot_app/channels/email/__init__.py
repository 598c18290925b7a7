"""E-mail: raw RFC 5322 bytes to one message; mbox and folders of mail to raw bytes, one mail at a time."""

from typing import Final

from deeproot_app.channels.email.parse import parse

SAYS: Final = "e-mail: mbox files, Maildir folders and .eml files"

__all__ = ["SAYS", "parse"]
