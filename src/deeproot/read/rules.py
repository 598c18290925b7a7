"""The rules of ``cues/*/due.toml`` as patterns, and which languages a text needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from .cues import load
from .needed import DIGITS, needed
from .remembered import Remembered
from .span import Words

DIGIT = re.compile(r"\d")
NUMERIC = {
    "day": r"(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
    "mon": r"(?P<mon>0?[1-9]|1[0-2])(?!\d)",
    "year": r"(?P<year>(?:19|20)\d\d)(?!\d)",
    "short year": r"(?P<year>(?:20)?\d\d)(?![\d/])",
    "first": r"(?P<first>0?[1-9]|[12]\d|3[01])",
    "second": r"(?P<second>0?[1-9]|[12]\d|3[01])(?!\d)",
    "clock": r"(?P<clock>[01]?\d|2[0-4])",
    "minute": r"(?P<minute>[0-5]\d)(?!\d)",
    "half": r"(?P<half>[12])",
    "week": r"(?P<week>0?[1-9]|[1-4]\d|5[0-3])(?!\d)",
}


def languages(text: str) -> list[str]:
    """The languages of which a text has a word that a rule needs; most sentences have none."""
    found = NONE.union(*map(LANGUAGES.__getitem__, text.split()))
    return [language for language in load("due") if language in found]


def _languages(piece: str) -> frozenset[str]:
    words = set(re.findall(r"[^\W\d_]+|\d", piece))
    number = not words.isdisjoint("0123456789")
    return frozenset(language for language in load("due") if number or not words.isdisjoint(_triggers(language)))


NONE: frozenset[str] = frozenset()
LANGUAGES = Remembered(_languages)
"""The same for a piece of a text, found out once."""


@cache
def _triggers(language: str) -> frozenset[str]:
    topic = load("due")[language]
    phrases = [phrase for words in topic["words"].values() for phrase in words]
    phrases += [re.sub(r"\{\w+\}|\(\?P<\w+>", " ", rule) for rules in topic["rules"].values() for rule in rules]
    found = {word for phrase in phrases for word in re.findall(r"[^\W\d_]{3,}", phrase)}
    return frozenset(found - set(topic["common"]))


def rules_for(text: str, language: str) -> list[Rule]:
    """The rules of a language that may find something in a text: it has a word that they need."""
    always, by_piece = _by_piece(language)
    found = always.union(*map(by_piece.__getitem__, text.split()))
    known = rules(language)[1]
    return [known[place] for place in sorted(found)]


@cache
def _by_piece(language: str) -> tuple[frozenset[int], Remembered[frozenset[int]]]:
    """Which rules of a language need no word that could be named; and which of them a piece of a text has a word for.

    No needed word has a blank in it, so that it stands within one piece.
    """
    always, by_word = _by_word(language)

    def met(piece: str) -> frozenset[int]:
        found = {place for word in filter(piece.__contains__, by_word) for place in by_word[word]}
        return frozenset(found.union(by_word[DIGITS[0]]) if DIGIT.search(piece) else found)

    return frozenset(always), Remembered(met)


@cache
def _by_word(language: str) -> tuple[list[int], dict[str, list[int]]]:
    """Which rules of a language need no word that could be named; and which of them need each word."""
    always: list[int] = []
    by_word: dict[str, list[int]] = {DIGITS[0]: []}
    for place, (_, _, needs) in enumerate(rules(language)[1]):
        for word in needs:
            by_word.setdefault(word, []).append(place)
        if not needs:
            always.append(place)
    return always, by_word


Rule = tuple[str, re.Pattern[str], tuple[str, ...]]
"""What a rule means, its pattern, the words of which a text must have one."""


@cache
def rules(language: str) -> tuple[Words, tuple[Rule, ...]]:
    """The words of a language, and its rules."""
    topic = load("due")[language]
    words: dict[str, dict[str, Any]] = topic["words"]
    fills = NUMERIC | {name: f"(?P<{name}>{_any(known)})(?!\\w)" for name, known in words.items()}
    fills["number"] = rf"(?P<number>\d{{1,4}}(?!\d)|{_any(words['number'])}(?!\w))"
    fills["most"] = rf"(?P<most>\d{{1,4}}(?!\d)|{_any(words['number'])}(?!\w))"
    fills["quarter"] = rf"(?P<quarter>[1-4]|{_any(words['ordinal'])})"
    patterns = []
    for means, templates in topic["rules"].items():
        for template in templates:
            filled = re.sub(r"\{([a-z_]+)\}", lambda name: fills[name.group(1).replace("_", " ")], template)
            pattern = re.compile(rf"(?<![\w@/])(?:{_spaced(filled)})(?![\w@]|\.[a-z])")
            patterns.append((means, pattern, needed(template, words)))
    return words, tuple(patterns)


def _spaced(template: str) -> str:
    """A template whose spaces outside character classes stand for a little space or a hyphen."""
    return re.sub(r"(\[[^\]]*\])| (\??)", lambda part: part[1] or f"[ -]{{{0 if part[2] else 1},3}}", template)


def _any(words: Mapping[str, Any]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=len, reverse=True))
