"""By which rule of the grammar each text of a company was said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from deeproot.sample.sentences.grammar import Grammar
from deeproot.sample.thread import Thread


@contextmanager
def ruled() -> Iterator[dict[str, str]]:
    """Body -> rule of all that is told within: letters with their greeting and closing, and what stands alone."""
    rules: dict[str, str] = {}
    letter, say = Thread._letter, Grammar.say

    def lettered(self: Thread, rule: str, *given: Any) -> str:
        body = letter(self, rule, *given)
        rules[body] = rule
        return body

    def said(self: Grammar, rule: str, *given: Any) -> str:
        text = say(self, rule, *given)
        rules[text] = rule
        return text

    with patch.object(Thread, "_letter", lettered), patch.object(Grammar, "say", said):
        yield rules
