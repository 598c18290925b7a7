"""Texts drawn at random to break or slow a reader: any letters, cues without sense, mails that something befell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from deeproot.read.cues import load

MAILS = Path(__file__).parent / "texts" / "mails.jsonl"
TOPICS = ("asks", "beliefs", "kinds", "promises", "sentiment", "due", "outcome")
MARKS = (*"?!.,;:'\"()<>*_-–=/@#€$%&1234567890\n\t\r\x00\x0b\x1c\x85\u2028\u200b\u202e\ufeff\ud800\ufffd😀İßﬁ٣",)
PIECES = (
    *("€9", "a", "A.", "?\n", "> ", ">\n", "-- \n", "On 1 May 2026, A <a@b.c> wrote:\n> ", "please ", "I'll "),
    *("by Friday ", "\x00", "\ud800", "😀", "İ", "ﷺ", "٣", "\u202e", "é", "e\u0301", "字", "العربية ", "ж", "<b>"),
    *("</div>", "<blockquote>", "&amp;", "<!--", "<a href='", "http://a.b/", "a@b.c ", "--", "_", "*", "|", "1."),
    *("09:00 ", "01/02/03 ", "Re: ", "From: a\n", "[", "((", "\\", "'", "don't ", "n't", "could you ", "?", "..."),
    *("€", "9", "9,", "12 days ", "next next ", "very very ", "not ", "\t", "\r\n", " \n"),
)  # fmt: skip
"""What is repeated to ten million bytes."""
LONG, SHORT = 10_000_000, 3_000


class Sort(NamedTuple):
    """One sort of text and how it is drawn."""

    name: str
    draw: Callable[[Random], str]


def given(draw: Random) -> dict[str, Any]:
    """What else is told of a message: its direction, and at times a subject, a page or headers as odd as the text."""
    known: dict[str, Any] = {"direction": draw.choice(("in", "out", "both", "internal"))}
    if draw.random() < 0.3:
        known["subject"] = draw.choice((letters, cues, mail))(draw)[: draw.choice((20, 200, 100_000))]
    if draw.random() < 0.1:
        known["html"] = page(draw)
    if draw.random() < 0.1:
        names = ("Auto-Submitted", "List-Unsubscribe", "Precedence", "From", "X-Odd")
        known["headers"] = {draw.choice(names): letters(draw)[:200] for _ in range(3)}
    return known


def letters(draw: Random) -> str:
    """Any characters: of all of Unicode, halves of pairs included, or of one narrow stretch of it."""
    low, high = (
        (0, 0x110000) if draw.random() < 0.5 else (start := draw.randrange(0x11000), start + draw.choice((40, 400)))
    )
    return "".join(chr(draw.randrange(low, high)) for _ in range(_length(draw)))


def cues(draw: Random) -> str:
    """Words of the reader's own cues in any order, marks and line ends between them."""
    words = draw.choices(_words(), k=1 + _length(draw) // 6)
    return "".join(word + (" " if draw.random() < 0.85 else draw.choice(MARKS)) for word in words)


def mail(draw: Random) -> str:
    """A real reply that something happened to: cut, doubled, shuffled, quoted again and again, letters put in."""
    text = draw.choice(_mails())
    for _ in range(draw.randrange(1, 5)):
        text = draw.choice(HAPPENS)(draw, text)[: 100 * SHORT]
    return text


def page(draw: Random) -> str:
    """Tags opened and not closed around words."""
    tags = (
        "<div>",
        "<p>",
        "</p>",
        "<blockquote type=cite>",
        "</blockquote>",
        "<br",
        "<style>",
        "<!--",
        "-->",
        "<td",
        "&#x110000;",
        "<hr>",
    )
    return "".join(draw.choice(tags) + draw.choice(_words()) for _ in range(1 + _length(draw) // 10))


def repeated(draw: Random) -> str:
    """Ten million bytes of one piece, or of some pieces by turns."""
    piece = draw.choice(PIECES) if draw.random() < 0.7 else "".join(draw.choices(PIECES, k=draw.randrange(2, 9)))
    return piece * (LONG // len(piece.encode("utf-8", "surrogatepass")))


def _length(draw: Random) -> int:
    return int(min(draw.expovariate(1 / 300), SHORT))


def _quoted(draw: Random, text: str) -> str:
    depth = draw.choice((1, 3, 200))
    return "\n".join(f"{'>' * depth} {line}" if draw.random() < 0.7 else line for line in text.splitlines())


def _shuffled(draw: Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    draw.shuffle(lines)
    return "".join(lines)


def _sprinkled(draw: Random, text: str) -> str:
    for _ in range(draw.randrange(1, 30)):
        at = draw.randrange(len(text) + 1)
        text = text[:at] + draw.choice(MARKS) * draw.choice((1, 1, 50)) + text[at:]
    return text


def _cut(draw: Random, text: str) -> str:
    at, end = sorted(draw.randrange(len(text) + 1) for _ in range(2))
    return text[:at] + text[end:]


HAPPENS: tuple[Callable[[Random, str], str], ...] = (
    _quoted,
    _shuffled,
    _sprinkled,
    _cut,
    lambda draw, text: text * draw.choice((2, 2, 20)),
    lambda draw, text: text + draw.choice(_mails()),
    lambda draw, text: text.replace("\n", draw.choice(("\r\n", "\r", " ", "\u2028"))),
)
DRAWN = (Sort("letters", letters), Sort("cues", cues), Sort("mail", mail), Sort("page as text", page))
LARGE = Sort("10 MB", repeated)


@cache
def _words() -> tuple[str, ...]:
    """All words of the cues, of every language, in a lasting order."""
    found = {word for topic in TOPICS for known in load(topic).values() for word in re.findall(r"[^\W_]+", str(known))}
    return tuple(sorted(found))


@cache
def _mails() -> tuple[str, ...]:
    return tuple(json.loads(line)["text"] for line in MAILS.read_text("utf-8").splitlines())
