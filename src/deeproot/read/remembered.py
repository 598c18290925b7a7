"""What was found out about a word, found out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST_WORDS_REMEMBERED, MOST_LINES_REMEMBERED = 50_000, 10_000
LONGEST_REMEMBERED = 100
"""Characters of a word of which an answer is remembered: longer ones are hardly met twice and would fill the memory."""
AT_HAND = 512
"""Texts about which answers are remembered, while several questions are asked of a block of messages."""
Answer = TypeVar("Answer")


class Remembered(dict[str, Answer]):
    """Answers by word, each asked for when it is first looked up; forgotten where texts bring too many words."""

    def __init__(self, ask: Callable[[str], Answer], most: int = MOST_WORDS_REMEMBERED) -> None:
        super().__init__()
        self._ask, self._most = ask, most

    def __missing__(self, word: str) -> Answer:
        answer = self._ask(word)
        if len(word) > LONGEST_REMEMBERED:
            return answer
        if len(self) >= self._most:
            self.clear()
        self[word] = answer
        return answer


def asked_once(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """A question about a line: those of signatures are met again and again."""
    return Remembered(ask, MOST_LINES_REMEMBERED).__getitem__
