"""What tells the kind of a customer's message besides its words' weights? Its facts by name.

How it is told, what it wants, whom it speaks to, where it stands in its thread and what our reply makes of it. What
each fact weighs for each kind is learnt (``weighed``); here is only said which of them hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .blame import blames
from .frames import HARD_TIMES, HELD_AGAINST_US, INFORM, POLITE, frames
from .learnt import Facts
from .place import facts_around
from .sentences import LONGEST, plain
from .votes import STRONG
from .wanted import speaks_to_somebody, wants, wonders
from .words import count

SPOKEN: Final = ("call", "meeting")
WRITTEN: Final = ("case", "chat", "letter", "sms", "social", "survey")
"""Channels that tell something; what comes by mail is the usual case."""
LOUD: Final = 1.5 * STRONG
MOST_FRAMES: Final = 3
LENGTHS: Final = ((5, "a few words"), (15, "a line"), (40, "a few lines"), (90, "a letter"))
LONG_LETTER: Final = "a long letter"
GLOOMY, GLAD = -0.3, 0.3


def facts_of_place(facts: Facts) -> list[str]:
    """The names of all that holds of a customer's message, of its text and of its place."""
    return [
        "always",
        *_of_cues(facts),
        *_of_text(facts),
        *_of_place(facts),
        *(_of_telling(facts) if facts.english else ()),
    ]


def _of_cues(facts: Facts) -> Iterator[str]:
    yield f"cues say {facts.by_cues.value}" if facts.by_cues.value else "cues say nothing"
    if facts.votes.get("complaint", 0.0) >= LOUD:
        yield "cues complain loudly"
    if facts.votes.get("cancel", 0.0) > 0:
        yield "a word of leaving"
    if facts.votes.get("hardship", 0.0) > 0:
        yield "a word of hard times"


def _of_text(facts: Facts) -> Iterator[str]:
    length = count(facts.text[:LONGEST])
    yield next((name for most, name in LENGTHS if length <= most), LONG_LETTER)
    if "?" in facts.text:
        yield "a question mark"
    if facts.asks > 0.5:
        yield "asks"
    if facts.feels < GLOOMY:
        yield "gloomy"
    elif facts.feels > GLAD:
        yield "glad"
    if not facts.english:
        yield "not in English"


def _of_telling(facts: Facts) -> Iterator[str]:
    """How an English text is told and what it wants."""
    found = frames(f"{facts.heading}\n\n{facts.text}" if facts.heading else facts.text)
    yield from (f"told: {sort}" for sort in sorted(found))
    hard, blamed = (min(len(found.intersection(sorts)), MOST_FRAMES) for sorts in (HARD_TIMES, HELD_AGAINST_US))
    if hard > 1:
        yield f"{hard} frames of hard times"
    if blamed > 1:
        yield f"{blamed} frames of blame"
    if blamed and not found.isdisjoint((POLITE, INFORM)):
        yield "blame put politely"
    if not blamed and not blames(plain(facts.text[:LONGEST])):
        yield "nothing held against anybody"
    if wonders(facts.text):
        yield "wonders"
    if not speaks_to_somebody(facts.text):
        yield "speaks to nobody"
    elif wanted := wants(facts.text):
        yield wanted


def _of_place(facts: Facts) -> Iterator[str]:
    if facts.channel in SPOKEN:
        yield "spoken"
    elif facts.channel in WRITTEN:
        yield f"by {facts.channel}"
    if facts.answers is not None:
        yield "replies to a question" if facts.answers else "replies to no question"
    if facts.by_subject:
        yield "the subject alone"
    if facts.after is None:
        yield "after nobody knows what"
    else:
        yield f"after {facts.after}" if facts.after else "at the head"
    if facts.around is not None:
        yield from facts_around(facts.around)
