"""What the text of an interaction says, for the columns that its file left empty. A given column is believed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from deeproot.read.asks import needs_answer
from deeproot.read.automatic import automatic
from deeproot.read.kinds import SIDE, facts_of, kind, named
from deeproot.read.label import UNSURE, Label
from deeproot.read.learnt import Facts
from deeproot.read.many import TOGETHER
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


@dataclass(slots=True)
class _Text:
    """A text while it is read: what was asked of it, and what was found so far."""

    said: Said
    missing: Sequence[str]
    new: str = ""
    """What its author wrote now, without greeting and signature."""
    machine: bool = False
    what: Label[str] | None = None
    found: Found = field(default_factory=dict)

    def asks_for(self, *names: str) -> bool:
        return not set(names).isdisjoint(self.missing)


def read(said: Said, missing: Sequence[str]) -> Found:
    """Those of the ``missing`` columns that the text fills.

    Words are counted in what the author wrote now, without quoted mail, greeting and signature; in a conversation
    (direction both) nobody can tell from the text whose they are, so they stay unknown.
    """
    return _read([_Text(said, missing)])[0]


def read_together(asked: Iterable[tuple[Said, Sequence[str]]]) -> Iterator[Found]:
    """Read many texts, each with its ``missing`` columns, each as :func:`read` reads it alone; in less time."""
    texts = (_Text(said, missing) for said, missing in asked)
    while some := list(islice(texts, TOGETHER)):
        yield from _read(some)


def _read(texts: list[_Text]) -> list[Found]:
    """Every question is asked of all texts before the next one is: what it needs then stays in the caches."""
    for find in (_find_author, _find_cues):
        for each in texts:
            find(each)
    _find_kinds([each for each in texts if each.asks_for("kind")])
    for find in (_find_asks, _find_words, _find_feeling):
        for each in texts:
            find(each)
    return [each.found for each in texts]


def _find_author(each: _Text) -> None:
    """What its author wrote now, and whether that is a machine."""
    said = each.said
    if said.channel == "survey" and said.direction == "in":
        each.said = replace(said, subject="")  # the subject of an answer to a survey is our question
    parts = split(said.body)
    each.new = parts.body
    if said.automatic is not None:
        each.machine = said.automatic
        return
    label = automatic(subject=each.said.subject, text=parts.new)
    each.machine = label.value is not None
    each.found["automatic"] = each.machine, label.confidence


def _find_cues(each: _Text) -> None:
    if not each.machine and each.asks_for("kind", "needs_answer", FELT):
        find_label_cues(each.new, each.said.direction)


def _find_kinds(texts: list[_Text]) -> None:
    """The kind of each; those of one side are weighed together."""
    weighed: dict[tuple[str, bool], list[tuple[_Text, Facts]]] = {}
    for each in texts:
        said = each.said
        if each.machine:
            each.what = kind("", direction=said.direction, automatic=True)
        else:
            weighed.setdefault((SIDE[said.direction], said.meaning), []).append((each, _facts(each)))
    for (side, meaning), some in weighed.items():
        names = named([facts for _, facts in some], side, meaning=meaning)
        for (each, _), what in zip(some, names, strict=True):
            each.what = what
    for each in texts:
        assert each.what is not None
        each.found["kind"] = each.what.value, each.what.confidence


def _facts(each: _Text) -> Facts:
    said = each.said
    return facts_of(
        each.new,
        said.subject,
        said.direction,
        channel=said.channel,
        personal=said.personal,
        answers=said.answers,
        gives=said.gives,
        after=said.after,
        around=said.around,
    )


def _find_asks(each: _Text) -> None:
    """Whether it asks for something."""
    if not each.asks_for("needs_answer"):
        return
    said, what = each.said, each.what
    likelier = asks_more(said.around, said.after, what or UNSURE)
    asks = needs_answer(each.new, said.subject, automatic=each.machine, likelier=likelier)
    each.found["needs_answer"] = bool(asks.value), asks.confidence
    if what is not None and what.value in ASKING and not asks.value:
        each.found["needs_answer"] = True, what.confidence


def _find_words(each: _Text) -> None:
    if each.said.direction != "both" and each.said.body:
        each.found |= _words(each.new, each.said.direction, each.missing)


def _find_feeling(each: _Text) -> None:
    if each.machine or each.said.direction not in ("in", "both") or not each.asks_for(FELT):
        return
    felt = sentiment(each.new)
    if felt.value is not None:
        each.found[FELT] = felt.value, felt.confidence


def _words(text: str, direction: str, missing: Sequence[str]) -> Found:
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
