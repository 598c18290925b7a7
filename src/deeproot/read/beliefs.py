"""What does a customer say of themselves: needs, pains, goals, why they came, what they can bear just now?

Each finding is a sentence of the text, word for word: it is the evidence of a belief that a person may confirm. Only a
customer's own words are read so; what we write about them is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .cued import alike, phrases_of
from .learnt import telling
from .phrases import Hit, Phrases
from .remembered import AT_HAND
from .sentences import LONGEST, plain, sentences
from .votes import cues_in

LONGEST_EVIDENCE = 400
NUMBER = re.compile(r"[€$£]?\d[\d.,]*(?:\s?(?:%|percent\b|per cent\b|k\b|m\b))?|\b(?:double|half|halve|triple|twice)\b")
OF_THEIR_OWN = re.compile(
    r"\b(?:i|i'[a-z]+|we|we'[a-z]+|us|me|my|our|ours|nobody here|ich|wir|uns|unser\w*|mich|mir|mein\w*|"
    r"je|j'\w+|nous|notre|nos|me|mon|ma|mes|on|yo|nosotros|nos|nuestr\w+|mi|mis|\w+(?:amos|emos|imos))\b"
)
"""Who speaks of themselves: a pain that is nobody's is none of theirs."""
ASKED_FOR = re.compile(
    r"\b(?:need|missing|require|await) (?:the(?! (?:ability|option|possibility|chance|means)\b)|your|this|that|it|them|"
    r"these|those|an answer|a reply|some news)\b|\bbrauchen? (?:noch )?(?:den|die|das|ihre\w*|dringend d)\b|"
    r"\bnecesit(?:o|amos) (?:el|la|los|las|su)\b|\bbesoin d(?:u|es|e la|e votre)\b"
)
"""A certain thing that is awaited: a request of today, no need that lasts."""
STRONG = 4.0
TOLD = "hardship"
"""The kind of a message that tells of hard times."""
SURE, LESS_SURE = 0.75, 0.55
LONG = 300
SEVERAL = 3
"""A conversation of so many characters that names hard times in fewer phrases may well speak of something else."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a customer says: ``about`` as in ``tables`` (need, pain, gain, goal, strength, origin, capacity).

    ``words`` is the sentence as written, at ``start`` to ``end``; ``cue`` the phrase that decided. ``horizon`` is now,
    quarter or some_day where the sentence says so, ``metric`` the figure a goal names.
    """

    about: str
    words: str
    start: int
    end: int
    cue: str
    confidence: float
    horizon: str | None = None
    metric: str | None = None


def beliefs(text: str, kind: str | None = None) -> list[Finding]:
    """Everything a customer's text says of them, in its order; at most one finding of a kind for each sentence.

    ``kind`` is the message's, where that is known: it tells of hard times where that is what the message is about, and
    beside another matter only in two separate cues of them. Where it is not known one plain cue is enough.
    """
    return list(_said(text[:LONGEST], kind))


@lru_cache(maxsize=AT_HAND)
def _said(text: str, kind: str | None) -> tuple[Finding, ...]:
    """All findings, remembered while several questions are asked of one text."""
    low = plain(text)
    hits = cues().find(low)
    strong = [hit for hit in cues_in("in", low) if hit.weight >= STRONG]
    hard = _hard_times(text, strong, kind)
    told = {text[hit.start : hit.end].lower() for hit in hard}
    doubtful = kind is None and len(text) > LONG and len(told) < SEVERAL
    found: list[Finding] = []
    for start, end in sentences(low) if hits or hard else ():
        if low[start:end].rstrip().endswith("?"):
            continue
        said = [hit for hit in hits if start <= hit.start < end]
        about = {hit.label: hit for hit in reversed(said) if hit.label not in HORIZONS}
        if "pain" in about and not OF_THEIR_OWN.search(low, start, end):
            del about["pain"]
        if "need" in about and ASKED_FOR.search(low, start, end):
            del about["need"]
        if here := [hit for hit in hard if start <= hit.start < end]:
            about = {"capacity": here[0]}
        horizon = next((hit.label for hit in said if hit.label in HORIZONS), None)
        found += [_finding(name, hit, text, start, end, horizon) for name, hit in about.items()]
    return tuple(map(_doubted, found)) if doubtful else tuple(found)


def _doubted(found: Finding) -> Finding:
    return replace(found, confidence=LESS_SURE) if found.about == "capacity" else found


def _hard_times(text: str, strong: list[Hit], kind: str | None) -> list[Hit]:
    """What tells of hard times in a message of this kind: its cues, or the words that speak most for them."""
    leaves = kind == "cancel" if kind else any(hit.label == "cancel" for hit in strong)
    if leaves:
        return []  # why a customer leaves is no hard time to bear with them
    hard = [hit for hit in strong if hit.label == "hardship"]
    if kind == TOLD and not hard and (words := telling(text, TOLD, "in")):
        start = max(text.find(words[0]), 0)
        return [Hit(TOLD, STRONG, start, start + len(words[0]))]
    if kind in (None, TOLD):
        return hard
    apart = [hit for hit in hard if hit.start >= hard[0].end]
    return hard if apart else []


def capacity(text: str) -> Finding | None:
    """The first sentence that tells of hard times, or None."""
    return next((finding for finding in beliefs(text) if finding.about == "capacity"), None)


HORIZONS = frozenset({"now", "quarter", "some_day"})


def _finding(about: str, hit: Hit, text: str, start: int, end: int, horizon: str | None) -> Finding:
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    words = words.strip()[:LONGEST_EVIDENCE]
    number = NUMBER.search(words.lower()) if about in ("goal", "gain") else None
    sure = SURE if about in ("capacity", "need", "origin") else LESS_SURE
    metric = words[number.start() : number.end()] if number else None
    return Finding(about, words, begin, begin + len(words), text[hit.start : hit.end], sure, horizon, metric)


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("beliefs", lambda topic: alike(topic["about"] | topic["horizon"]))
