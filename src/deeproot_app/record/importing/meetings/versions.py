"""Which version of a meeting is recorded? Told by the raw events that it was made of, which are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final

from deeproot_app.channels.calendar import Component, Event, event, which
from deeproot_app.record.importing.refused import unpacked
from deeproot_app.record.models import Change, Interaction, RawBlock

PREFIX: Final = re.compile(r"^METHOD:([^\n]*)\n")
Version = tuple[int, datetime]


def recorded_versions(ids: Sequence[str], zone: tzinfo) -> dict[str, Version]:
    """For each of these interactions that is recorded: the latest version of its event that was ever taken in.

    ``zone`` is that of times without one.
    """
    rows = Interaction.objects.filter(pk__in=list(ids)).values_list("pk", "batch_id", "line")
    batches: dict[int, set[str]] = {}
    found: dict[str, Version] = {}
    for pk, batch, _ in rows:
        found[pk] = (0, datetime.min.replace(tzinfo=UTC))
        if batch is not None:
            batches.setdefault(batch, set()).add(pk)
    if not found:
        return {}
    changes = Change.objects.filter(table="interactions", row_id__in=list(found)).exclude(batch=None)
    for pk, batch in changes.values_list("row_id", "batch_id"):
        batches.setdefault(int(batch or 0), set()).add(pk)
    versions = _versions(batches, zone)
    for pk, version in found.items():
        series, of = _parts(pk)
        found[pk] = max(version, versions.get((series, of)) or versions.get((series, "")) or version)
    return found


def _versions(batches: dict[int, set[str]], zone: tzinfo) -> dict[tuple[str, str], Version]:
    """The latest version of each event in the raw rows of these imports, by UID and which meeting of a series."""
    found: dict[tuple[str, str], Version] = {}
    for block in RawBlock.objects.filter(batch_id__in=list(batches)).iterator(50):
        for _, text in unpacked(bytes(block.data)):
            match = PREFIX.match(text)
            one = event(Component(text[match.end() :] if match else text, match[1] if match else ""))
            if isinstance(one, Event):
                key = one.uid, which(one.instead_of, zone)
                found[key] = max(found.get(key, one.version), one.version)
    return found


def _parts(pk: str) -> tuple[str, str]:
    """The UID in an interaction's id, and which meeting of its series it is."""
    bare = pk.partition(":")[2].partition("#")[0]
    series, slash, of = bare.rpartition("/")
    return (series, of) if slash and re.fullmatch(r"\d{8}(?:T\d{6}Z)?", of) else (bare, "")
