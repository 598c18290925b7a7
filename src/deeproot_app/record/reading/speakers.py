"""Who says what in a conversation that was written down line by line: "Ada: I will send it." """

from __future__ import annotations

import re
from typing import NamedTuple

LINE = re.compile(r"^[ \t]*([^\s:][^:\n]{0,59}?)[ \t]*:[ \t]+(?=\S)", re.MULTILINE)
WITHIN = re.compile(r"(?<=[.!?…])[ \t]+(?=([A-Za-z]+):[ \t]+\S)")
"""Where the next speaker may begin within a line: after the end of a sentence."""
US = frozenset({"us", "we", "me", "agent", "support", "advisor", "representative", "rep"})
OURS = " (us)"
"""How a transcript marks each of ours."""
THEM = frozenset({"customer", "client", "caller", "them", "visitor"})
"""What a written conversation calls the two sides, where it does not name them."""
MOST = 40
"""A text with more names before colons is no conversation."""


class Spoken(NamedTuple):
    """The words of both sides."""

    ours: str
    theirs: str
    known: bool
    """Whether the text says who speaks; where it does not, all of it stands on both sides."""


def spoken(text: str, us: str | None, them: str | None) -> Spoken:
    """The words of our member and those of everybody else, where the lines say who speaks.

    ``us`` and ``them`` are the names of who took part; a line may call them by one word of their name, or by the
    words that stand for their side.
    """
    text = WITHIN.sub(lambda found: "\n" if found[1].casefold() in US | THEM else found[0], text)
    turns = list(LINE.finditer(text))
    names = {turn[1].casefold() for turn in turns}
    ours = {
        name
        for name in names
        if (name in US or name.endswith(OURS) or _is(name, us)) and name not in THEM and not _is(name, them)
    }
    theirs = names - ours
    if not ours or not theirs or len(names) > MOST:
        return Spoken(text, text, known=False)
    sides: dict[bool, list[str]] = {True: [], False: []}
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        end = following.start() if following is not None else len(text)
        sides[turn[1].casefold() in ours].append(text[turn.end() : end].strip())
    return Spoken("\n".join(sides[True]), "\n".join(sides[False]), known=True)


def _is(name: str, whole: str | None) -> bool:
    words = (whole or "").casefold().split()
    return bool(words) and (name == " ".join(words) or name in words or name.split(maxsplit=1)[0] == words[0])
