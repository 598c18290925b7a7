"""What we did ourselves, written into the record by the application: a mail sent, a call made, a gift given.

It goes the road that files and mailboxes go: what the text says is read, the search finds it, the customer is
understood anew; and when the same thing is met again (the mail in the folder of what was sent), it is one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection

from deeproot_app.base import audit
from deeproot_app.base.access import Actor
from deeproot_app.record import changes
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.importing.reading import READ, Said, read
from deeproot_app.record.importing.store import Database
from deeproot_app.record.importing.write import Writer, Written
from deeproot_app.record.models import Interaction
from deeproot_app.record.shape import SHAPES

MAY_BE_GIVEN: Final = (
    "contact_id", "member_id", "thread_id", "case_id", "resource_id", "subject", "body", "customer_words", "our_words",
    "customer_seconds", "our_seconds", "needs_answer", "automatic", "personal", "sentiment", "score", "score_kind",
)  # fmt: skip
"""What else is known of an interaction; of what is not given, the text tells what it can."""
NEEDED: Final = ("interaction_id", "customer_id", "channel", "direction", "kind", "happened_at")


def record(
    actor: Actor,
    *,
    interaction_id: str,
    customer_id: str,
    channel: str,
    direction: str,
    kind: str | None,
    happened_at: datetime,
    **more: Any,
) -> Interaction:
    """Record one thing that we did, in the transaction at hand; give its row. Recorded again it changes its row.

    ``more``: any of MAY_BE_GIVEN. ``kind`` None is read from the text. The trail tells who did it. Raises TypeError for
    a column that there is not, RuntimeError outside a transaction.
    """
    row = {
        "interaction_id": interaction_id, "customer_id": customer_id, "channel": channel, "direction": direction,
        "kind": kind, "happened_at": happened_at,
    }  # fmt: skip
    record_many([row | more])
    found = Interaction.objects.select_related("customer").get(pk=interaction_id)
    audit.write(actor, "interaction.record", found, channel=channel, direction=direction)
    return found


def record_many(rows: Sequence[Mapping[str, Any]]) -> Written:
    """Record many such things, each with the columns of NEEDED and any of MAY_BE_GIVEN; a fixed number of statements.

    In the transaction at hand; no trail is written, since one act may have led to all of them.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("what we did is recorded in the transaction that did it")
    if unknown := {name for row in rows for name in row}.difference(NEEDED, MAY_BE_GIVEN):
        raise TypeError(f"An interaction has no {', '.join(sorted(unknown))}.")
    names = [*NEEDED, *(name for name in MAY_BE_GIVEN if any(name in row for row in rows))]
    columns = {name: [_kept(row.get(name)) for row in rows] for name in names}
    part = Prepared(SHAPES["interactions"], columns, list(range(len(rows))), [0] * len(rows))
    written = Writer(Database(), None).write(part)
    if written.customers:
        changes.touched(written.customers, written.last_seq)
    return written


def prepare() -> None:
    """Load what reading texts needs, so that no transaction waits for it."""
    read(Said("out", "email", "Prepared", "Is everything ready?"), [*READ])


def _kept(value: Any) -> Any:
    """A value as rows of files have it: moments as text, in UTC without saying so."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("The moment of what we did must say its zone.")
    return str(value.astimezone(UTC).replace(tzinfo=None))
