"""What a letter is told, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Figure:
    """A measure's value for the customer (null: not known) and the number of rows behind it."""

    value: float | None
    n: int = 0


@dataclass(frozen=True)
class Row:
    """One row of evidence: its id, when it happened (aware, UTC; null where it has no moment), its value."""

    id: str
    at: datetime | None = None
    value: float | None = None


@dataclass(frozen=True)
class Finding:
    """A scenario that the customer lives through, with the ids behind it."""

    scenario: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """A time of which a source holds nothing. Moments are aware, UTC."""

    source: str
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True)
class Sentence:
    """One sentence, the ids that show it, the measures it tells, and the gaps that it rests on."""

    text: str
    measures: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Letter:
    """The letter, paragraph by paragraph; ``str()`` gives its text."""

    paragraphs: tuple[tuple[Sentence, ...], ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)

    def __str__(self) -> str:
        return "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in self.paragraphs)
