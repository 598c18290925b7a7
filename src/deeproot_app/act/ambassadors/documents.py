"""The ledger of referrals as a file: the columns that a file of referrals is read by, too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from deeproot_app.act.models import Referral
from deeproot_app.record.safe import safe

COLUMNS: Final = (
    "referrer_id", "referrer", "brought_id", "brought", "brought_email", "at", "how", "note", "told_at",
)  # fmt: skip


def lines(rows: Iterable[Referral], shown: frozenset[str] | None = None) -> Iterator[str]:
    """The rows as CSV with a header; of a customer who is not ``shown`` nothing but that somebody came."""
    yield _line(COLUMNS)
    for row in rows:
        came = row.brought.leader if row.brought else None
        hidden = came is not None and shown is not None and came.pk not in shown
        name = "" if hidden else (came.name if came else row.name)
        yield _line((
            row.customer.leader.pk, row.customer.leader.name, "" if hidden or came is None else came.pk, name,
            "" if hidden else row.email, row.at.isoformat(), row.how, row.note, row.made_at.isoformat(),
        ))  # fmt: skip


def _line(cells: Iterable[Any]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerow([safe(str(cell)) for cell in cells])
    return held.getvalue()
