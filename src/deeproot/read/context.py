"""Do the words around a phrase that names a moment make it no due moment?

It is told of the past ("last", "ago", "we met on"), lasts ("for two weeks"), recurs ("the first Monday of each
month"), only says which thing is meant ("the Q3 report", "Friday's outage", "your letter of 4 May"), or is a time of
day with no day or preposition beside it ("morning").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .cues import load
from .span import Span

NEAR = 28
FAR = 200
OF_THE_DAY = frozenset({"time", "clock"})
NAMED = frozenset({"day", "weekday", "week", "weekend", "period"})
Patterns = Mapping[str, re.Pattern[str]]


def is_due(low: str, span: Span) -> bool:
    """Whether a phrase of a ``plain`` text may name a due moment."""
    return _stands(low, span) and not _is_attribute(low, span)


def is_past_or_long(low: str, span: Span) -> bool:
    """Whether the words around a phrase make it the past ("last", "ago") or a duration ("for two weeks")."""
    words = around(span.language)
    before, after = low[max(0, span.start - NEAR) : span.start], low[span.end : span.end + NEAR]
    if words["past"].search(before) or words["ago"].match(after):
        return True
    if span.means in ("in", "period", "weekend") and words["duration"].search(before):
        return True
    return span.means != "vague" and _told_of_the_past(low, span, words)


def is_to_come(low: str, start: int) -> bool:
    """Whether the clause before ``start`` tells of what is to come."""
    clause = re.split(r"[.!?;,\n]|\bbut\b|\baber\b|\bmais\b|\bpero\b", low[max(0, start - FAR) : start])[-1]
    return any(around(language)["promised"].search(clause) for language in load("due"))


def _told_of_the_past(low: str, span: Span, words: Patterns) -> bool:
    """Whether the sentence, or its part between commas, tells what was or always is, not what will be."""
    start = max((low.rfind(mark, 0, span.start) for mark in ".!?;\n"), default=-1) + 1
    start = max(start, span.start - FAR)
    ends = [end for mark in ".!?;\n" if (end := low.find(mark, span.end, span.end + FAR)) >= 0]
    end = min(ends, default=span.end + FAR)
    to_come = _to_come(low, start, end, span, words)
    if words["rule"].search(low, start, end) and not words["promised"].search(low, start, end):
        return True
    if not to_come and (words["habit"].search(low, start, end) or words["after"].match(low, span.start, span.end)):
        return True
    if span.means != "in" and not to_come and words["was"].search(low, start, end):
        return True
    parts = words["part"]
    start = max((mark.end() for mark in parts.finditer(low, start, span.start)), default=start)
    cut = parts.search(low, span.end, end)
    end = cut.start() if cut else end
    told = words["was"].search(low, start, end) or words["told"].search(low, start, end)
    if to_come and words["limit"].search(low[max(0, span.start - NEAR) : span.start]):
        return False  # "we shall return it, duly signed no later than Monday"
    return told is not None and not _to_come(low, start, end, span, words)


def _to_come(low: str, start: int, end: int, span: Span, words: Patterns) -> bool:
    """Whether a clause has a word of what is to come; the month of May is none."""
    will = words["will"]
    if span.means in ("day", "period"):
        return any(found.group() != "may" for found in will.finditer(low, start, end))
    return will.search(low, start, end) is not None


def _stands(low: str, span: Span) -> bool:
    """Whether a phrase may stand alone: "morning" or "10:30" need a day or a preposition beside them."""
    if span.means not in ("clock", "part of day"):
        return True
    words = around(span.language)
    return (
        bool(words["at"].search(low[max(0, span.start - NEAR) : span.start]))
        or (span.means == "clock" and low[span.start].isalpha())
        or words["alone"].match(low, span.start) is not None
    )


def _is_attribute(low: str, span: Span) -> bool:
    """Whether a day or a period only says which thing is meant ("the Friday team", "Friday's outage"), not when."""
    words = _attribute(span.language)
    before, after = low[max(0, span.start - NEAR) : span.start], low[span.end : span.end + NEAR]
    if words is not None and span.means in OF_THE_DAY:
        return bool(words["carried"].search(before) and words["noun"].match(after))  # "on the 5 am truck"
    if words is None or span.means not in NAMED or span.instant:
        return False
    if words["of"].search(before):
        return True
    noun = words["noun"].match(after)
    if noun is None:
        return False
    named = span.start + len("the ") * low.startswith("the ", span.start)
    return after.startswith("'s") or bool(words["determined"].search(low[max(0, named - NEAR) : named]))


@cache
def around(language: str) -> Patterns:
    """The words of a language that tell what was, what will be, and how a phrase is meant."""
    topic = load("due")[language]
    before, after, tense = topic["before"], topic["after"], topic["tense"]
    last = "|".join(rf"{re.escape(word)}(?=\s{{0,3}}(?:[.,;:!?)]|$))" for word in after.get("past_last", ["ago"]))
    return {
        "past": _just_before(before["past"]),
        "duration": _just_before(before["duration"]),
        "exclusive": _just_before(before["exclusive"]),
        "inclusive": _just_before(before.get("inclusive", ["by"])),
        "at": _just_before(before["at"]),
        "alone": re.compile(any_of(topic["alone"]["words"]) if "alone" in topic else r"(?!)"),
        "limit": _just_before(before.get("limit", ["by"])),
        "ago": re.compile(rf"\s{{0,3}}(?:(?:{any_of(after['past'])})(?!\w)|{last})"),
        "or": re.compile(
            rf"\s{{0,2}}(?:{any_of(topic['joins']['or'])})\s{{0,2}}(?:{any_of(topic['joins']['again'])})?\s{{0,2}}"
        ),
        "was": re.compile(rf"(?<!\w)(?:{any_of(tense['past'])})(?!\w)"),
        "habit": re.compile(rf"(?<!\w)(?:{any_of(tense['habit'])})(?!\w)"),
        "rule": re.compile(rf"(?<!\w)(?:{any_of(tense['rule'])})(?!\w)"),
        "after": re.compile(rf"(?:{any_of(tense['after'])})(?![\w-])"),
        "told": re.compile(tense.get("told", r"(?!)")),
        "part": re.compile(rf"[,:()]|(?<!\w)(?:{any_of(tense['part'])})(?!\w)"),
        "promised": re.compile(rf"(?:(?<!\w)|(?='))(?:{any_of(tense['promised'])})(?!\w)"),
        "will": re.compile(rf"(?:(?<!\w)|(?='))(?:{any_of(tense['future'])})(?!\w)"),
    }


@cache
def _attribute(language: str) -> Patterns | None:
    """What stands around a day that only names a thing; None for a language that has no such words."""
    topic = load("due")[language].get("attribute")
    if topic is None:
        return None
    determiners, of = any_of(topic["determiners"]), any_of(topic["of"])
    no_of = any_of(topic["no_of"])
    word = r"[^\W\d_]{3,20}\s"
    written = rf"(?<!\w)(?:{determiners})\s(?:{word})?(?!(?:{no_of})\s){word}(?:{of})\s$"
    patterns = {"of": written, "determined": r"(?!)", "noun": r"(?!)", "carried": r"(?!)"}
    if "when" in topic:
        possessive = any_of([word for word in topic["determiners"] if word not in ("the", "a", "an")])
        either = rf"(?:^|(?<!\w)(?!(?:{any_of(topic['when'])})(?!\w))\w{{1,20}}\s)(?:the|an?)|(?<!\w)(?:{possessive})"
        other = any_of(topic["moments"] + topic["no_noun"])
        patterns["determined"] = rf"(?:{either})\s$"
        patterns["carried"] = rf"(?<!\w)(?:{any_of(topic['carried'])})\sthe\s$"
        patterns["noun"] = rf"(?:'s)?\s(?!(?:{other})(?!\w))[a-z]{{3,}}"
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def any_of(words: list[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _just_before(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(words)})[\s(]{{1,3}}(?:the\s|den\s|dem\s|le\s|la\s|el\s)?$")
