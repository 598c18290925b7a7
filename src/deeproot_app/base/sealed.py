"""Secrets that must be told again (a mailbox's password), kept so that the database alone tells none."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from deeproot_app.base.errors import UserError


def seal(secret: str) -> str:
    """The secret, encrypted (Fernet) with a key derived from the installation's own (HKDF, RFC 5869)."""
    return _box(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises UserError where it was sealed with another installation's key."""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UserError(
            "A kept secret cannot be opened: the installation's key (secret.key, DEEPROOT_SECRET_KEY) is not the one "
            "it was sealed with. Bring that key back, or enter the secret anew."
        ) from None


@cache
def _box(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"deeproot sealed secrets").derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
