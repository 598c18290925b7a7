"""E-mail: raw RFC 5322 bytes to one message; mbox, folders of mail and mailboxes (IMAP) to raw bytes, mail by mail."""

from typing import Final

from deeproot_app.channels.email.mailbox import SETTINGS, check
from deeproot_app.channels.email.parse import parse

NAME: Final = "Mailbox"
SAYS: Final = "e-mail: mailboxes (IMAP), mbox files, Maildir folders and .eml files"
MINUTES: Final = 5

__all__ = ["MINUTES", "NAME", "SAYS", "SETTINGS", "check", "parse"]
