"""Where rows are read from: the database, or the files. One rule, here and nowhere else."""

from __future__ import annotations

from typing import Final

from django.db import connection

from deeproot_app.record import changes
from deeproot_app.record.models import Customer

SMALL: Final = 100_000
"""A record in which fewer rows were ever recorded is read out of the database in less time than files are kept."""
FEW: Final = 20
"""Fewer than a twentieth of the customers are looked up in the database: an index leads to their rows."""


def from_files(asked: int | None = None) -> bool:
    """Whether the rows of so many customers (None: of all) are read from files rather than out of the database.

    From the database: few customers, whatever the size of the record, since its indexes lead to their rows and nothing
    else is read; a small record; and all within a transaction, whose rows are nobody else's business yet. From the
    files: all customers, or many, of a record that is not small. There a row costs a seventh of what it costs in the
    database, and what changed since the files were written is looked up as few customers are.
    """
    if _ours_alone() or changes.last() < SMALL:
        return False
    return asked is None or asked * FEW >= Customer.objects.count()


def _ours_alone() -> bool:
    """Whether nobody but this connection sees the rows."""
    return connection.in_atomic_block or "memory" in str(connection.settings_dict["NAME"])
