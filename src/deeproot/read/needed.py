"""Which words must a text have for a rule of ``cues/*/due.toml`` to find anything in it?

A text has few of them, and looking for a word is far quicker than trying a rule at each of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

DIGITS = ("digits",)
"""Stands for a digit of any script."""
DIGIT = re.compile(r"\d")
OF_DIGITS = frozenset(["day", "mon", "year", "short_year", "first", "second", "clock", "minute", "half"])
GROUP = re.compile(r"\([^()]*\)|\[[^\]]*\]|\\.")
NAME = re.compile(r"\{([a-z_]+)\}(?!\?)")
WORD = re.compile(r"[^\W\d_]{3,}+(?![?*+{])")


def needed(template: str, words: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The words of which a text must have one for ``template`` to match it; empty where none can be named.

    Groups may be absent or have alternatives, so only what stands outside them is certain. ``words`` are the words of
    each {name}, as in ``due.toml``.
    """
    while GROUP.search(template):
        template = GROUP.sub("#", template)
    if "|" in template:
        return ()
    choices: list[tuple[str, ...]] = [(word,) for word in WORD.findall(NAME.sub("#", template))]
    for name in NAME.findall(template):
        if name in OF_DIGITS:
            choices.append(DIGITS)
        elif name in words and name != "number":
            choices.append(tuple({max(phrase.split(), key=len) for phrase in words[name]}))
    return min(choices, key=lambda choice: (choice is DIGITS, len(choice), -len(choice[0])), default=())


class Has:
    """Asks one text for the words that rules need, each set of words once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[str, ...], bool] = {(): True}

    def any(self, words: tuple[str, ...]) -> bool:
        known = self._known.get(words)
        if known is None:
            known = bool(DIGIT.search(self._text)) if words is DIGITS else any(map(self._text.__contains__, words))
            self._known[words] = known
        return known
