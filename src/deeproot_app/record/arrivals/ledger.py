"""The completeness ledger of connected sources: per day what was seen, stored and refused; and what we do not know."""

from __future__ import annotations

from deeproot_app.record.models import Connection


def tell(connection: Connection) -> None:
    """Bring what the ledger says of a connection up to date."""
