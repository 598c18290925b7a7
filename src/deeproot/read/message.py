"""Everything one message says, in one call: what the application stores beside it.

The parts first, for the rest is read from the author's own new text only. What does not apply is left empty: a
customer's words never make a promise of ours, and ours never say what a customer needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from .asks import cues as asks_cues
from .asks import needs_answer
from .automatic import automatic, bulk
from .beliefs import Finding, beliefs
from .beliefs import cues as beliefs_cues
from .commitments import cues as promises_cues
from .complaint import complaint
from .frames import cues as frames_cues
from .kinds import SIDE, facts_of, kind, named
from .label import UNSURE, Label
from .language import language
from .learnt import Facts
from .parts import Parts, split
from .phrases import Phrases, Together
from .promises import Promise, promises
from .sentences import LONGEST, plain
from .sentiment import sentiment
from .votes import cues as kinds_cues
from .words import count

VERSION = 15
"""The version of the reader: texts read by an older one may be read again."""
ASKING = frozenset({"question", "request"})
NOTHING: Label[float] = Label(None)
NOT_ASKED: Label[bool] = Label(None)
Message = tuple[str, datetime, Mapping[str, Any]]
"""A text, when it was said, and whatever else :func:`read` takes by name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says; ``kind``, ``needs_answer``, ``sentiment`` and the like are labels, each with its words."""

    parts: Parts
    words: int
    language: Label[str]
    automatic: Label[str]
    personal: bool
    kind: Label[str]
    needs_answer: Label[bool]
    sentiment: Label[float]
    complaint: Label[bool]
    promises: tuple[Promise, ...] = ()
    beliefs: tuple[Finding, ...] = ()
    version: int = VERSION


@dataclass(slots=True)
class _Message:
    """A message while it is read: what was given, and what was found so far."""

    text: str
    said_at: datetime
    direction: str = "in"
    subject: str = ""
    html: str = ""
    headers: Mapping[str, Any] | None = None
    channel: str = "email"
    answers: bool | None = None
    gives: bool = False
    personal: bool | None = None
    how: Mapping[str, Any] = field(default_factory=dict)
    parts: Parts = field(init=False)
    body: str = field(init=False)
    machine: Label[str] = field(init=False)
    to_one: bool = field(init=False)
    ours: bool = field(init=False)
    theirs: bool = field(init=False)
    asks: Label[bool] = field(init=False)
    language: Label[str] = field(init=False)
    feels: Label[float] = NOTHING
    facts: Facts | None = None
    kind: Label[str] = UNSURE
    promises: tuple[Promise, ...] = ()
    beliefs: tuple[Finding, ...] = ()


GIVEN = frozenset(("direction", "subject", "html", "headers", "channel", "answers", "gives", "personal"))
"""What :func:`read` takes by name; the rest is for ``due``."""


def read(
    text: str,
    said_at: datetime,
    *,
    direction: str = "in",
    subject: str = "",
    html: str = "",
    headers: Mapping[str, Any] | None = None,
    channel: str = "email",
    answers: bool | None = None,
    gives: bool = False,
    personal: bool | None = None,
    **how: Any,
) -> Reading:
    """Read one message written at ``said_at``.

    ``answers`` says whether it replies to an open question of the other side, ``personal`` whether it was written to
    one customer (None: by its headers); ``how`` is what :func:`deeproot.read.due.find` takes (zone, country, closed,
    closing, default). ``needs_answer`` is True too where the kind is a question or a request. Raises ``ValueError``
    for an unknown direction or zone.
    """
    given = (direction, subject, html, headers, channel, answers, gives, personal, how)
    return _read([_Message(text, said_at, *given)])[0]


def read_together(messages: Iterable[Message]) -> list[Reading]:
    """Read some dozens of messages, each as :func:`read` reads it alone; quicker by half than one after the other."""
    return _read([_message(*each) for each in messages])


def _message(text: str, said_at: datetime, known: Mapping[str, Any]) -> _Message:
    given = {name: value for name, value in known.items() if name in GIVEN}
    return _Message(text, said_at, **given, how={name: known[name] for name in known if name not in GIVEN})


def _read(messages: list[_Message]) -> list[Reading]:
    """Every question is asked of all messages before the next one is: what it needs then stays in the caches."""
    for find in (_find_parts, _find_cues, _find_asks, _find_language, _find_feeling, _find_facts):
        for each in messages:
            find(each)
    for side in dict.fromkeys(SIDE.values()):
        heard = [(each, each.facts) for each in messages if each.facts and SIDE[each.direction] == side]
        for (each, _), name in zip(heard, named([facts for _, facts in heard], side), strict=True):
            each.kind = name
    for find in (_find_promises, _find_beliefs):
        for each in messages:
            find(each)
    return list(map(_reading, messages))


def _find_parts(each: _Message) -> None:
    each.parts = split(each.text, each.html)
    each.body = each.parts.body
    each.machine = automatic(each.headers, each.subject, each.parts.new)
    each.to_one = not (each.headers and bulk(each.headers)) if each.personal is None else each.personal
    by_machine = each.machine.value is not None
    each.ours = each.direction in ("out", "both") and not by_machine
    each.theirs = each.direction in ("in", "both") and not by_machine


def _find_cues(each: _Message) -> None:
    """In one pass for all questions, which then know them."""
    if each.machine.value is None and (cues := _cues(each.direction)):
        cues.find(plain(each.body[:LONGEST]))


def _find_asks(each: _Message) -> None:
    each.asks = needs_answer(each.body, each.subject, automatic=each.machine.value is not None)


def _find_language(each: _Message) -> None:
    each.language = language(each.body)


def _find_feeling(each: _Message) -> None:
    if each.theirs:
        each.feels = sentiment(each.body)


def _find_facts(each: _Message) -> None:
    if each.machine.value is not None:
        each.kind = kind("", direction=each.direction, automatic=True)
        return
    each.facts = facts_of(
        each.body,
        each.subject,
        each.direction,
        channel=each.channel,
        personal=each.to_one,
        answers=each.answers,
        gives=each.gives,
        asks=each.asks,
    )


def _find_promises(each: _Message) -> None:
    if each.ours:
        each.promises = tuple(promises(each.body, each.said_at, **each.how))


def _find_beliefs(each: _Message) -> None:
    if each.theirs:
        each.beliefs = tuple(beliefs(each.body, each.kind.value or "" if each.direction == "in" else None))


def _reading(each: _Message) -> Reading:
    asks = each.asks
    if each.kind.value in ASKING and not asks.value:
        asks = Label(True, each.kind.confidence, each.kind.words)
    return Reading(
        parts=each.parts,
        words=count(each.body),
        language=each.language,
        automatic=each.machine,
        personal=each.to_one,
        kind=each.kind,
        needs_answer=asks,
        sentiment=each.feels,
        complaint=complaint(each.body, each.subject) if each.theirs else NOT_ASKED,
        promises=each.promises,
        beliefs=each.beliefs,
    )


def find_label_cues(text: str, direction: str) -> None:
    """Look for what tells kind, question and feeling in one pass over a new text, for whoever asks for these next.

    Spares :func:`deeproot.read.kinds.kind`, ``needs_answer`` and ``sentiment`` a pass each; changes nothing they say.
    """
    if cues := _label_cues(direction):
        cues.find(plain(text[:LONGEST]))


@cache
def _cues(direction: str) -> Together | None:
    """All cues that a message of a direction is asked for, to be looked for in one pass; None for no direction."""
    if direction not in SIDE:
        return None
    sets = _label_sets(direction)
    if direction in ("in", "both"):
        sets.append(beliefs_cues())
    if direction in ("out", "both"):
        sets.append(promises_cues())
    return Together(*sets)


@cache
def _label_cues(direction: str) -> Together | None:
    return Together(*_label_sets(direction)) if direction in SIDE else None


def _label_sets(direction: str) -> list[Phrases]:
    sets = [asks_cues(), kinds_cues(SIDE[direction])]
    if direction in ("in", "both"):
        sets += [kinds_cues("in"), frames_cues()]
    return list(dict.fromkeys(sets))
