"""What makes a mail one: the digest of its occasion and of whom it is for. Its Message-ID follows from it."""

from __future__ import annotations

from hashlib import sha256


def key_of(occasion: str, whom: str) -> str:
    """The digest of an occasion and a person, or an address: the same whenever and wherever it is reckoned."""
    return sha256(f"{occasion}\0{whom}".encode()).hexdigest()


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the mail with that key, without brackets: any copy of it is known for what it is."""
    return f"{key[:40]}@{domain}"


def interaction_id(message: str) -> str:
    """The id under which a mail is recorded, whoever tells of it first: we, or the folder of what was sent."""
    return f"email:{message}"
