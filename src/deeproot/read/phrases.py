"""Find cue phrases in a text, fast: what the words of ``read/cues`` mean, and where they stand.

A cue is a phrase of words with a little freedom, matched inside one sentence:

=============  ==============================================================
``word``       that word; case, accents' quotes and a missing apostrophe do not matter
``a|b_c``      either; ``_`` stands for a space
``word*``      any word that begins so (at least three letters before the star)
``*word``      any word that ends so; not as a phrase's first word
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
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

from .openings import beginnings, needs_of, next_words
from .patterns import LATIN, pattern_of
from .remembered import AT_HAND, Remembered
from .tokens import FORMS, SHORTEST_PREFIX, compared, tokens_of

MOST_NEXT_REMEMBERED = 500
"""Next words of each word that begins a cue, for which it is remembered what may begin before them."""


class Hit(NamedTuple):
    """One cue found: what it speaks for, how strongly, and where in the text."""

    label: str
    weight: float
    start: int
    end: int


@dataclass(slots=True, eq=False)
class _Cue:
    """Phrases that say the same with the same strength and begin with the same words, looked for together."""

    label: str
    weight: float
    begins: bool
    phrases: list[str]
    needs: frozenset[str]
    """Words of which a text must have one for any of the phrases; empty where that cannot be said."""
    pattern: re.Pattern[str] | None = None
    firsts: set[str] = field(default_factory=set)
    """How words begin that may begin any of the phrases, where those have only the beginning of their first word."""
    seconds: frozenset[str] | None = frozenset()
    """The next words, or how they begin, of which one must follow for any of the phrases; None where any may."""


Tried = tuple[int, _Cue, "Phrases"]
"""The bit that a text's words must have set (0: none), a cue, and whose it is."""


class _Beginning:
    """What a word may begin: cues on it alone, and cues that also ask for the next word."""

    __slots__ = ("_alone", "_asked", "_followed", "_open", "before")

    def __init__(self, alone: list[Tried], followed: dict[str, list[Tried]]) -> None:
        """``before`` are the cues before a next word as it is written, found out when it is met first."""
        self._alone, self._followed = alone, followed
        self._open = [each for each in alone if each[1].seconds is None]
        asked = (each[1].seconds for each in alone if each[1].seconds)
        self._asked = frozenset(chain(followed, *asked))
        self.before = Remembered(self._before, MOST_NEXT_REMEMBERED)

    def _before(self, second: str) -> list[Tried]:
        """All cues that such a word may follow; where none asks for it or how it begins, those that any may."""
        if not second:
            return self._open
        key, begins = FORMS[second]
        if "'" in second:
            return self._alone + self._followed.get(key, [])
        form = key if key in self._asked else begins
        if form not in self._asked:
            return self._open
        found = [each for each in self._alone if (asked := each[1].seconds) is None or form in asked or begins in asked]
        return found + self._followed.get(form, [])


class Phrases:
    """A set of cues (label, weight, phrase), ready to be looked for."""

    def __init__(self, cues: Iterable[tuple[str, float, str]], sets: Mapping[str, Iterable[str]] | None = None) -> None:
        self._sets = {name: "|".join(words) for name, words in (sets or {}).items()}
        self._alone: dict[str, list[_Cue]] = {}
        self._prefix: dict[str, list[_Cue]] = {}
        """By the first letters of their first word; which of them a word may begin tell their ``firsts``."""
        self._followed: dict[str, dict[str, list[_Cue]]] = {}
        for label, weight, phrase in cues:
            self._add(label, weight, self._filled(phrase))
        self._together = Together(self)

    def find(self, text: str, start: int = 0, end: int = sys.maxsize) -> list[Hit]:
        """Every cue in a ``plain`` text, in the order in which they begin.

        ``start`` and ``end`` leave only one sentence to look at; places are then counted from its start.
        """
        if start or end < len(text):
            return self._together.look(text, start, end)[self]
        known = _found(text)
        return known[self] if self in known else self._together.find(text)[self]

    def cues(self) -> Iterator[_Cue]:
        """Every cue, each once."""
        followed = chain.from_iterable(each.values() for each in self._followed.values())
        return chain.from_iterable(chain(self._alone.values(), self._prefix.values(), followed))

    def beginning(self, word: str) -> tuple[list[_Cue], dict[str, list[_Cue]]]:
        """The cues that may begin with a word as it is written: on it alone, and by the next word they ask for."""
        key = compared(word)
        begun = [
            cue
            for cue in self._prefix.get(word[:SHORTEST_PREFIX], [])
            if word.replace("'", "").startswith(tuple(cue.firsts))
        ]
        alone = self._alone.get(key, []) + begun
        followed = self._followed.get(key, {})
        return alone, followed

    def _add(self, label: str, weight: float, phrase: str) -> None:
        begins, needs, seconds = phrase.startswith("^"), needs_of(phrase), next_words(phrase)
        for first, second in beginnings(phrase):
            if first.endswith("*"):
                known = self._prefix.setdefault(first[:SHORTEST_PREFIX], [])
            elif second:
                known = self._followed.setdefault(first, {}).setdefault(second, [])
            else:
                known = self._alone.setdefault(first, [])
            for cue in known:
                if (cue.label, cue.weight, cue.begins) == (label, weight, begins) and bool(cue.needs) == bool(needs):
                    cue.phrases.append(phrase)
                    cue.needs |= needs
                    break
            else:
                known.append(cue := _Cue(label, weight, begins, [phrase], needs))
            if first.endswith("*"):
                cue.firsts.add(first.rstrip("*").replace("'", ""))
            asked = seconds.get(first)
            cue.seconds = None if cue.seconds is None or asked is None else cue.seconds | asked

    def _filled(self, phrase: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: self._sets[name.group(1)], phrase)


class Together:
    """Several sets of cues, looked for in one pass over a text's words."""

    def __init__(self, *sets: Phrases) -> None:
        self._sets, self._known = sets, frozenset(sets)
        self._beginnings = Remembered(self._beginning)
        self._bits: dict[frozenset[str], int] = {}
        """A bit for all that cues need one word of."""
        self._needed: dict[str, int] = {}
        """The bits of all needs that a word, or its beginning, meets."""
        for cue in chain.from_iterable(each.cues() for each in sets):
            if cue.needs and cue.needs not in self._bits:
                bit = self._bits[cue.needs] = 1 << len(self._bits)
                for word in cue.needs:
                    self._needed[word] = self._needed.get(word, 0) | bit
        self._meets = Remembered(self._met)

    def find(self, text: str) -> dict[Phrases, list[Hit]]:
        """Every cue of each set in a ``plain`` text; each set then knows its own when it is asked for that text."""
        found = _found(text)
        if not found.keys() >= self._known:
            found |= self.look(text, 0, len(text))
        return found

    def look(self, text: str, start: int, end: int) -> dict[Phrases, list[Hit]]:
        """Every cue of each set in one sentence of a text, or in all of it; places are counted from the start."""
        hits: dict[Phrases, list[Hit]] = {each: [] for each in self._sets}
        words, starts = tokens_of(text)
        met = reduce(or_, filter(None, map(self._meets.__getitem__, words)), 0)
        latin = text if text.isascii() else text.translate(LATIN)
        first, new = 0, tuple.__new__  # a Hit's own constructor takes twice as long
        if start or end < len(text):
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            words = words[first:last]
        for i, cues in self._begun(words):
            at = starts[first + i]
            begins: bool | None = None
            for needs, cue, whose in cues:
                if needs and not needs & met:
                    continue
                if cue.begins:
                    if begins is None:
                        begins = _begins(text, at, start)
                    if not begins:
                        continue
                if match := (cue.pattern or _compiled(cue)).match(latin, at, end):
                    hits[whose].append(new(Hit, (cue.label, cue.weight, at - start, match.end() - start)))
        return hits

    def _begun(self, words: list[str]) -> list[tuple[int, list[Tried]]]:
        """The cues that may begin at each word, by the word and by the one after it; words that begin none left out."""
        met = enumerate(zip(map(self._beginnings.__getitem__, words), [*words[1:], ""], strict=False))
        return [(i, cues) for i, (here, after) in met if here is not None and (cues := here.before[after])]

    def _beginning(self, word: str) -> _Beginning | None:
        """The cues of all sets that may begin with a word as it is written; None where none does."""
        alone: list[Tried] = []
        followed: dict[str, list[Tried]] = {}
        for each in self._sets:
            by_itself, by_second = each.beginning(word)
            alone += self._tried(by_itself, each)
            for second, cues in by_second.items():
                followed.setdefault(second, []).extend(self._tried(cues, each))
        return _Beginning(alone, followed) if alone or followed else None

    def _tried(self, cues: list[_Cue], whose: Phrases) -> list[Tried]:
        return [(self._bits.get(cue.needs, 0), cue, whose) for cue in cues]

    def _met(self, word: str) -> int:
        """The bits of all needs that a word as it is written meets."""
        key, begins = FORMS[word]
        return self._needed.get(key, 0) | self._needed.get(begins, 0)


@lru_cache(maxsize=AT_HAND)
def _found(text: str) -> dict[Phrases, list[Hit]]:
    """What was found in a text, filled as it is found: remembered while several questions are asked of one message."""
    return {}


def _begins(text: str, at: int, start: int) -> bool:
    """Whether a sentence, or a part of one after a comma or colon, begins at ``at``."""
    before = text[max(start, at - 8) : at].rstrip(" \t\"'(>*–-")
    return not before or before[-1] in ".!?…:;,\n"


def _compiled(cue: _Cue) -> re.Pattern[str]:
    """The pattern of a cue, compiled the first time that a word of a text could begin it."""
    cue.pattern = pattern_of(cue.phrases)
    return cue.pattern
