"""Which items of the library fit a customer's words?

Give it the words of the need, best one sentence or two, and what the library holds: titles, the needs each item serves,
sentences that customers said when it helped them. With an ``Embedding`` (``read.embed``) an item is as near as its
nearest sentence by meaning, the cosine of their vectors. Without one, words are compared by their letters: Okapi BM25
(Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond") over the runs of three and four
letters of each word, so that "withdrawls" meets "cash withdrawal" without a dictionary of any language.

Neither knows whether anything fits at all: ``score`` is for a threshold, and docs/reading.md says how sharp one is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .words import found

if TYPE_CHECKING:
    from .embed import Embedding

READ = 4_000
"""Characters of a text that are looked at."""
LETTERS = (3, 4)
K1, B = 2.0, 0.75
"""How soon a repeated run says nothing new; how much a long item pays for its length (both as in the literature)."""
ALIKE = 0.5
"""The share of a word's runs that an item has, from which the word is named as shared."""
MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """An item of the library: its title, the needs that it serves, and sentences of customers whom it helped."""

    id: str
    title: str
    needs: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that is known of the item, blank ones left out."""
        return tuple(text for text in (self.title, *self.needs, *self.examples) if text.strip())


class Match(NamedTuple):
    """An item that may fit, how well (0 to 1), and why: the words that it shares, or its nearest sentence."""

    id: str
    score: float
    why: tuple[str, ...]


def match(text: str, offers: Sequence[Offer], most: int = 3, embedding: Embedding | None = None) -> list[Match]:
    """The items that fit a customer's words best, the best first; fewer than ``most`` where fewer share anything.

    For many texts make one ``Library`` of the offers. Raises ``ValueError`` where two offers have the same id.
    """
    return Library(offers, embedding).match(text, most)


class Library:
    """Offers, made ready to be matched against many texts."""

    def __init__(self, offers: Sequence[Offer], embedding: Embedding | None = None) -> None:
        twice = [same for same, times in Counter(offer.id for offer in offers).items() if times > 1]
        if twice:
            raise ValueError(f"two items of the library have the id {twice[0]!r}; give each its own")
        self._ids = [offer.id for offer in offers]
        self._nearness: _ByLetters | _ByMeaning = (
            _ByMeaning(offers, embedding) if embedding is not None else _ByLetters(offers)
        )

    def match(self, text: str, most: int = 3) -> list[Match]:
        """The items that fit ``text`` best, as ``match`` gives them."""
        return self.match_many([text], most)[0]

    def match_many(self, texts: Sequence[str], most: int = 3) -> list[list[Match]]:
        """For each text the items that fit it best; with an embedding much faster than one by one."""
        read = [text[:READ] for text in texts]
        return [self._best(text, scores, most) for text, scores in zip(read, self._nearness.scores(read), strict=True)]

    def _best(self, text: str, scores: Sequence[float], most: int) -> list[Match]:
        order = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: -scores[i])
        return [Match(self._ids[i], scores[i], self._nearness.why(text, i)) for i in order[: max(0, most)]]


class _ByLetters:
    """BM25 over runs of letters. A score is the share of the most that an item could have for this text."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        counts = [Counter(run for text in offer.sentences for run in _runs(found(text))) for offer in offers]
        lengths = [count.total() for count in counts]
        average = sum(lengths) / max(1, len(lengths)) or 1.0
        holders = Counter(run for count in counts for run in count)
        self._rare = {run: _rarity(many, len(offers)) for run, many in holders.items()}
        self._unheard = _rarity(0, len(offers))
        self._weights: dict[str, dict[int, float]] = {run: {} for run in holders}
        self._many = len(offers)
        for item, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            for run, times in count.items():
                damped = times * (K1 + 1) / (times + K1 * (1 - B + B * length / average))
                self._weights[run][item] = self._rare[run] * damped

    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._scored(text) for text in texts]

    def why(self, text: str, item: int) -> tuple[str, ...]:
        """The words of the text that an item shares, those that weighed most first."""
        shared: dict[str, float] = {}
        for word in found(text):
            runs = set(_runs([word]))
            weights = [weights[item] for run in runs if item in (weights := self._weights.get(run, {}))]
            if len(weights) >= ALIKE * len(runs):
                shared.setdefault(word.casefold(), sum(weights))
        return tuple(sorted(shared, key=lambda word: -shared[word])[:MOST_WORDS])

    def _scored(self, text: str) -> list[float]:
        scores, most = [0.0] * self._many, 0.0
        for run in dict.fromkeys(_runs(found(text))):
            most += self._rare.get(run, self._unheard) * (K1 + 1)
            for item, weight in self._weights.get(run, {}).items():
                scores[item] += weight
        return [score / most for score in scores] if most else scores


def _rarity(holders: int, items: int) -> float:
    """The inverse document frequency that is never negative (Lucene's form of Robertson and Spärck Jones's weight)."""
    return math.log(1 + (items - holders + 0.5) / (holders + 0.5))


def _runs(words: Iterable[str]) -> list[str]:
    """The runs of letters of the words, each word's beginning and end marked; a shorter word is a run itself."""
    runs = []
    for word in words:
        marked = f"<{word.casefold().replace('’', chr(39))}>"
        for many in LETTERS:
            runs += [marked[i : i + many] for i in range(max(1, len(marked) - many + 1))]
    return runs


class _ByMeaning:
    """The cosine between a text's vector and that of an item's nearest sentence."""

    def __init__(self, offers: Sequence[Offer], embedding: Embedding) -> None:
        self._embedding = embedding
        self._said = [(item, text) for item, offer in enumerate(offers) for text in offer.sentences]
        self._vectors = embedding.vectors([text for _, text in self._said])
        self._many = len(offers)
        self._nearest: dict[tuple[str, int], str] = {}

    def scores(self, texts: Sequence[str]) -> list[list[float]]:
        told = [i for i, text in enumerate(texts) if text.strip()]
        near = self._embedding.vectors([texts[i] for i in told]) @ self._vectors.T
        answers = [[0.0] * self._many for _ in texts]
        self._nearest.clear()
        for i, row in zip(told, near.tolist(), strict=True):
            for (item, sentence), cosine in zip(self._said, row, strict=True):
                if cosine > answers[i][item]:
                    answers[i][item] = cosine
                    self._nearest[texts[i], item] = sentence
        return answers

    def why(self, text: str, item: int) -> tuple[str, ...]:
        return (self._nearest[text, item],)
