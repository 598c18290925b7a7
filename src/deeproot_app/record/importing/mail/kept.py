"""The raw mail behind an interaction, as it came; and what was attached to it."""

from __future__ import annotations

from deeproot_app.channels.email import parse
from deeproot_app.channels.shapes import Attachment, Received
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.models import Interaction, RawBlock


def raw_mail(interaction: Interaction) -> bytes | None:
    """The bytes of the mail that an interaction was made of; None where it was made of none."""
    if interaction.channel != "email" or interaction.batch_id is None or interaction.line is None:
        return None
    blocks = RawBlock.objects.filter(batch_id=interaction.batch_id, first_line__lte=interaction.line)
    block = blocks.filter(batch__settings__mail=True).order_by("-first_line").first()
    found = dict(unpacked(bytes(block.data))) if block else {}
    text = found.get(interaction.line)
    return None if text is None else text.encode("latin-1")


def attachments(interaction: Interaction) -> tuple[Attachment, ...]:
    """What was attached to the mail behind an interaction: names, types and sizes; nothing is opened."""
    raw = raw_mail(interaction)
    found = parse(raw) if raw is not None else None
    return found.attachments if isinstance(found, Received) else ()
