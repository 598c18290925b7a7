"""Does a later message of ours bring what was promised, put it off or take it back? By all its words.

Signs (``outcome``) are phrases that somebody thought of; this knows how such messages sound: "held up at the carrier",
"there you are, all twelve". Words, neighbours and threes of them, beginnings and endings of words weigh for each of
three meanings against saying nothing of the promise; what the message shares with the promise counts as one word,
whatever it is called in that trade. ``benchmarks/delayed_learn.py`` fits the weights (``cues/delayed.npz``), the same
each time, from English messages; what they reach for authors left out is in docs/reading-measured.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, Literal

from .names import ROOM, by_what_they_name
from .promised import TOKEN, ends_of, named
from .remembered import AT_HAND, Remembered
from .topics import STEM, acts, content

Meant = Literal["delivers", "holding", "withdraws"]
MEANT: Final[tuple[Meant, ...]] = ("delivers", "holding", "withdraws")
LABELS: Final = (*MEANT, "beside")
"""What a message may mean; beside: nothing for this promise."""
WORD: Final = re.compile(rf"{TOKEN.pattern}|[.\n]")
"""As in ``promised``, and where a sentence ends."""
MARKS: Final = frozenset("?!,:;.\n")
IT: Final = "<it>"
"""Words that the promise has, too."""
SAID_ONCE: Final = MARKS | {IT}
"""What follows itself counts once."""
MOST_TOKENS: Final = 150
FEWEST: Final = 1
UNKNOWN: Final = -1
MOST_UNKNOWN: Final = 0.5
"""The share of a message's words that may be unknown: more, and it is in another language."""
FEW_ACTS: Final = 4
"""Where a promise may be of more acts than these, it names none."""
SCALE: Final = 2.0
TELLING: Final = 4
"""So many neighbouring words are shown at most."""
MOST_ODDS: Final = 4.0
"""No message is heard more surely than this, in log odds: a reader errs more often than it thinks."""
Weight = tuple[float, float, float]
NOTHING: Final[Weight] = (0.0, 0.0, 0.0)
Met = tuple[int, float, float, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """How much likelier than not a message delivers, puts off or takes back: log odds, each against all else."""

    delivers: float
    holding: float
    withdraws: float

    @property
    def most(self) -> Meant | None:
        """What it is likelier to mean than not."""
        best = max(MEANT, key=self.of)
        return best if self.of(best) > 0 else None

    def of(self, meant: Meant) -> float:
        odds: float = getattr(self, meant)
        return odds


@dataclass(frozen=True, slots=True)
class Weights:
    """What weighs: words by their number and weight, beginnings and endings, neighbours by their numbers, facts."""

    words: Mapping[str, Met]
    ends: Mapping[str, Weight]
    together: Mapping[int, Weight]
    facts: Mapping[str, Weight]


@lru_cache(maxsize=AT_HAND)
def hear(promise: str, later: str) -> Heard | None:
    """What a later message sounds like beside a promise, both ``plain``; None in too few words or in unknown ones."""
    tokens = tokens_of(promise, later)
    words = len(tokens) - sum(map(tokens.count, MARKS))
    if words < FEWEST:
        return None
    by = weights()
    numbers, delivers, holding, withdraws = zip(*map(words_met().__getitem__, tokens), strict=True)
    if numbers.count(UNKNOWN) > MOST_UNKNOWN * words:
        return None
    more = _together((by.words["^"][0], *numbers, by.words["$"][0]), by.together)
    beside = [more, *(by.facts.get(name, NOTHING) for name in facts_of(promise, tokens))]
    sums = [
        sum(alone) + sum(some)
        for alone, some in zip((delivers, holding, withdraws), zip(*beside, strict=True), strict=True)
    ]
    scale, bias = scale_of(len(tokens)), by.facts["bias"]
    return Heard(*_against_all_else([each * scale + least for each, least in zip(sums, bias, strict=True)]))


def tokens_of(promise: str, later: str) -> list[str]:
    """The words and marks of a ``plain`` message; what it shares with the promise is one word, as are days, numbers."""
    stems, as_met, last = _stems(promise), words_as_met(), ""
    tokens: list[str] = []
    for word in WORD.findall(later)[:MOST_TOKENS]:
        token = IT if word[:STEM] in stems else as_met[word]
        if token != last or token not in SAID_ONCE:
            tokens.append(token)
        last = token
    return tokens


def facts_of(promise: str, tokens: Sequence[str]) -> list[str]:
    """What weighs besides the words: how often the promise is named, its act, how long the message is."""
    return [f"=it {min(2, tokens.count(IT))}", f"=length {min(5, len(tokens) // 10)}", *_acts(promise)]


def names_of(promise: str, tokens: Sequence[str]) -> list[str]:
    """All that is weighed of a message, as what learns it counts it: the names under which weights are kept."""
    framed = ["^", *tokens, "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(framed)]
    threes = [f"{pair} {c}" for pair, c in zip(pairs, framed[2:], strict=False)]
    ends = [name for token in tokens for name in ends_of(token)]
    return [*tokens, *pairs, *threes, *ends, *facts_of(promise, tokens)]


def scale_of(tokens: int) -> float:
    """By what the sum of all weights is multiplied: a long message has more of them."""
    return SCALE / math.sqrt(tokens + 2)


def telling(promise: str, later: str, meant: Meant) -> str:
    """The neighbouring words of a ``plain`` message, four at most, that speak most for a meaning, as they stand."""
    spans = [match.span() for match in WORD.finditer(later)][:MOST_TOKENS]
    stems, as_met, place = _stems(promise), words_as_met(), MEANT.index(meant)
    met = [words_met()[IT if later[a:b][:STEM] in stems else as_met[later[a:b]]] for a, b in spans]
    together = weights().together
    best, found = -math.inf, ""
    for first, (start, _) in enumerate(spans):
        weight = 0.0
        for last in range(first, min(first + TELLING, len(spans))):
            if later[spans[last][0] : spans[last][1]] in MARKS:
                break
            weight += _more(met[last][1:], place) + _more(_ending((met[first : last + 1]), together), place)
            if last > first and weight / math.sqrt(last - first + 2) > best:
                best, found = weight / math.sqrt(last - first + 2), later[start : spans[last][1]]
    return found


def _more(weight: Sequence[float], place: int) -> float:
    """How much more something speaks for one meaning than, on the whole, for the two others."""
    return 1.5 * weight[place] - 0.5 * sum(weight)


def _ending(some: Sequence[Met], together: Mapping[int, Weight]) -> Weight:
    """What the last word weighs with the one or two before it."""
    numbers = [each[0] for each in some[-3:]]
    if len(numbers) < 2 or UNKNOWN in numbers[-2:]:
        return NOTHING
    pair = together.get(numbers[-2] * ROOM + numbers[-1], NOTHING)
    if len(numbers) < 3 or numbers[0] == UNKNOWN:
        return pair
    three = together.get((numbers[0] * ROOM + numbers[1]) * ROOM + numbers[2], NOTHING)
    return pair[0] + three[0], pair[1] + three[1], pair[2] + three[2]


def _against_all_else(said: Sequence[float]) -> list[float]:
    """Log odds of each meaning against all others and none."""
    raised = [math.exp(min(each, 30.0)) for each in said]
    whole = 1.0 + sum(raised)
    odds = [math.log(each / (whole - each)) for each in raised]
    return [max(-MOST_ODDS, min(MOST_ODDS, each)) for each in odds]


def _together(numbers: Sequence[int], known: Mapping[int, Weight]) -> Weight:
    """What neighbours weigh, by twos and threes."""
    found: list[Weight] = []
    before, last = UNKNOWN, numbers[0]
    for number in numbers[1:]:
        if number < 0 or last < 0:
            before, last = UNKNOWN, number
            continue
        if before >= 0 and (weight := known.get(before * ROOM + number)) is not None:
            found.append(weight)
        before, last = last * ROOM + number, number
        if (weight := known.get(before)) is not None:
            found.append(weight)
    delivers, holding, withdraws = map(sum, zip(NOTHING, *found, strict=True))
    return delivers, holding, withdraws


@lru_cache(maxsize=AT_HAND)
def _stems(promise: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in content(promise))


@lru_cache(maxsize=AT_HAND)
def _acts(promise: str) -> list[str]:
    """The acts that a promise names; none where it names none."""
    known = acts(promise) if promise else []
    return [f"=act {act}" for act in known] if len(known) <= FEW_ACTS else []


@cache
def words_as_met() -> Remembered[str]:
    """Words as they are weighed: numbers, weekdays and months are one word each."""
    return Remembered(lambda word: "<#>" if word[0].isdecimal() else "." if word == "\n" else named().get(word, word))


@cache
def words_met() -> Remembered[Met]:
    """Every word's number (-1 where it is not known), and what it weighs with its end and beginning."""
    return Remembered(_met)


def _met(token: str) -> Met:
    by = weights()
    number, *weighs = by.words.get(token, (UNKNOWN, *NOTHING))
    for name in ends_of(token):
        weighs = [a + b for a, b in zip(weighs, by.ends.get(name, NOTHING), strict=True)]
    return number, weighs[0], weighs[1], weighs[2]


@cache
def weights() -> Weights:
    """What weighs, read once. Weights are kept as eight-bit numbers and a scale a meaning."""
    import numpy as np

    with (files(__package__) / "cues" / "delayed.npz").open("rb") as file, np.load(file) as table:
        names = bytes(table["names"]).decode().split("\t")
        rows = (table["rows"].astype(np.float32) * table["scale"]).tolist()
        bias = table["bias"].tolist()
    return sorted_by_what_they_name(
        {name: (row[0], row[1], row[2]) for name, row in zip(names, rows, strict=True)}, (bias[0], bias[1], bias[2])
    )


def sorted_by_what_they_name(known: Mapping[str, Weight], bias: Weight) -> Weights:
    """Names by what they name, ready to be weighed."""
    kept = by_what_they_name(known)
    for edge in ("^", "$"):
        kept.number(edge)
    words = {word: (number, *kept.words.get(word, NOTHING)) for word, number in kept.numbers.items()}
    return Weights(words, kept.ends, kept.together, kept.facts | {"bias": bias})
