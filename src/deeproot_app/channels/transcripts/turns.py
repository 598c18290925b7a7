"""Who speaks in a cue, and what: told by voice tags (Teams), by `Name: ` (Zoom), or by a name on a line of its own.

A colon within speech makes nobody a speaker: without voice tags a name counts only where it stands more than once, or
where it is somebody's who is known.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from deeproot_app.channels.transcripts.cues import Cue

VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?(?:[ \t]+([^>]*))?>", re.IGNORECASE)
TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d\d[\d:.]{0,20}>")
NAMED: Final = re.compile(r"^[ \t]*([^\s:<>][^:<>]{0,79}?)[ \t]*:[ \t]+(?=\S)")
NAME: Final = re.compile(r"[^\W\d_][^\n.!?;:]{0,78}[^\s.!?,;:]")
MOST_WORDS: Final = 6
"""Words of a name; what has more before its colon is speech."""
LONGEST_NAME: Final = 80
TWICE: Final = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says without another speaking between."""

    speaker: str
    """The name as it stands there; empty where none does."""
    text: str
    seconds: float


def called(cues: Sequence[Cue]) -> set[str]:
    """Everybody who may be a speaker, by name: to be looked up before `turns`."""
    if _has_voices(cues):
        return {name for cue in cues for name, _ in _voices(" ".join(cue.lines)) if name}
    return {name for cue in cues for name in (*_before_colons(cue), *_above(cue))}


def turns(cues: Sequence[Cue], known: Container[str] = ()) -> list[Turn]:
    """Who says what, in order; ``known`` are the names of `called` that are somebody's."""
    if _has_voices(cues):
        return list(_joined(_of_voices(cues)))
    colons = Counter(name for cue in cues for name in set(_before_colons(cue)))
    above = Counter(name for cue in cues for name in _above(cue))
    before_colons = {name for name, count in colons.items() if count >= TWICE or name in known}
    on_lines = {name for name, count in above.items() if (count >= TWICE and name not in colons) or name in known}
    return list(_joined(_of_names(cues, before_colons, on_lines)))


def _has_voices(cues: Iterable[Cue]) -> bool:
    return any(VOICE.search(line) for cue in cues for line in cue.lines)


def _voices(text: str) -> list[tuple[str, str]]:
    """The voices of a cue and what each says: a tag holds until the next, whether it is closed or not."""
    pieces = VOICE.split(text)
    found = [("", _plain(pieces[0]))] if _plain(pieces[0]) else []
    for name, said in zip(pieces[1::2], pieces[2::2], strict=True):
        found.append((_name(html.unescape(name or "")), _plain(said)))
    return found


def _of_voices(cues: Iterable[Cue]) -> Iterator[Turn]:
    for cue in cues:
        said = [(name, text) for name, text in _voices(" ".join(cue.lines)) if text]
        letters = sum(len(text) for _, text in said)
        for name, text in said:
            yield Turn(name, text, cue.seconds * len(text) / letters)


def _before_colons(cue: Cue) -> list[str]:
    return [name for line in cue.lines if (name := _leading(_plain(line))[0])]


def _leading(line: str) -> tuple[str, str]:
    """A name before a colon, and the rest; the whole line, where it begins with none."""
    match = NAMED.match(line)
    name = _name(match[1]) if match else ""
    if match is None or len(name.split()) > MOST_WORDS or not any(letter.isalpha() for letter in name):
        return "", line
    return name, line[match.end() :]


def _above(cue: Cue) -> list[str]:
    """A name that stands alone on the first of several lines."""
    first = _plain(cue.lines[0])
    alone = len(cue.lines) > 1 and NAME.fullmatch(first) and len(first.split()) <= MOST_WORDS
    return [_name(first)] if alone and all(word[:1].isupper() or word[:1] in "@(" for word in first.split()) else []


def _of_names(cues: Iterable[Cue], before_colons: Container[str], on_lines: Container[str]) -> Iterator[Turn]:
    """The turns of cues without voice tags; one without a name goes on with whoever spoke last."""
    last = ""
    for cue in cues:
        lines = [_plain(line) for line in cue.lines]
        above = _above(cue)
        if above and above[0] in on_lines:
            last, lines = above[0], lines[1:]
        said: list[tuple[str, str]] = []
        for line in lines:
            name, rest = _leading(line)
            last = name if name in before_colons else last
            said.append((last, rest if name in before_colons else line))
        letters = sum(len(text) for _, text in said) or 1
        for name, text in said:
            if text:
                yield Turn(name, text, cue.seconds * len(text) / letters)


def _joined(found: Iterable[Turn]) -> Iterator[Turn]:
    """Turns that follow each other and are one person's, as one."""
    held: list[Turn] = []
    for turn in found:
        if held and held[0].speaker != turn.speaker:
            yield _one(held)
            held = []
        held.append(turn)
    if held:
        yield _one(held)


def _one(held: Sequence[Turn]) -> Turn:
    return Turn(held[0].speaker, " ".join(turn.text for turn in held), sum(turn.seconds for turn in held))


def _plain(text: str) -> str:
    return " ".join(html.unescape(TAG.sub("", text)).replace("\x00", "").split())


def _name(text: str) -> str:
    """A speaker's name as it is compared and shown: one line, not endless, without what would end it."""
    return " ".join(text.replace(":", " ").split())[:LONGEST_NAME]
