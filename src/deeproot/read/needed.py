"""Which words must a text have for a rule of ``cues/*/due.toml`` to find anything in it?

A text has few of them, and looking for a word is far quicker than trying a rule at each of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

DIGITS = ("\\d",)
"""Stands for a digit of any script."""
OF_DIGITS = frozenset(["day", "mon", "year", "short_year", "first", "second", "clock", "minute", "half", "week"])
DIGIT, A_DIGIT = re.compile(r"\\d(?![?*]|\{0)"), "§"
"""A digit that must be there, and what stands for it while a template is taken apart."""
BESIDE = re.compile(r"\[[^\]]*\]|\\.")
OPENED = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
"""How a group begins that is no look ahead or back."""
NAME = re.compile(r"\{([a-z_]+)\}(?!\?)")
ANY_NAME = re.compile(r"\{\w+\}")
WORD = re.compile(r"[^\W\d_]{3,}+(?![?*+{])")


def needed(template: str, words: Mapping[str, Mapping[str, Any]]) -> frozenset[tuple[str, ...]]:
    """Choices of words: a text must have a word of each for ``template`` to match it; none where none can be named.

    What may be absent is not looked at. Of a group that must be there, any alternative will do, so each must have a
    word or a digit. ``words`` are the words of each {name}, as in ``due.toml``.
    """
    plain, groups = _apart(template)
    if "|" in plain:
        return frozenset()
    choices: set[tuple[str, ...]] = {(word,) for word in WORD.findall(NAME.sub("#", plain))}
    if A_DIGIT in plain:
        choices.add(DIGITS)
    for name in NAME.findall(plain):
        if name in OF_DIGITS:
            choices.add(DIGITS)
        elif name == "quarter":
            choices.add((*DIGITS, *_longest_words(words["ordinal"])))
        elif name in words and name != "number":
            choices.add(_longest_words(words[name]))
    of_groups = (tuple(dict.fromkeys(map(_of_alternative, group))) for group in groups)
    return frozenset(choices.union(filter(all, of_groups)))


def _of_alternative(alternative: str) -> str:
    """The longest word of an alternative, else a digit it must have; empty where it has neither."""
    plain, _ = _apart(alternative)
    words = WORD.findall(ANY_NAME.sub("#", plain))
    has_digit = A_DIGIT in plain or not OF_DIGITS.isdisjoint(NAME.findall(plain))
    return max(words, key=len, default=DIGITS[0] if has_digit else "")


def _longest_words(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple({max(phrase.split(), key=len) for phrase in phrases})


def _apart(template: str) -> tuple[str, list[list[str]]]:
    """What stands outside all groups of a template, and the alternatives of the groups that must be there."""
    template = BESIDE.sub("#", DIGIT.sub(A_DIGIT, template))
    plain, groups, depth, start = "", [], 0, 0
    for at, letter in enumerate(template):
        if letter == "(":
            depth, start = depth + 1, start if depth else at
        elif letter == ")":
            depth -= 1
            if depth == 0:
                plain += "#"
                if (group := OPENED.match(template, start)) and not template.startswith(("?", "*", "{0"), at + 1):
                    groups.append(_alternatives(template[group.end() : at]))
        elif not depth:
            plain += letter
    return plain, groups


def _alternatives(group: str) -> list[str]:
    """The alternatives of a group; those within another group are its own."""
    found, depth = [""], 0
    for letter in group:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found
