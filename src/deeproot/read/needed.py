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
BESIDE = re.compile(r"\[[^\]]*\]|\\.")
OPENED = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
"""How a group begins that is no look ahead or back."""
NAME = re.compile(r"\{([a-z_]+)\}(?!\?)")
ANY_NAME = re.compile(r"\{\w+\}")
WORD = re.compile(r"[^\W\d_]{3,}+(?![?*+{])")


def needed(template: str, words: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The words of which a text must have one for ``template`` to match it; empty where none can be named.

    What may be absent is not looked at. Of a group that must be there, any alternative will do, so each must have a
    word. ``words`` are the words of each {name}, as in ``due.toml``.
    """
    plain, groups = _apart(template)
    if "|" in plain:
        return ()
    choices: list[tuple[str, ...]] = [(word,) for word in WORD.findall(NAME.sub("#", plain))]
    for name in NAME.findall(plain):
        if name in OF_DIGITS:
            choices.append(DIGITS)
        elif name == "quarter":
            choices.append((*DIGITS, *_longest_words(words["ordinal"])))
        elif name in words and name != "number":
            choices.append(_longest_words(words[name]))
    for group in groups:
        found = [max(WORD.findall(ANY_NAME.sub("#", _apart(each)[0])), key=len, default="") for each in group]
        if all(found):
            choices.append(tuple(dict.fromkeys(found)))
    return min(choices, key=lambda choice: (choice is DIGITS, len(choice), -len(choice[0])), default=())


def _longest_words(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple({max(phrase.split(), key=len) for phrase in phrases})


def _apart(template: str) -> tuple[str, list[list[str]]]:
    """What stands outside all groups of a template, and the alternatives of the groups that must be there."""
    template = BESIDE.sub("#", template)
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
