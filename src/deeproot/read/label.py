"""What a reading says: a value or "unsure", how sure, and the exact words it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Label(Generic[Value]):
    """One reading of a text.

    ``value`` is None where the reader is unsure. ``confidence`` runs from 0 to 1 and orders readings; it is a
    probability only where docs/reading.md gives a calibration. ``words`` are pieces of the text as written.
    """

    value: Value | None
    confidence: float = 0.0
    words: tuple[str, ...] = ()


UNSURE: Label[str] = Label(None)
