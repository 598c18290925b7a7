"""What a source says outright: this id is that one. Believed where it is single and nothing speaks against it."""

from __future__ import annotations

from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from deeproot.understand.identity import JUNK
from deeproot_app.base import access, audit, clock
from deeproot_app.record.identity.groups import MODELS, linked
from deeproot_app.record.identity.merge import follow
from deeproot_app.record.models import Link, Pair, RecordSequence

MOST: Final = 20
"""More ids of one customer than this is a fault of a source: a default that everybody gets, an id of nobody."""


def attest(kind: str, from_id: str, into_id: str, source: str, reason: str = "") -> Link | Pair | None:
    """Link two ids because ``source`` says that they are one (Salesforce's MasterRecordId, a tracker's alias).

    Done at once where the word is single: the source leads ``from_id`` nowhere else, nobody said that they are not the
    same, and not more than MOST ids become one. Else it waits for a person, as a pair that says who attests it. None
    for ids of nobody (`null`, `undefined`, …), for an id and itself, and for what is one already. A person who undid
    such a link is not overruled: it is not made again.
    """
    if from_id == into_id or {from_id.strip().casefold(), into_id.strip().casefold()} & JUNK:
        return None
    with transaction.atomic():
        seq = RecordSequence.take()
        link_id = f"{source}:{uuid5(NAMESPACE_URL, f'{kind} {from_id} {into_id}').hex}"
        group, _ = linked(kind, [from_id])
        if into_id in group or Link.objects.filter(pk=link_id).exists():
            return None
        other, _ = linked(kind, [into_id])
        if not _single(kind, from_id, source) or len(group) + len(other) > MOST or _different(kind, group, other):
            return _parked(kind, from_id, into_id, source)
        link = Link.objects.create(
            link_id=link_id, kind=kind, from_id=from_id, into_id=into_id, source=source, reason=reason[:500],
            evidence=[f"{source} says so"], made_at=clock.now(), actor=source, recorded_seq=seq,
        )  # fmt: skip
        follow(kind, [from_id, into_id], seq)
        audit.write(access.COMMAND_LINE, "identity.attested", (kind, into_id), merged=from_id, source=source)
    return link


def _single(kind: str, from_id: str, source: str) -> bool:
    """Whether the source names no other leader of that id."""
    return not Link.objects.filter(kind=kind, from_id=from_id, source=source, undone_at__isnull=True).exists()


def _different(kind: str, group: set[str], other: set[str]) -> bool:
    said = Pair.objects.filter(kind=kind, state=Pair.State.DIFFERENT)
    return said.filter(one__in=group | other, other__in=group | other).exists()


def _parked(kind: str, from_id: str, into_id: str, source: str) -> Pair | None:
    """A pair that waits, of what is there; what a person said of it stays."""
    one, other = sorted((from_id, into_id))
    if MODELS[kind]._default_manager.filter(pk__in=[one, other]).count() < 2:
        return None
    defaults = {"found_at": clock.now(), "score": 1.0, "evidence": [["id", "same", f"{source} says so"]]}
    row, _ = Pair.objects.get_or_create(kind=kind, one=one, other=other, defaults={**defaults, "attested": source})
    return row
