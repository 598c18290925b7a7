"""What the text of an interaction says, for the columns that its file left empty. A given column is believed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from deeproot.read.asks import needs_answer
from deeproot.read.automatic import automatic
from deeproot.read.kinds import kind
from deeproot.read.parts import new_text
from deeproot.read.words import count

READ: Final = ("kind", "needs_answer", "automatic", "customer_words", "our_words")
"""The columns that a text can fill, in the order in which they are read: a machine's message asks nothing."""
CERTAIN: Final = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """One interaction, as far as its reading needs it."""

    direction: str
    subject: str
    body: str
    personal: bool
    automatic: bool | None


def read(said: Said, missing: list[str]) -> dict[str, tuple[Any, float]]:
    """For each of the ``missing`` columns that the text fills: the value, and how sure it is (0 to 1).

    Words are counted in what the author wrote now, without the quoted part; in a conversation (direction both) nobody
    can tell from the text whose they are, so they stay unknown.
    """
    text = new_text(said.body)
    machine, found = said.automatic, dict[str, tuple[Any, float]]()
    if machine is None:
        label = automatic(subject=said.subject, text=text)
        machine = label.value is not None
        found["automatic"] = machine, label.confidence
    if "kind" in missing:
        kind_ = kind(text, said.subject, said.direction, personal=said.personal, automatic=machine)
        found["kind"] = kind_.value, kind_.confidence
    if "needs_answer" in missing:
        asks = needs_answer(text, said.subject, automatic=machine)
        found["needs_answer"] = bool(asks.value), asks.confidence
    if said.direction != "both" and said.body:
        found |= _words(text, said.direction, missing)
    return found


def _words(text: str, direction: str, missing: list[str]) -> dict[str, tuple[Any, float]]:
    theirs, ours = ("customer_words", "our_words") if direction == "in" else ("our_words", "customer_words")
    found: dict[str, tuple[Any, float]] = {}
    if theirs in missing:
        found[theirs] = count(text), CERTAIN
    if ours in missing:
        found[ours] = 0, CERTAIN
    return found


def kept(found: dict[str, tuple[Any, float]]) -> str | None:
    """How the record remembers which columns were read, and how surely; None where none was."""
    return json.dumps({name: round(sure, 2) for name, (_, sure) in sorted(found.items())}) if found else None
