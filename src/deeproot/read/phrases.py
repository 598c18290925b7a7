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
from operator import attrgetter, or_
from typing import NamedTuple

from .openings import beginnings, needs_of, next_words
from .patterns import LATIN, pattern_of
from .remembered import AT_HAND, Remembered
from .tokens import FORMS, SHORTEST_PREFIX, compared, tokens_of


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
"""The bit that a text's words must have set, a cue, and whose it is."""
NO_NEED = 1
"""The bit that is set in every text."""


class _Word(NamedTuple):
    """What a word as it is written means to some sets of cues."""

    meets: int
    """The bits of all needs that it meets."""
    begun: Mapping[str, list[Tried]] | None
    """The cues that may begin at it, by the form of the next word; those before any other one by the empty form."""
    form: str
    """How cues ask for it after their first word."""
    beginning: str
    """How they ask for how it begins."""


APOSTROPHE = "'"
"""Begins the form of a word that has one: what may be written with it or without is not told by its first letters."""
NOTHING = _Word(0, None, "", "")
MEETS = attrgetter("meets")


def _by_next(alone: list[Tried], followed: Mapping[str, list[Tried]]) -> Mapping[str, list[Tried]]:
    """By the form of the next word, the cues that may begin before it: some ``alone``, those ``followed`` by it."""
    opened = {place for place, (_, cue, _) in enumerate(alone) if cue.seconds is None}
    asking: dict[str, set[int]] = {}
    for place, (_, cue, _) in enumerate(alone):
        for form in cue.seconds or ():
            asking.setdefault(form, set()).add(place)
    found = {APOSTROPHE: alone, "": [alone[place] for place in sorted(opened)]}
    for form in asking.keys() | followed.keys():
        places = opened.union(asking.get(form, ()), asking.get(f"{form[:SHORTEST_PREFIX]}*", ()))
        found[form] = [alone[place] for place in sorted(places)] + followed.get(form, [])
    return found | {APOSTROPHE + form: alone + cues for form, cues in followed.items()}


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
        self._words = Remembered(self._word)
        self._bits: dict[frozenset[str], int] = {frozenset(): NO_NEED}
        """A bit for all that cues need one word of."""
        self._needed: dict[str, int] = {}
        """The bits of all needs that a word, or its beginning, meets."""
        for cue in chain.from_iterable(each.cues() for each in sets):
            if cue.needs not in self._bits:
                bit = self._bits[cue.needs] = 1 << len(self._bits)
                for word in cue.needs:
                    self._needed[word] = self._needed.get(word, 0) | bit

    def find(self, text: str) -> dict[Phrases, list[Hit]]:
        """Every cue of each set in a ``plain`` text; each set then knows its own when it is asked for that text."""
        found = _found(text)
        if not found.keys() >= self._known:
            found |= self.look(text, 0, len(text))
        return found

    def look(self, text: str, start: int, end: int) -> dict[Phrases, list[Hit]]:
        """Every cue of each set in one sentence of a text, or in all of it; places are counted from the start."""
        hits: dict[Phrases, list[Hit]] = {each: [] for each in self._sets}
        written, starts = tokens_of(text)
        words = list(map(self._words.__getitem__, written))
        met = reduce(or_, filter(None, map(MEETS, words)), NO_NEED)
        if start or end < len(text):
            first, last = bisect_left(starts, start), bisect_left(starts, end)
            words, starts = words[first:last], starts[first:last]
        latin = text if text.isascii() else text.translate(LATIN)
        new = tuple.__new__  # a Hit's own constructor takes twice as long
        for at, cue, whose in _tried(words, starts, met):
            if cue.begins and not _begins(text, at, start):
                continue
            if match := (cue.pattern or _compiled(cue)).match(latin, at, end):
                hits[whose].append(new(Hit, (cue.label, cue.weight, at - start, match.end() - start)))
        return hits

    def _word(self, word: str) -> _Word:
        alone: list[Tried] = []
        followed: dict[str, list[Tried]] = {}
        for each in self._sets:
            by_itself, by_second = each.beginning(word)
            alone += self._bits_of(by_itself, each)
            for second, cues in by_second.items():
                followed.setdefault(second, []).extend(self._bits_of(cues, each))
        key, begins = FORMS[word]
        meets = self._needed.get(key, 0) | self._needed.get(begins, 0)
        begun = _by_next(alone, followed) if alone or followed else None
        return _Word(meets, begun, *((APOSTROPHE + key, APOSTROPHE) if APOSTROPHE in word else (key, begins)))

    def _bits_of(self, cues: list[_Cue], whose: Phrases) -> list[Tried]:
        return [(self._bits[cue.needs], cue, whose) for cue in cues]


def _tried(words: list[_Word], starts: list[int], met: int) -> list[tuple[int, _Cue, Phrases]]:
    """The cues that may begin at each word, by it, by the one after it and by all words of the text."""
    return [
        (at, cue, whose)
        for (_, begun, _, _), (_, _, form, begins), at in zip(words, [*words[1:], NOTHING], starts, strict=False)
        if begun is not None
        for needs, cue, whose in begun.get(form) or begun.get(begins) or begun[""]
        if needs & met
    ]


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
