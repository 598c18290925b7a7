"""Find cue phrases in a text, fast: what the words of ``read/cues`` mean, and where they stand.

A cue is a phrase of words with a little freedom, matched inside one sentence:

=============  ==============================================================
``word``       that word; case, accents' quotes and a missing apostrophe do not matter
``a|b_c``      either; ``_`` stands for a space
``word*``      any word that begins so (at least three letters before the star)
``(word)``     may be absent
``{name}``     one of the words of the set of that name
``..`` ``...`` up to three, up to eight words in between
``#``          a number, with its currency or per cent sign
``^`` ``$``    the sentence begins here; ends here
``?``          the sentence ends with a question mark
=============  ==============================================================

Only words that some cue begins with are looked at twice, so that the time follows the length of the text and hardly
the number of cues. All repetition in the compiled patterns is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

TOKEN = re.compile(r"[^\W_]++(?:'[^\W_]++)*+")
GAP = r"[^\w.!?…\n]{1,4}"
WORD = r"[\w'%€$£&/-]{1,30}"
NUMBER = r"[€$£]?\d[\d.,]{0,14}(?:[%km€$£](?!\w))?"
ENDS = r"(?=[\s\"')]{0,4}(?:[.!?\n…]|$))"
ASKS = r"(?=[^.!?\n…]{0,300}\?)"
NEEDS_APOSTROPHE = frozenset({"ill", "well", "were", "wed", "shed", "hell", "shell", "id", "its", "lets"})
SHORTEST_PREFIX = 3
MOST_WORDS_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue found: what it speaks for, how strongly, and where in the text."""

    label: str
    weight: float
    start: int
    end: int


@dataclass(slots=True)
class _Cue:
    """Phrases that say the same with the same strength and begin with the same words, looked for together."""

    label: str
    weight: float
    begins: bool
    phrases: list[str]
    needs: frozenset[str]
    """Words of which a text must have one for any of the phrases; empty where that cannot be said."""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What a word may begin: its spelling for comparing, cues on it alone, cues that also ask for the next word."""

    key: str
    alone: list[_Cue]
    followed: Mapping[str, list[_Cue]]


NOTHING = _Beginning("", [], {})


class Phrases:
    """A set of cues (label, weight, phrase), ready to be looked for."""

    def __init__(self, cues: Iterable[tuple[str, float, str]], sets: Mapping[str, Iterable[str]] | None = None) -> None:
        self._sets = {name: "|".join(words) for name, words in (sets or {}).items()}
        self._alone: dict[str, list[_Cue]] = {}
        self._prefix: dict[str, list[_Cue]] = {}
        self._followed: dict[str, dict[str, list[_Cue]]] = {}
        self._seen: dict[str, _Beginning] = {}
        for label, weight, phrase in cues:
            self._add(label, weight, self._filled(phrase))

    def find(self, text: str) -> list[Hit]:
        """Every cue in a ``plain`` text, in the order in which they begin."""
        hits: list[Hit] = []
        tokens = [
            (self._seen.get(word := token.group()) or self._look_up(word), token.start())
            for token in TOKEN.finditer(text)
        ]
        words = {here.key for here, _ in tokens}
        before, start = NOTHING, 0
        for here, at in tokens:
            if before.followed and (cues := before.followed.get(here.key)):
                _match(cues, text, start, words, hits)
            if here.alone:
                _match(here.alone, text, at, words, hits)
            before, start = here, at
        return hits

    def _add(self, label: str, weight: float, phrase: str) -> None:
        for first, second in _keys(phrase):
            if first.endswith("*"):
                known = self._prefix.setdefault(first[:SHORTEST_PREFIX], [])
            elif second:
                known = self._followed.setdefault(first, {}).setdefault(second, [])
            else:
                known = self._alone.setdefault(first, [])
            begins, needs = phrase.startswith("^"), _needs(phrase)
            for cue in known:
                if (cue.label, cue.weight, cue.begins) == (label, weight, begins) and bool(cue.needs) == bool(needs):
                    cue.phrases.append(phrase)
                    cue.needs |= needs
                    break
            else:
                known.append(_Cue(label, weight, begins, [phrase], needs))

    def _look_up(self, word: str) -> _Beginning:
        """The cues that may begin with a word as it is written, remembered for the next time."""
        key = _key(word)
        alone = self._alone.get(key, []) + self._prefix.get(word[:SHORTEST_PREFIX], [])
        found = _Beginning(key, alone, self._followed.get(key, {}))
        if len(self._seen) < MOST_WORDS_REMEMBERED:
            self._seen[word] = found
        return found

    def _filled(self, phrase: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: self._sets[name.group(1)], phrase)


def _match(cues: list[_Cue], text: str, start: int, words: set[str], hits: list[Hit]) -> None:
    for cue in cues:
        if cue.needs and cue.needs.isdisjoint(words):
            continue
        match = (cue.pattern or _compiled(cue)).match(text, start)
        if match and (not cue.begins or _begins(text, start)):
            hits.append(Hit(cue.label, cue.weight, start, match.end()))


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, or a part of one after a comma or colon, begins at ``start``."""
    before = text[max(0, start - 8) : start].rstrip(" \t\"'(>*–-")
    return not before or before[-1] in ".!?…:;,\n"


def _key(word: str) -> str:
    """A token as it is compared: numbers alike, apostrophes away unless the word would become another one."""
    if word[0].isdecimal():
        return "#"
    without = word.replace("'", "")
    return word if without in NEEDS_APOSTROPHE else without


def _keys(phrase: str) -> set[tuple[str, str]]:
    """The first words a phrase can begin with, each with the second one where only that can follow."""
    parts = [part for part in phrase.split() if part not in ("^", "$", "?")]
    keys: set[tuple[str, str]] = set()
    for part, rest in zip(parts, [*parts[1:], ".."], strict=True):
        open_end = rest.startswith(("(", "..")) or "*" in rest or "#" in rest
        seconds = [""] if open_end else [second.split("_")[0] for second in rest.split("|")]
        keys |= {_first_two(first, second) for first, second in product(part.strip("()").split("|"), seconds)}
        if not part.startswith("("):
            break
    return keys


def _first_two(first: str, second: str) -> tuple[str, str]:
    words = [*first.split("_"), second]
    if "*" in words[0]:
        return words[0], ""
    key = words[0] if words[0] == "#" else _key(words[0])
    return key, _key(words[1]) if words[1] and not set(words[1]) & set("*#") else ""


def _needs(phrase: str) -> frozenset[str]:
    """The words of the phrase's most telling later part: a text with none of them cannot hold the phrase."""
    parts = [part for part in phrase.split() if part not in ("^", "$", "?") and not part.startswith(("(", ".."))]
    fixed = [part.split("|") for part in parts[1:] if "#" not in part and "*" not in part]
    return frozenset(_key(word.split("_")[0]) for word in min(fixed, key=len)) if fixed else frozenset()


def _compiled(cue: _Cue) -> re.Pattern[str]:
    """The pattern of a cue, compiled the first time that a word of a text could begin it."""
    cue.pattern = re.compile("|".join(map(_pattern, cue.phrases)))
    return cue.pattern


def _pattern(phrase: str) -> str:
    """The regular expression of a phrase; each part after the first brings the gap before it."""
    out = ""
    gap = ""
    for part in phrase.removeprefix("^").split():
        if part == "$":
            out += ENDS
        elif part == "?":
            out += ASKS
        elif part in ("..", "..."):
            out += f"(?:{GAP}{WORD}){{0,{3 if part == '..' else 8}}}?"
        elif part.startswith("("):
            out += f"(?:{gap}{_words(part[1:-1])}{'' if gap else GAP})?"
        else:
            out += gap + _words(part)
            gap = GAP
    return out


def _words(part: str) -> str:
    return f"(?:{'|'.join(map(_word, part.split('|')))})"


def _word(word: str) -> str:
    return GAP.join(_piece(piece) for piece in word.split("_"))


def _piece(piece: str) -> str:
    if piece == "#":
        return NUMBER
    needed = piece.replace("'", "") in NEEDS_APOSTROPHE
    letters = re.escape(piece.rstrip("*")).replace("'", "'" if needed else "'?")
    return letters + (r"\w{0,20}" if piece.endswith("*") else "") + r"(?!\w)"
