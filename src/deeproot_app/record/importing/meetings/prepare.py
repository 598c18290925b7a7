"""A block of talks turned into rows; those that are nobody's, or cannot be read, are named, with why."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from typing import Final

from deeproot_app.channels.shapes import Unreadable
from deeproot_app.record.files.rows import Block
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.mapping import Cell, Mapping, Target
from deeproot_app.record.importing.meetings.talks import Sides, Talk, row_of
from deeproot_app.record.importing.meetings.whose import Known
from deeproot_app.record.importing.prepared import Prepared, Refusals
from deeproot_app.record.importing.store import Store
from deeproot_app.record.shape import SHAPES

NAMES: Final = (
    "interaction_id", "customer_id", "contact_id", "member_id", "happened_at", "channel", "direction", "thread_id",
    "customer_words", "our_words", "customer_seconds", "our_seconds", "subject", "body",
)  # fmt: skip
Rows = list[dict[str, Value]]


def mapping_of(name: str, says: str, cells: AnyMapping[str, str]) -> Mapping:
    """What such files give, as pages show it: for each of our columns, what of the file it is told by."""
    columns = {ours: Cell(theirs) for ours, theirs in cells.items()}
    columns |= {"channel": Cell(constant="meeting"), "direction": Cell(constant="both")}
    return Mapping(name, (Target("interactions", columns),), says)


class PreparingTalks(ABC):
    """Turns talks into values."""

    skips_done = True
    prefixed = 0
    aside = 0

    def __init__(self, store: Store, customer: str | None) -> None:
        self.store = store
        self.customer = customer
        self.apart = 0
        """How many talks are left aside: they concern no customer."""
        self.nobodys: set[int] = set()
        self.called_off = 0
        """How many meetings are recorded that have been called off since."""
        self.many: list[str] = []
        """What else is to be told."""

    def rows(
        self, block: Block, talks: Sequence[Talk | Unreadable | None], refused: Refusals
    ) -> tuple[list[Prepared], Refusals]:
        """The rows of the talks of a block, a talk a place; None for one that is left aside."""
        there = [one for one in talks if isinstance(one, Talk)]
        known = Known(self.store, (person for one in there for person in one.people), self.customer)
        main: Rows = []
        more: list[tuple[int, dict[str, Value]]] = []
        places: list[int] = []
        self.nobodys = set()
        for place, talk in enumerate(talks):
            if isinstance(talk, Unreadable):
                refused[place].append(("", talk.reason))
                main.append({})
                places.append(place)
                continue
            sides = known.sides(talk) if talk is not None else Sides(private=True, reason="left aside")
            if talk is None or sides.private:
                self.apart += talk is not None
                continue
            first, *others = self._of_one(talk, sides, place, refused)
            main.append(first)
            places.append(place)
            more += [(place, row) for row in others]
        parts = [_part(main, places, block)]
        if more:
            extra = _part([row for _, row in more], [place for place, _ in more], block)
            extra.main = False
            parts.append(extra)
        return parts, refused

    def _of_one(self, talk: Talk, sides: Sides, place: int, refused: Refusals) -> Rows:
        if sides.reason:
            refused[place].append(("who", sides.reason))
            self.nobodys.add(place)
            return [row_of(talk, sides, "", None, 0)]
        found = sides.customers.items()
        return [row_of(talk, sides, customer, contact, at) for at, (customer, contact) in enumerate(sorted(found))]

    @abstractmethod
    def block(self, block: Block) -> tuple[list[Prepared], Refusals]:
        """The values of a block, and the talks that are refused."""

    def notes(self) -> list[str]:
        """What a person should know of how the talks were read."""
        if not self.apart:
            return self.many
        return [
            f"{self.apart:,} were left aside: meetings of our own, private appointments, and what was called off.",
            *self.many,
        ]


def refusals() -> Refusals:
    return defaultdict(list)


def _part(rows: Sequence[dict[str, Value]], places: list[int], block: Block) -> Prepared:
    columns = {name: [row.get(name) for row in rows] for name in NAMES}
    return Prepared(SHAPES["interactions"], columns, places, [block.lines[place] for place in places])
