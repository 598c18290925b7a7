"""Under which ids the reading keeps what it makes: the same at each reading."""

from __future__ import annotations

import hashlib
from typing import Final

from deeproot_app.record.models.customers import ID

READ: Final = "read:"
"""How they begin."""


def read_id(interaction_id: str, place: int) -> str:
    """The id of the promise or the belief that stands in one place of a message."""
    whole = f"{READ}{interaction_id}#{place}"
    if len(whole) <= ID:
        return whole
    return f"{READ}{hashlib.blake2b(interaction_id.encode(), digest_size=20).hexdigest()}#{place}"
