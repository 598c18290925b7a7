"""The phrases of a text that name a moment, each turned into the days it may mean.

The rules are data (``cues/*/due.toml``, made patterns by ``rules``); what their names mean is in ``days``, ``periods``
and ``terms``. A phrase gives a first and a last day; what it has to do with its neighbours ("Thursday" + "at 2pm") and
with the words before it ("before") is decided in ``due``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from . import days, periods, terms
from .cues import load
from .rules import languages, rules, rules_for
from .span import Now, Span, Words, hour_of

READINGS = days.READINGS | periods.READINGS | terms.READINGS
GAP = re.compile("[ -]+")
"""What may stand between the words of a phrase, however a list writes it: "end of", "end-of", "end  of"."""


def spans(text: str, now: Now) -> list[Span]:
    """All phrases of a ``plain`` text that name a moment, in order; of overlapping ones the longest."""
    found: list[Span] = []
    for language in languages(text):
        words, _ = rules(language)
        for means, pattern, _ in rules_for(text, language):
            for match in pattern.finditer(text):
                span = _span(means, match, _given(match, language), words, now)
                if span:
                    found.append(replace(span, language=language))
    return _longest(found)


def _longest(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start - span.end, span.means == "vague")):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return sorted((span for span in kept if span.means != "nothing"), key=lambda span: span.start)


def _given(match: re.Match[str], language: str) -> dict[str, str]:
    """The words that a match gives, each as the lists of its language write it."""
    given = {name: words for name, words in match.groupdict().items() if words is not None}
    for name, words in given.items():
        if " " in words or "-" in words:
            spaced = GAP.sub(" ", words)
            given[name] = _listed(language).get(spaced, spaced)
    return given


@cache
def _listed(language: str) -> dict[str, str]:
    """How the lists of a language write a phrase, by the phrase with single spaces."""
    lists = load("due")[language]["words"].values()
    return {GAP.sub(" ", phrase): phrase for words in lists for phrase in words if " " in phrase or "-" in phrase}


def _span(means: str, match: re.Match[str], given: dict[str, str], words: Words, now: Now) -> Span | None:
    """What one match says; None where it says no possible day."""
    name, _, argument = means.partition(" at ")
    at = hour_of(int(argument)) if argument else None
    reading, number = _split_number(name.removeprefix("end of "))
    if name.startswith("end of "):
        given["ends"] = "end"
    try:
        span = READINGS[reading](Span(match.start(), match.end(), reading), given, words, now, number)
    except (ValueError, OverflowError):
        return None
    return replace(span, at=at or span.at) if span else None


def _split_number(name: str) -> tuple[str, int]:
    head, _, tail = name.rpartition(" ")
    return (head, int(tail)) if tail.isdecimal() else (name, 0)
