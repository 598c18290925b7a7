"""What habits are reckoned from: rows of the record, narrowed to what the rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

SPOKEN: Final = ("call", "meeting")


class Passed(NamedTuple):
    """A row of `interactions`; moments are aware, in any zone."""

    at: datetime
    interaction_id: str
    customer_id: str
    member_id: str | None
    channel: str
    direction: str
    kind: str | None
    asks: bool = False
    """``needs_answer``: its text asks something."""
    automatic: bool = False

    @property
    def is_touch(self) -> bool:
        """Whether the customer heard from us by it (DESIGN 4)."""
        return self.direction in ("out", "both") and not self.automatic

    @property
    def is_spoken(self) -> bool:
        """Whether we spoke with them."""
        return self.is_touch and self.channel in SPOKEN


class Due(NamedTuple):
    """A row of `promises` with a due moment, made by the moment asked about and not withdrawn.

    A promise does not say when it was moved: ``moved_to`` is as it stands.
    """

    at: datetime
    """``due_at``: the moment that was first promised."""
    promise_id: str
    customer_id: str
    member_id: str | None
    kept_at: datetime | None = None
    moved_to: datetime | None = None


class Hardship(NamedTuple):
    """A row of `beliefs` about ``capacity``: hard times of a customer, from the one moment to the other."""

    customer_id: str
    since: datetime
    until: datetime | None = None


class Happening(NamedTuple):
    """A deed, or an occasion, of a habit."""

    at: datetime
    id: str
    """The interaction or promise that says so."""
    member_id: str | None
    met: bool | None = True
    """Whether the occasion was met; None while there is still time. A deed is its own proof."""


@dataclass(frozen=True)
class Rows:
    """All that a rule may read. The order in which rows come means nothing."""

    passed: Iterable[Passed] = ()
    due: Iterable[Due] = ()
    hardships: Iterable[Hardship] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    """Of a customer, which of us looks after them: what they write to nobody in particular is theirs."""

    def until(self, as_of: datetime) -> Known:
        """What was known at ``as_of``: nothing that came after it."""
        stories: dict[str, list[Passed]] = defaultdict(list)
        for row in sorted(
            (row for row in self.passed if row.at <= as_of), key=lambda row: (row.at, row.interaction_id)
        ):
            stories[row.customer_id].append(row)
        return Known(
            dict(sorted(stories.items())),
            [_known(row, as_of) for row in sorted(self.due, key=lambda row: (row.at, row.promise_id))],
            [row for row in self.hardships if row.since <= as_of],
            self.owners, as_of,
        )  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The same at one moment: the stories of customers, each in the order in which it passed."""

    stories: Mapping[str, list[Passed]]
    due: list[Due]
    hardships: list[Hardship]
    owners: Mapping[str, str]
    as_of: datetime


def _known(row: Due, as_of: datetime) -> Due:
    """A promise as it was known: what was kept later was open."""
    return row if row.kept_at is None or row.kept_at <= as_of else row._replace(kept_at=None)
