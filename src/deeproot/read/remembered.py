"""What was found out about a word, found out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST_WORDS_REMEMBERED = 50_000
AT_HAND = 512
"""Texts about which answers are remembered, while several questions are asked of a block of messages."""
Answer = TypeVar("Answer")


class Remembered(dict[str, Answer]):
    """Answers by word, each asked for when it is first looked up; forgotten where texts bring too many words."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, word: str) -> Answer:
        if len(self) >= MOST_WORDS_REMEMBERED:
            self.clear()
        answer = self[word] = self._ask(word)
        return answer
