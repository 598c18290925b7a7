"""The row sets that measures stand on, by name; each is a choice among the rows of one stream of one base table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Base = Literal["interactions", "promises", "beliefs", "coverage"]
Stream = Literal[
    "window",
    "touches",
    "personal_touches",
    "silences",
    "questions",
    "conversations",
    "retold",
    "pitched_low",
    "clueless",
    "hollow",
    "given_up",
    "unprobed",
    "promises",
    "beliefs",
    "gaps",
]
"""A name of :data:`deeproot.understand.streams.STREAMS`, which is apart since it needs the engines' libraries."""


@dataclass(frozen=True)
class Rows:
    """A named set of rows: the base table it comes from, the stream that yields it, and which rows of it belong."""

    base: Base
    stream: Stream
    says: str
    where: Callable[[Any], Any] | None = None


ROWS: dict[str, Rows] = {
    "touches": Rows("interactions", "window", "touches in the window", lambda t: t.touch),
    "near_touches": Rows("interactions", "personal_touches", "personal touches, where the window holds a renewal"),
    "met": Rows("interactions", "window", "personal touches in the window", lambda t: t.touch & t.personal),
    "silences": Rows("interactions", "silences", "the intervals without a touch, the last one still running"),
    "running_silence": Rows("interactions", "silences", "the silence still running", lambda t: t.running),
    "questions": Rows("interactions", "questions", "inbound rows that need an answer"),
    "conversations": Rows("interactions", "conversations", "two-way threads and conversations"),
    "moods": Rows(
        "interactions", "window", "inbound rows with a sentiment", lambda t: (t.direction == "in") & ~t.automatic
    ),
    "retold": Rows("interactions", "retold", "inbound rows that told a case again to another colleague"),
    "pitched_low": Rows("interactions", "pitched_low", "pitches while capacity was low"),
    "clueless": Rows("interactions", "clueless", "care touches by someone without a part in the open case"),
    "hollow": Rows("interactions", "hollow", "we-miss-you touches with nothing behind them"),
    "given_up": Rows("interactions", "given_up", "complaints after which the customer fell silent"),
    "unprobed": Rows("interactions", "unprobed", "all-great messages without a question from us after"),
    "promises_made": Rows("promises", "promises", "promises made in the window", lambda t: t.made_lately),
    "promises_due": Rows("promises", "promises", "promises due in the window", lambda t: t.due_lately),
    "promises_overdue": Rows("promises", "promises", "promises overdue", lambda t: t.overdue),
    "beliefs": Rows("beliefs", "beliefs", "beliefs that hold"),
    "gaps": Rows("coverage", "gaps", "gaps of the sources the customer uses"),
}
