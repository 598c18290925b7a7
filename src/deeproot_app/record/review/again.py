"""Texts read again with a newer reader: who read how many, what would change; then the change, in the background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Count

from deeproot.read.message import VERSION
from deeproot_app.base import access, audit, jobs
from deeproot_app.base.models import Job
from deeproot_app.record.models import Interaction, Text
from deeproot_app.record.reading import again
from deeproot_app.record.review import words

ACT: Final = "reading.again"
COMPARE: Final = "reading compared"
READ: Final = "reading again"
"""The keys of the two jobs: there is one of each at a time."""
PENDING: Final = (Job.State.WAITING, Job.State.RUNNING)
NAMES: Final = {sort: many for sort, (_, many) in words.SORTS.items()} | {
    "kind": "Kinds of message", "needs_answer": "Questions and requests", "automatic": "Written by machines",
    "customer_words": "Their words, counted", "our_words": "Our words, counted", "sentiment": "How it feels",
}  # fmt: skip


class Readers(NamedTuple):
    """Who read the texts: how many each version read, the latest first; of no version those that nobody read yet."""

    counts: list[tuple[int | None, int]]
    older: int
    """How many an older version than the present one read."""


@dataclass(frozen=True)
class Change:
    """One example of what would change, for whoever may see its customer."""

    label: str
    message: Interaction
    before: str
    after: str


def readers() -> Readers:
    """One query."""
    rows: Any = Text.objects.order_by("-read_by").values_list("read_by").annotate(Count("pk"))
    counts = list(rows)
    return Readers(counts, sum(number for version, number in counts if version is not None and version < VERSION))


def compare_later(actor: access.Actor) -> None:
    """Queue looking what would change; nothing changes by it."""
    access.require(actor, ACT)
    jobs.enqueue(compare, key=COMPARE, everything=not readers().older)


def read_later(actor: access.Actor) -> None:
    """Queue reading again what an older reader has read, or everything where there is none of it."""
    access.require(actor, ACT)
    everything = not readers().older
    jobs.enqueue(read_anew, key=READ, everything=everything)
    audit.write(actor, "reading.again", ("reader", str(VERSION)), everything=everything)


@jobs.task
def compare(everything: bool = False) -> dict[str, Any]:
    """What a reading with the present reader would change."""
    return asdict(again.compare(everything=everything))


@jobs.task
def read_anew(everything: bool = False) -> int:
    """Read again what an older reader has read, or everything; a turn follows, and understands what it changed."""
    return again.read_again(everything=everything)


def last(key: str) -> Job | None:
    """The job of that key that is under way, else the last one."""
    rows = Job.objects.filter(key=key).order_by("-id")
    return rows.filter(state__in=PENDING).first() or rows.first()


def examples(actor: access.Actor, found: Iterable[dict[str, Any]]) -> list[Change]:
    """Those that are of customers ``actor`` may see, in words. One query (two where sight is limited)."""
    rows = list(found)
    seen = access.customers(actor, Interaction.objects.select_related("customer"), "customer")
    messages = seen.in_bulk([row["interaction_id"] for row in rows])
    return [
        Change(
            NAMES.get(row["sort"], row["sort"]),
            messages[row["interaction_id"]],
            words.value(row["sort"], row["before"]),
            words.value(row["sort"], row["after"]),
        )
        for row in rows
        if row["interaction_id"] in messages
    ]
