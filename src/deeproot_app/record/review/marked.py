"""A message with the words that something rests on, in their place. Bodies come from outside: nothing is mark-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

BEFORE: Final = 500
AFTER: Final = 900
"""How much of a long message is shown around its first marked words."""
WHOLE: Final = 20_000
"""How much of it is shown to whoever asks for all."""


class Piece(NamedTuple):
    """Some of the text, as it is."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Marked:
    """A part of a message."""

    pieces: list[Piece]
    cut_before: bool
    cut_after: bool

    @property
    def cut(self) -> bool:
        return self.cut_before or self.cut_after


def marked(body: str, words: Iterable[Mapping[str, Any]], *, whole: bool = False) -> Marked:
    """The body in pieces, those at the places that ``words`` name being marked.

    A long body is cut to what stands around the first of them, or to its first WHOLE characters for ``whole``. A place
    at which other words stand by now is left out.
    """
    spans = _joined(sorted(_spans(body, words)))
    begin, end = (0, WHOLE) if whole else _window(body, spans)
    pieces, at = [], begin
    for start, stop in spans:
        first, last = max(start, at), min(stop, end)
        if first < last:
            pieces += [Piece(body[at:first], False), Piece(body[first:last], True)]
            at = last
    pieces.append(Piece(body[at:end], False))
    return Marked([piece for piece in pieces if piece.text], begin > 0, end < len(body))


def _spans(body: str, words: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, int]]:
    for each in words:
        start, end, text = each.get("start"), each.get("end"), str(each.get("text", ""))
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(body):
            continue
        if " ".join(body[start:end].split()).startswith(" ".join(text.split())):
            yield start, end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _window(body: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    if len(body) <= BEFORE + AFTER:
        return 0, len(body)
    first = spans[0][0] if spans else 0
    begin = max(0, first - BEFORE)
    return begin, min(len(body), begin + BEFORE + AFTER)
