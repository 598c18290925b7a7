"""A map as a grid: touchpoints in columns under their stages, rows of what is measured beside what people say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey.models import JourneyIdea, JourneyVersion


@dataclass(frozen=True)
class Column:
    """One touchpoint as it stands on the map."""

    key: str
    name: str
    stage: str
    first: bool
    """Of its stage."""
    said: Mapping[str, Any]
    measured: Mapping[str, Any] | None
    """None where nobody came there, or people put it on the map by hand."""
    ideas: int
    """Open ones and those being done."""

    @property
    def assumed(self) -> float | None:
        """What people think customers feel there, from -1 to 1."""
        value = self.said.get("feels")
        return None if value is None else float(value)

    @property
    def node(self) -> int | None:
        found = self.said.get("node")
        return None if found is None else int(found)

    @property
    def felt(self) -> Mapping[str, Any]:
        return self.measured["felt"] if self.measured else {"mean": None, "low": None, "high": None, "n": 0}

    @property
    def dead_end(self) -> bool:
        return bool(self.measured and self.measured["dead_end"]["stands_out"])

    @property
    def apart(self) -> bool:
        """What people think lies outside of what is measured."""
        low, high = self.felt["low"], self.felt["high"]
        return self.assumed is not None and low is not None and not low <= self.assumed <= high

    @property
    def next_after(self) -> str:
        """The median time until the next step, in words; empty where it is not known."""
        return _span(self.measured["next"]) if self.measured else ""

    @property
    def answered_after(self) -> str:
        """The same until we did something; empty where it was not theirs, or is not known."""
        return _span(self.measured["answered"]) if self.measured else ""

    def words(self, row: str) -> str:
        return str(self.said.get(row) or "")


@dataclass(frozen=True)
class Stage:
    """A stage as it stands on the map."""

    key: str
    name: str
    columns: list[Column]
    measured: Mapping[str, Any] | None

    @property
    def too_many(self) -> bool:
        return bool(self.measured and self.measured["too_many"])


@dataclass(frozen=True)
class Grid:
    """A version of a map, to be shown."""

    stages: list[Stage]

    @property
    def columns(self) -> list[Column]:
        return [column for stage in self.stages for column in stage.columns]

    @property
    def dead_ends(self) -> list[Column]:
        return [column for column in self.columns if column.dead_end]

    @property
    def crowded(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.too_many]

    def feelings(self) -> list[dict[str, Any]]:
        """The rows of the curve: place, step, stage, measured (with low and high), assumed, n."""
        return [
            {
                "place": place,
                "step": column.name,
                "stage": column.stage,
                "measured": column.felt["mean"],
                "low": column.felt["low"],
                "high": column.felt["high"],
                "assumed": column.assumed,
                "n": column.felt["n"],
            }
            for place, column in enumerate(self.columns, 1)
        ]


def _span(wait: Mapping[str, Any] | None) -> str:
    return span(wait["hours"]) if wait and wait["hours"] is not None else ""


def span(hours: float) -> str:
    """A time in words: `40 min`, `5 h`, `12 days`."""
    if hours < 1:
        return f"{hours * 60:.0f} min" if hours * 60 >= 1 else "under a minute"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"


def grid(version: JourneyVersion, ideas: Iterable[JourneyIdea] = ()) -> Grid:
    """A version as a grid, with how many ideas each touchpoint has."""
    document = version.drawing.document
    measured = boards.measured_of(document)
    stages = {one["stage"]: one for one in document.get("stages", ())}
    live = Counter(idea.step for idea in ideas if idea.state in ("open", "doing"))
    return Grid(
        [
            Stage(
                one["key"],
                one["name"],
                [
                    Column(said["key"], said["name"], one["name"], place == 0, said, measured.get(said["node"]),
                           live[said["key"]])
                    for place, said in enumerate(one["touchpoints"])
                ],
                stages.get(one["key"]),
            )
            for one in version.board.get("stages", ())
        ]
    )  # fmt: skip
