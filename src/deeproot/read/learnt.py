"""How likely is each kind, by all the words of a message? Learnt from some 58,000 messages of 130 trades.

Cues know phrases that somebody thought of; this knows how kinds sound. Each word and each pair of neighbours weighs for
or against each kind, a word never met in the messages by its meaning (distilled from all-MiniLM-L6-v2, Apache-2.0).
A message is heard as a whole and by its most telling sentence; what the cues voted and what is known besides the
words (:class:`Facts`) goes in beside them. ``benchmarks/reading_learn.py`` fits the weights
(``cues/kinds_<side>.npz``), the same each time; what they reach on trades left out is in docs/reading-measured.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise, repeat
from operator import add
from typing import TYPE_CHECKING

from .label import Label
from .place import Around
from .remembered import Remembered
from .sentences import plain

if TYPE_CHECKING:
    from typing import Any

    from numpy import floating
    from numpy.typing import NDArray

    Row = NDArray[floating[Any]]

KINDS = {
    "in": ("cancel", "hardship", "complaint", "request", "question", "feedback", "praise", "thanks", "all_great"),
    "out": ("renewal", "holding", "pitch", "miss_you", "appreciation", "answer", "value", "care", "admin"),
}
PLACES: Mapping[str, Mapping[str | None, int]] = {
    side: {kind: place for place, kind in enumerate(kinds)} for side, kinds in KINDS.items()
}
TOKEN = re.compile(r"\d[\d.,:/-]*+|[^\W_]++(?:'[^\W_]++)*+|[?!.:,\n$€£%]")
ASCII_TOKEN = re.compile(r"[a-z][a-z0-9]*+(?:'[a-z0-9]++)*+|[?!.:,\n$%]|[0-9][0-9.,:/-]*+")
READ = 3_000
"""Characters of a text that are looked at: a message says early what it is about."""
MOST_TOKENS = 300
ENDS = frozenset("?!.\n")
BEGINNING = 5
"""Letters by which a word is known of which nothing else is."""
KNOWN = 0.4
"""The share of a text's tokens that must be known; else its language is another one and the cues decide."""
VOTES = 4.0
"""Votes are counted up to about twice this many: the hyperbolic tangent of votes / VOTES."""


@dataclass(slots=True)
class Facts:
    """What goes in beside the words: what the cues say, and what is known of the message besides its words."""

    text: str
    """What is heard: the new text, and before it the subject that a letter of ours begins, or that was asked."""
    by_subject: bool
    """Whether the text was silent and the subject was asked."""
    votes: Mapping[str, float]
    by_cues: Label[str]
    answers: bool | None
    reply: bool
    personal: bool
    gives: bool
    channel: str
    asks: float
    """How likely it asks something, from 0 to 1."""
    feels: float
    """How it feels, from -1 to 1."""
    english: bool
    """False where it is known to be in another language: cues then count more than words met seldom."""
    after: str | None = None
    """What came before it in its thread: see ``place``."""
    around: Around | None = None
    """What else stands around it there."""
    heading: str = ""
    """The subject of what replies to nothing, beside the text."""


@dataclass(frozen=True)
class Weights:
    """What one side's words weigh: ``place`` of a word or pair in ``words``; ``facts`` weighs what comes after.

    Place 0 is that of what is not known, and weighs nothing.
    """

    place: Mapping[str, int]
    words: Row
    bias: Row
    facts: Row

    @cached_property
    def met(self) -> Remembered[tuple[int, int, int]]:
        """Of each token: its place, or that of how it begins; its number among neighbours, plain and as the first."""

        def ask(token: str) -> tuple[int, int, int]:
            word = SPELT[token]
            number = self.numbers.get(word, 0)
            return self.place.get(word) or self.place.get(word[:BEGINNING] + "*", 0), number, number * ROOM

        return Remembered(ask)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """A number, from 1 on, for each word that has neighbours of its own."""
        words = dict.fromkeys(word for name in self.place if " " in name for word in name.split(" "))
        return {word: number for number, word in enumerate(["^", "$", *words.keys() - {"^", "$"}], 1)}

    @cached_property
    def beside(self) -> Mapping[int, int]:
        """The place of each pair of neighbours, by both of their numbers in one."""
        pairs = ((name.partition(" "), place) for name, place in self.place.items() if " " in name)
        return {self.numbers[first] * ROOM + self.numbers[second]: place for (first, _, second), place in pairs}

    @cached_property
    def by_kind(self) -> Row:
        """``words`` again, a row a kind."""
        import numpy as np

        return np.ascontiguousarray(self.words.T)


ROOM = 1 << 20
"""More than there are words, so that the numbers of two make one number."""
SPELT = Remembered(lambda word: "#" if word[0].isdecimal() else "." if word == "\n" else word)
"""A token as it is looked up: numbers alike, a line's end as a sentence's."""


@dataclass(slots=True)
class Heard:
    """What the words of a text say for each kind: as a whole, in the sentence that says most; the tokens and places."""

    tokens: Sequence[str]
    places: Sequence[int]
    known: float
    whole: Row
    most: Row


def likely(found: Heard | None, facts: Facts, side: str) -> list[float] | None:
    """The likelihood of each kind of ``KINDS[side]``; None where too few of the words are known."""
    return likely_together([found], [facts], side)[0]


def likely_together(found: Sequence[Heard | None], facts: Sequence[Facts], side: str) -> list[list[float] | None]:
    """The likelihood of each kind of ``KINDS[side]`` for each message; None where too few of its words are known."""
    told = [heard is not None and heard.known >= KNOWN for heard in found]
    known = [(heard, each) for heard, each in zip(found, facts, strict=True) if heard and heard.known >= KNOWN]
    scores = iter(_scores(known, side))
    return [_shared_out(next(scores)) if tells else None for tells in told]


def _scores(messages: Sequence[tuple[Heard, Facts]], side: str) -> list[list[float]]:
    """What speaks for each kind. Summed message by message, so that none depends on what stands beside it."""
    import numpy as np

    if not messages:
        return []
    by = weights(side).facts
    rows = np.array([_row(heard, side, facts) for heard, facts in messages])
    whole, most = np.array([heard.whole for heard, _ in messages]), np.array([heard.most for heard, _ in messages])
    said = np.concatenate((whole, most, rows), axis=1)
    found: list[list[float]] = (said[:, :, None] * by[: said.shape[1]]).sum(axis=1).tolist()
    for i, (heard, facts) in enumerate(messages):
        if not facts.english:
            found[i] = features(heard, side, facts).dot(by).tolist()
    return found


def _shared_out(scores: list[float]) -> list[float]:
    most = max(scores)
    raised = [math.exp(score - most) for score in scores]  # for so few numbers quicker than numpy
    total = sum(raised)
    return [each / total for each in raised]


def hear(texts: Sequence[str], side: str) -> list[Heard | None]:
    """What the words of each text say for each kind of a side; None where it has no words."""
    found = list(map(_found, texts))
    said = iter(heard_together([each for each in found if each], weights(side)))
    return [next(said) if each else None for each in found]


def heard(found: Sequence[str], by: Weights) -> Heard:
    """The weights of each token and of the pair it makes with the one before, summed over the text and by sentence."""
    return heard_together([found], by)[0]


def heard_together(texts: Sequence[Sequence[str]], by: Weights) -> list[Heard]:
    """The same of several texts, each with a token at least, in one go."""
    import numpy as np

    if not texts:
        return []
    singles: list[tuple[int, ...]] = []
    places: list[int] = []
    starts: list[int] = []
    """Where in ``places`` each sentence begins."""
    firsts: list[int] = []
    """Which sentence is the first of each text."""
    lengths: list[int] = []
    met, beside = by.met.__getitem__, by.beside.get
    begin, end = by.numbers["^"] * ROOM, by.numbers["$"]
    for found in texts:
        alone, numbers, raised = zip(*map(met, found), strict=True)
        pairs = list(map(beside, map(add, (begin, *raised), (*numbers, end)), repeat(0)))
        singles.append(alone)
        firsts.append(len(starts))
        if ENDS.isdisjoint(found[:-1]):
            starts.append(len(places))
            lengths.append(len(found))
            places += (0, *alone, *pairs)
            continue
        for start, stop in pairwise([0, *_ends(found), len(found)]):
            starts.append(len(places))
            lengths.append(stop - start)
            places += (0, *alone[start:stop], *pairs[start:stop])
        places += pairs[-1:]
    sums = np.add.reduceat(by.words.take(places, 0), starts, 0)
    whole = np.add.reduceat(sums, firsts, 0) * _shares(list(map(len, texts))) + by.bias
    most = np.maximum.reduceat(sums * _shares(lengths), firsts, 0) + by.bias
    return [
        Heard(found, alone, 1 - alone.count(0) / len(alone), *rows)
        for found, alone, *rows in zip(texts, singles, whole, most, strict=True)
    ]


def _shares(lengths: Sequence[int]) -> Row:
    """What one token counts in so many: long texts do not speak louder than short ones."""
    import numpy as np

    return np.array([[1 / math.sqrt(length + 1)] for length in lengths], dtype=np.float32)


def _ends(found: Sequence[str]) -> list[int]:
    """Where a sentence ends and another one begins."""
    return [i for i, word in enumerate(found[:-1], 1) if word in ENDS and found[i] not in ENDS]


def tokens(text: str) -> list[str]:
    """Words and marks of a text in lower case; numbers alike."""
    return list(map(SPELT.__getitem__, _found(text)))


def _found(text: str) -> list[str]:
    low = plain(text[:READ])
    return (ASCII_TOKEN if low.isascii() else TOKEN).findall(low)[:MOST_TOKENS]


def features(heard: Heard, side: str, facts: Facts) -> Row:
    """All that speaks for a kind, as one row of numbers: what words, cues and facts say."""
    import numpy as np

    kinds = KINDS[side]
    row = _row(heard, side, facts)
    more = [0.0] * (3 * len(kinds)) if facts.english else [*heard.whole.tolist(), *row[: 2 * len(kinds)]]
    return np.concatenate((heard.whole, heard.most, row, more))


def _row(heard: Heard, side: str, facts: Facts) -> list[float]:
    """What cues and facts say."""
    places = PLACES[side]
    size = len(heard.tokens)
    by_cues = facts.by_cues
    row = [0.0] * (2 * len(places))
    for kind, votes in facts.votes.items():
        if kind in places:
            row[places[kind]] = math.tanh(votes / VOTES)
    if by_cues.value in places:
        row[len(places) + places[by_cues.value]] = by_cues.confidence
    row += (
        float(by_cues.value is None),
        float(facts.answers is True),
        float(facts.answers is False),
        float(facts.reply),
        float(not facts.personal),
        float(facts.gives),
        float(facts.channel in ("call", "meeting")),
        float(facts.channel == "survey"),
        float("?" in heard.tokens),
        float(heard.tokens[-1] == "?"),
        math.log(size) / 3,
        float(size <= 5),
        float(size <= 15),
        facts.asks,
        facts.feels,
        1.0,
    )
    return row


def telling(text: str, kind: str, side: str, found: Heard | None = None) -> tuple[str, ...]:
    """The words of ``text`` that speak most for a kind, as written, at most three, in their order.

    ``found`` is what was heard of it, where that is known.
    """
    said = found or hear([text], side)[0]  # its tokens are as written
    if said is None:
        return ()
    column = weights(side).by_kind[PLACES[side][kind]].take(said.places).tolist()
    for_it = [i for i, weight in enumerate(column) if weight > 0]
    best = sorted(sorted(for_it, key=column.__getitem__, reverse=True)[:3])
    if not best:
        return ()
    find, ends, at = plain(text[:READ]).find, [], 0
    for token in said.tokens[: best[-1] + 1]:  # nothing between two tokens can be taken for one
        at = find(token, at) + len(token)
        ends.append(at)
    words = [(said.tokens[i], ends[i]) for i in best]
    return tuple([text[end - len(word) : end] for word, end in words if word.isalpha()])


def softmax(scores: Row) -> Row:
    import numpy as np

    raised: Row = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Row = raised / raised.sum(axis=-1, keepdims=True)
    return shares


@cache
def weights(side: str) -> Weights:
    """What the words of a side weigh, read once. Words' weights are kept as eight-bit numbers and a scale a kind."""
    import numpy as np

    with (files(__package__) / "cues" / f"kinds_{side}.npz").open("rb") as file, np.load(file) as table:
        names = bytes(table["names"]).decode().split("\t")
        words = table["words"].astype(np.float32) * table["scale"]
        place = {name: i for i, name in enumerate(names)}
        return Weights(place, words, table["bias"], table["facts"].astype(np.float64))
