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
from functools import cache, lru_cache, reduce
from itertools import accumulate, chain, product
from operator import or_
from typing import NamedTuple

from .remembered import AT_HAND, Remembered

TOKEN = re.compile(r"([^\W_]++(?:'[^\W_]++)*+)")
ASCII_TOKEN = re.compile(r"([a-z0-9]++(?:'[a-z0-9]++)*+)")
GAP = r"[^\w.!?…\n]{1,4}"
WORD = r"[\w'%€$£&/-]{1,30}"
WHOLE = r"(?!\w)"
"""What ends a word. A gap after it says as much."""
NUMBER = r"[€$£]?\d[\d.,]{0,14}(?:[%km€$£](?!\w))?"
ENDS = r"(?=[\s\"')]{0,4}(?:[.!?\n…]|$))"
ASKS = r"(?=[^.!?\n…]{0,300}\?)"
LATIN = str.maketrans({"…": "\x84", "€": "\x82", "\x84": "\x83", "\x82": "\x83"})
"""Marks that patterns name, and for each a control character that means nothing: a class of characters that are all
Latin ones compiles in a twentieth of the time."""
NEEDS_APOSTROPHE = frozenset({"ill", "well", "were", "wed", "shed", "hell", "shell", "id", "its", "lets"})
SHORTEST_PREFIX = 3
MOST_NEXT_REMEMBERED = 500
"""Next words of each word that begins a cue, for which it is remembered what may begin before them."""
RARER = 3.0
"""How much rarer a word is taken to be for each further letter."""


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


class _Tokens(NamedTuple):
    """The words of a text: as written, and where they start."""

    words: list[str]
    starts: list[int]


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
        key = _key(word)
        begun = [
            cue
            for cue in self._prefix.get(word[:SHORTEST_PREFIX], [])
            if word.replace("'", "").startswith(tuple(cue.firsts))
        ]
        alone = self._alone.get(key, []) + begun
        followed = self._followed.get(key, {})
        return alone, followed

    def _add(self, label: str, weight: float, phrase: str) -> None:
        begins, needs, seconds = phrase.startswith("^"), _needs(phrase), _seconds(phrase)
        for first, second in _keys(phrase):
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
        words, starts = _tokens(text)
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


def words_of(text: str) -> list[str]:
    """The words of a ``plain`` text, as the cues see them."""
    return _tokens(text).words


@lru_cache(maxsize=AT_HAND)
def _tokens(text: str) -> _Tokens:
    """The words of a ``plain`` text, remembered while several sets of cues are looked for in it."""
    pieces = (ASCII_TOKEN if text.isascii() else TOKEN).split(text)
    words = pieces[1::2]
    return _Tokens(words, list(accumulate(map(len, pieces)))[::2])  # the start of every word, and the end


def _begins(text: str, at: int, start: int) -> bool:
    """Whether a sentence, or a part of one after a comma or colon, begins at ``at``."""
    before = text[max(start, at - 8) : at].rstrip(" \t\"'(>*–-")
    return not before or before[-1] in ".!?…:;,\n"


def _key(word: str) -> str:
    """A token as it is compared: numbers alike, apostrophes away unless the word would become another one."""
    if word[0].isdecimal():
        return "#"
    without = word.replace("'", "")
    return word if without in NEEDS_APOSTROPHE else without


def _forms(word: str) -> tuple[str, str]:
    """A token as it is compared, and its beginning with a star."""
    key = _key(word)
    return key, key[:SHORTEST_PREFIX] + "*"


FORMS = Remembered(_forms)


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


def _seconds(phrase: str) -> dict[str, frozenset[str] | None]:
    """Words one of which must follow each word that a phrase can begin with, or how they begin; None where any may."""
    parts = [part for part in phrase.split() if part not in ("^", "$", "?")]
    found: dict[str, frozenset[str] | None] = {}
    for place, part in enumerate(parts):
        follow = _following(parts[place + 1 :])
        for words in (each.split("_") for each in part.strip("()").split("|")):
            if words[0] == "#" or "*" in words[0]:
                return {}
            first = _key(words[0])
            second = _second(words[1]) if words[1:] else ""
            asked = frozenset([second]) if second else None if words[1:] else follow
            known = found.get(first, asked)
            found[first] = known | asked if known and asked else None
        if not part.startswith("("):
            break
    return found


def _following(parts: list[str]) -> frozenset[str] | None:
    """The words that may stand first in what follows, or how they begin; None where nothing need follow, or any may."""
    found: set[str] = set()
    for part in parts:
        if part.startswith(".."):
            return None
        found.update(_second(each.split("_")[0]) for each in part.strip("()").split("|"))
        if not part.startswith("("):
            return None if "" in found else frozenset(found)
    return None


@cache
def _second(word: str) -> str:
    """A word of a phrase as a text's next word is compared with it, or how it begins; empty where that is unknown."""
    if word == "#":
        return word
    stem = word.rstrip("*")
    if stem != word:
        return f"{stem[:SHORTEST_PREFIX]}*" if len(stem) >= SHORTEST_PREFIX and stem.isalpha() else ""
    tokens = TOKEN.findall(word)
    return _key(tokens[0]) if tokens and "*" not in word else ""


def _needs(phrase: str) -> frozenset[str]:
    """The words of the phrase's most telling later part: a text with none of them cannot hold the phrase."""
    said = [part for part in phrase.split() if part not in ("^", "$", "?")]
    parts = [part for part in said[1:] if not part.startswith(("(", ".."))]
    fixed = [part.split("|") for part in parts if "#" not in part]
    needed = [{_needed(word) for word in part} for part in fixed]
    telling = [words for words in needed if all(words)]
    return frozenset(min(telling, key=_usual, default=()))


def _usual(words: set[str]) -> float:
    """How often a text may have one of some words, in some measure: short words are common, long ones rare."""
    return sum([float(RARER ** -len(word)) for word in words])


@cache
def _needed(word: str) -> str:
    """The longest single word in one alternative of a part, or its beginning and a star; empty where there is none."""
    if "*" in word[:1]:
        return ""
    whole = TOKEN.findall(re.sub(r"[^\W_]+\*", " ", word).replace("_", " "))
    if whole:
        return _key(max(whole, key=len))
    begin = re.search(rf"([^\W_]{{{SHORTEST_PREFIX}}})[^\W_]*\*", word)
    return f"{begin.group(1)}*" if begin else ""


def _compiled(cue: _Cue) -> re.Pattern[str]:
    """The pattern of a cue, compiled the first time that a word of a text could begin it."""
    cue.pattern = re.compile("|".join(map(_pattern, cue.phrases)).translate(LATIN))
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
    """Any of some words; where all of them are whole ones, that is said once, which compiles in half the time."""
    words = list(map(_word, part.split("|")))
    if all(word.endswith(WHOLE) for word in words):
        return f"(?:{'|'.join(word.removesuffix(WHOLE) for word in words)}){WHOLE}"
    return f"(?:{'|'.join(words)})"


def _word(word: str) -> str:
    *before, last = map(_piece, word.split("_"))
    return GAP.join([*(piece.removesuffix(WHOLE) for piece in before), last])


def _piece(piece: str) -> str:
    if piece == "#":
        return NUMBER
    if piece.startswith("*"):
        return rf"\w{{2,20}}(?<={re.escape(piece[1:])}){WHOLE}"
    needed = piece.replace("'", "") in NEEDS_APOSTROPHE
    letters = re.escape(piece.rstrip("*")).replace("'", "'" if needed else "'?")
    return letters + (r"\w{0,20}" if piece.endswith("*") else "") + WHOLE
