"""Who came: said by hand or by a file of names and addresses; whoever came has it in their story."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from deeproot_app.act.events import guests, planned
from deeproot_app.act.events.answering import told_by
from deeproot_app.act.models import Event, Guest
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import acted
from deeproot_app.record.unacted import take_back


@dataclass(frozen=True)
class Listed:
    """What a list of those who came led to."""

    came: int
    added: int
    """Of these, who had not been on the list."""
    absent: int
    unknown: list[str]


def mark(actor: access.Actor, event: Event, came: Mapping[int, bool | None]) -> int:
    """Say who came (True), who did not (False), of whom one does not know (None); return how many changed.

    Raises UserError before the event has begun.
    """
    access.require(actor, planned.ACT)
    _refuse_early(event)
    with transaction.atomic():
        rows = Guest.objects.select_for_update(of=("self",)).filter(event=event, pk__in=list(came))
        changed = [row for row in access.customers(actor, rows, "customer") if row.came != came[row.pk]]
        gone = [told_by(event.pk, row.pk, "came") for row in changed if row.came]
        for row in changed:
            row.came = came[row.pk]
        Guest.objects.bulk_update(changed, ["came"], batch_size=500)
        take_back(actor, gone)
        if told := [_told(event, row) for row in changed if row.came]:
            acted.record_many(told)
        if changed:
            audit.write(actor, "event.attendance", event, changed=len(changed), came=len(told))
    return len(changed)


def by_list(actor: access.Actor, event: Event, text: str, *, others_absent: bool) -> Listed:
    """Say who came by a list: lines, or a file of comma-separated values with addresses or names somewhere in it.

    Whoever came without being asked is put on the list. With ``others_absent`` all others did not come.
    """
    access.require(actor, planned.ACT)
    _refuse_early(event)
    asked = list(access.customers(actor, event.guests.select_related("contact"), "customer"))
    known = _known(asked)
    came: dict[int, bool | None] = {}
    left: list[str] = []
    for cells in _rows(text):
        found = next((known[cell.lower()] for cell in cells if cell.lower() in known), None)
        if found is not None:
            came[found] = True
        else:
            left.append(next((cell for cell in cells if "@" in cell), " ".join(cells)))
    with transaction.atomic():
        new = guests.named(actor, [line for line in left if "@" in line])
        added = guests.add(actor, event, guests.Found(new.people)).added if new.people else 0
        walked_in = event.guests.filter(contact__in=[one.pk for one in new.people]).values_list("pk", flat=True)
        came |= dict.fromkeys(walked_in, True)
        if others_absent:
            came = {**{row.pk: False for row in asked}, **came}
        mark(actor, event, came)
    unknown = [*new.unknown, *(line for line in left if "@" not in line)]
    there = sum(value is True for value in came.values())
    return Listed(there, added, sum(value is False for value in came.values()), unknown)


def _refuse_early(event: Event) -> None:
    if event.state == Event.State.CANCELLED:
        raise UserError("It was called off; nobody came.")
    if event.starts_at > clock.now():
        raise UserError("It has not begun yet.")


def _known(asked: Iterable[Guest]) -> dict[str, int]:
    """Guests by their address, and by their name where only one bears it."""
    found: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for row in asked:
        if row.contact is not None and row.contact.email:
            found[row.contact.email.lower()] = row.pk
        if row.contact is not None and row.contact.name:
            names.setdefault(row.contact.name.lower(), []).append(row.pk)
    return {name: pks[0] for name, pks in names.items() if len(pks) == 1} | found


def _rows(text: str) -> list[list[str]]:
    """The cells of each line, without the heading of a table that names its columns."""
    sample = text.removeprefix("\ufeff")
    between = max(",;\t", key=sample.partition("\n")[0].count)
    rows = [
        [cell.strip() for cell in row if cell.strip()] for row in csv.reader(io.StringIO(sample), delimiter=between)
    ]
    rows = [row for row in rows if row]
    headed = bool(rows) and len(rows) > 1 and not any("@" in cell for cell in rows[0]) and _names_columns(rows[0])
    return rows[1:] if headed else rows


def _names_columns(cells: Iterable[str]) -> bool:
    return any(
        cell.lower() in {"email", "e-mail", "name", "mail", "address", "attendee", "participant"} for cell in cells
    )


def _told(event: Event, row: Guest) -> dict[str, Any]:
    return {
        "interaction_id": told_by(event.pk, row.pk, "came"), "customer_id": row.customer_id, "channel": "event",
        "direction": "both", "kind": event.kind, "happened_at": event.starts_at.replace(microsecond=0),
        "contact_id": row.contact_id, "member_id": event.host_id, "thread_id": f"deeproot:event-{event.pk}-{row.pk}",
        "automatic": False, "personal": False, "needs_answer": False, "subject": event.title,
        "body": "They came to our event.",
    }  # fmt: skip
