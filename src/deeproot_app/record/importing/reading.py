"""What the text of an interaction says, for the columns that its file left empty. A given column is believed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Final

from deeproot.read.asks import needs_answer
from deeproot.read.automatic import automatic
from deeproot.read.kinds import kind
from deeproot.read.label import UNSURE
from deeproot.read.message import ASKING, find_label_cues
from deeproot.read.parts import split
from deeproot.read.place import Around, asks_more
from deeproot.read.sentiment import sentiment
from deeproot.read.words import count

READ: Final = ("kind", "needs_answer", "automatic", "customer_words", "our_words")
"""The columns that a text fills, cell by cell."""
FELT: Final = "sentiment"
"""The column that a text fills only where the file has no such column: empty cells of a measured one stay empty."""
CERTAIN: Final = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """One interaction, as far as its reading needs it."""

    direction: str
    channel: str
    subject: str
    body: str
    personal: bool = True
    gives: bool = False
    """Whether it gave an item of the library."""
    automatic: bool | None = None
    """None where that is to be read too."""
    answers: bool | None = None
    """Whether it replies to an open question of the other side; None where the thread is not known, as at an import."""
    after: str | None = None
    """The kind of what the other side wrote last in the thread: see ``deeproot.read.place``."""
    around: Around | None = None
    """What else stands around a customer's message in its thread."""
    meaning: bool = False
    """Whether the embedding weighs it too, where one is installed."""


Found = dict[str, tuple[Any, float]]
"""For a column: the value, and how sure it is (0 to 1)."""


def read(said: Said, missing: list[str]) -> Found:
    """Those of the ``missing`` columns that the text fills.

    Words are counted in what the author wrote now, without quoted mail, greeting and signature; in a conversation
    (direction both) nobody can tell from the text whose they are, so they stay unknown.
    """
    parts = split(said.body)
    if said.channel == "survey" and said.direction == "in":
        said = replace(said, subject="")  # the subject of an answer to a survey is our question
    found: Found = {}
    machine = said.automatic
    if machine is None:
        label = automatic(subject=said.subject, text=parts.new)
        machine = label.value is not None
        found["automatic"] = machine, label.confidence
    if not machine and not {"kind", "needs_answer", FELT}.isdisjoint(missing):
        find_label_cues(parts.body, said.direction)
    found |= _meant(said, parts.body, machine, missing)
    if said.direction != "both" and said.body:
        found |= _words(parts.body, said.direction, missing)
    if FELT in missing and said.direction in ("in", "both") and not machine:
        felt = sentiment(parts.body)
        if felt.value is not None:
            found[FELT] = felt.value, felt.confidence
    return found


def _meant(said: Said, text: str, machine: bool, missing: list[str]) -> Found:
    """The kind, and whether it asks for something."""
    found: Found = {}
    what = None
    if "kind" in missing:
        what = kind(
            text,
            said.subject,
            said.direction,
            channel=said.channel,
            personal=said.personal,
            answers=said.answers,
            gives=said.gives,
            automatic=machine,
            after=said.after,
            around=said.around,
            meaning=said.meaning,
        )
        found["kind"] = what.value, what.confidence
    if "needs_answer" in missing:
        likelier = asks_more(said.around, said.after, what or UNSURE)
        asks = needs_answer(text, said.subject, automatic=machine, likelier=likelier)
        found["needs_answer"] = bool(asks.value), asks.confidence
        if what is not None and what.value in ASKING and not asks.value:
            found["needs_answer"] = True, what.confidence
    return found


def _words(text: str, direction: str, missing: list[str]) -> Found:
    theirs, ours = ("customer_words", "our_words") if direction == "in" else ("our_words", "customer_words")
    found: Found = {}
    if theirs in missing:
        found[theirs] = count(text), CERTAIN
    if ours in missing:
        found[ours] = 0, CERTAIN
    return found


def kept(found: Found) -> str | None:
    """How the record remembers which columns were read, and how surely; None where none was."""
    return json.dumps({name: round(sure, 2) for name, (_, sure) in sorted(found.items())}) if found else None
