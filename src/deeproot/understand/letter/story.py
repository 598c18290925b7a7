"""What the sentences are told from: one customer's figures with their evidence, and the voice they are told in."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from deeproot.understand.letter import words
from deeproot.understand.letter.shapes import Figure, Gap, Row, Sentence


@dataclass(frozen=True)
class Voice:
    """Who tells it: an organisation says we, a person says I."""

    i: str
    me: str
    my: str
    mine: str

    @classmethod
    def of(cls, kind: str) -> Voice:
        return cls("I", "me", "my", "mine") if kind == "person" else cls("we", "us", "our", "ours")


@dataclass(frozen=True)
class Story:
    """One customer's time with us, from ``start`` to ``end`` (aware, UTC); days are those of ``zone``."""

    name: str
    voice: Voice
    figures: Mapping[str, Figure]
    evidence: Mapping[str, Sequence[Row]]
    gaps: Sequence[Gap]
    start: datetime
    end: datetime
    zone: str

    def value(self, measure: str) -> float | None:
        """The figure; None where it is not known."""
        figure = self.figures.get(measure)
        return None if figure is None else figure.value

    def count(self, measure: str) -> int:
        """A figure that counts, as a whole number; 0 where it is not known: nothing is told of it then."""
        return round(self.value(measure) or 0)

    def n(self, measure: str) -> int:
        figure = self.figures.get(measure)
        return 0 if figure is None else figure.n

    def ones(self, measure: str) -> int:
        """Of a share's rows, how many are in it."""
        return round((self.value(measure) or 0) * self.n(measure))

    def rows(self, measure: str) -> Sequence[Row]:
        return self.evidence.get(measure, ())

    def moments(self, measure: str) -> list[datetime]:
        return sorted(row.at for row in self.rows(measure) if row.at is not None)

    def day(self, moment: datetime) -> str:
        return words.day(moment, self.zone, self.year)

    def days(self, moments: Sequence[datetime]) -> str:
        """`` on 3 March`` with a space before it; nothing where no moment is known."""
        return f" {words.days(moments, self.zone, self.year)}" if moments else ""

    @property
    def year(self) -> int:
        return self.end.astimezone(ZoneInfo(self.zone)).year

    def pick(self, measure: str, *ways: str) -> str:
        """One of several ways to say it: the same for the same customer and measure, another for the next customer."""
        return ways[zlib.crc32(f"{self.name}\0{measure}".encode()) % len(ways)]

    def tell(self, text: str, *measures: str, ids: Iterable[str] | None = None, gaps: Sequence[Gap] = ()) -> Sentence:
        """A sentence that tells these measures; its evidence is theirs where no ``ids`` are given."""
        shown = ids if ids is not None else (row.id for measure in measures for row in self.rows(measure))
        return Sentence(words.start(text), measures, tuple(dict.fromkeys(shown)), tuple(gaps))

    def unsure(self, start: datetime, end: datetime) -> Sequence[Gap]:
        """The gaps of the record between two moments."""
        return [gap for gap in self.gaps if gap.from_at < end and gap.to_at > start]
