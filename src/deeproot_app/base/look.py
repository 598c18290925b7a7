"""One look at a page: what every part of it asks of the database alike is asked once.

A look is a GET or HEAD: it changes nothing (tests/test_every_route.py holds every page to that), so an answer holds
until its end, and no longer than that. An act, a command or a job asks anew each time: it may change what it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers of this look", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """A look begins; what was asked in it is forgotten at its end."""
    mark = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(mark)


def once(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` answers; within a look, what it answered the first time that ``question`` was put."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    answer: Answer = answers[question]
    return answer
