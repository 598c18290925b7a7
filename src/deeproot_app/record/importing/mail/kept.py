"""The raw mail behind an interaction, as it came; and what was attached to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from deeproot_app.channels.email import parse
from deeproot_app.channels.shapes import Attachment, Received
from deeproot_app.record.arrivals.keep import unpacked as arrived
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.models import Arrival, Batch, Interaction, RawBlock

SHOWN_BYTES: Final = 2 << 20
"""Of a larger mail what is attached is told on its own page alone: a page of many mails would take long."""


def raw_mail(interaction: Interaction) -> bytes | None:
    """The bytes of the mail that an interaction was made of; None where it was made of none."""
    if interaction.channel != "email" or interaction.batch_id is None or interaction.line is None:
        return None
    if connection := _connection(interaction):
        arrival = Arrival.objects.filter(connection=connection, pk=int(interaction.line)).first()
        return arrived(arrival) if arrival and arrival.size else None
    blocks = RawBlock.objects.filter(batch_id=interaction.batch_id, first_line__lte=interaction.line)
    block = blocks.filter(batch__settings__mail=True).order_by("-first_line").first()
    found = dict(unpacked(bytes(block.data))) if block else {}
    text = found.get(interaction.line)
    return None if text is None else text.encode("latin-1")


def _connection(interaction: Interaction) -> int:
    """The connection whose arrivals the rows of the interaction's import are; 0 where it is of a file."""
    batch = Batch.objects.filter(pk=interaction.batch_id) if interaction.batch_id else Batch.objects.none()
    settings = batch.values_list("settings", flat=True).first()
    return int((settings or {}).get("connection", 0))


def attachments(interaction: Interaction) -> tuple[Attachment, ...]:
    """What was attached to the mail behind an interaction: names, types and sizes; nothing is opened."""
    raw = raw_mail(interaction)
    found = parse(raw) if raw is not None else None
    return found.attachments if isinstance(found, Received) else ()


def mails_among(interactions: Sequence[Interaction]) -> dict[str, tuple[Attachment, ...]]:
    """Those of the interactions of which the mail is kept, and what is attached to it. Two queries.

    Of mails from files, and of very large ones, what is attached is told on their own page alone: it would take long.
    """
    batches = Batch.objects.filter(pk__in={one.batch_id for one in interactions if one.batch_id})
    told: dict[int | None, dict[str, Any]] = dict(batches.values_list("pk", "settings"))
    kept = [one for one in interactions if one.channel == "email" and one.line is not None]
    found: dict[str, tuple[Attachment, ...]] = {one.pk: () for one in kept if _holds_mail(told.get(one.batch_id, {}))}
    live = {one.line: one for one in kept if told.get(one.batch_id, {}).get("connection")}
    for arrival in Arrival.objects.filter(pk__in=list(live), size__gt=0, size__lte=SHOWN_BYTES):
        one = live[arrival.pk]
        read = parse(arrived(arrival)) if arrival.connection_id == told[one.batch_id]["connection"] else None
        if isinstance(read, Received):
            found[one.pk] = read.attachments
    return found


def _holds_mail(settings: dict[str, Any]) -> bool:
    """Whether an import with these settings is of a mailbox, as a file or connected."""
    return bool(settings.get("mail") or settings.get("connection"))
