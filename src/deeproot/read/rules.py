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
    """The rules of a language that may find something in a text: it has a word of each choice that they need."""
    met = NO_CHOICE.union(*map(_choices(language).__getitem__, text.split()))
    return [rule for rule in rules(language)[1] if rule[2] <= met]


@cache
def _choices(language: str) -> Remembered[frozenset[Choice]]:
    """The choices of words, of all that rules of a language need, of which a piece of a text has one.

    No needed word has a blank in it, so that it stands within one piece.
    """
    choices = NO_CHOICE.union(*(needs for _, _, needs in rules(language)[1]))
    with_digit = frozenset(choice for choice in choices if DIGITS[0] in choice)

    def met(piece: str) -> frozenset[Choice]:
        found = frozenset(choice for choice in choices if any(map(piece.__contains__, choice)))
        return found | with_digit if DIGIT.search(piece) else found

    return Remembered(met)


Choice = tuple[str, ...]
"""Words of which a text must have one."""
NO_CHOICE: frozenset[Choice] = frozenset()
Rule = tuple[str, re.Pattern[str], frozenset[Choice]]
"""What a rule means, its pattern, the choices of which a text must have a word each."""


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
