"""How likely is each kind, all in all? What the words say, weighed together with what stands around them.

A customer's message: by a last logistic regression over what its words say and the facts of ``besides``, learnt from
whole companies told in thirty-eight voices and from the texts that words were learnt from
(``benchmarks/kinds_in_place.py``, ``cues/kinds_in_place.tsv``: the logarithm of how much likelier a fact makes a kind).
One of ours: by how usual its kind is and by what came before it, set by judgement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING

from .besides import SPOKEN, facts_of_place
from .blame import misses
from .learnt import KINDS, Facts, softmax
from .meant import likely_by_meaning
from .place import of_place
from .sentences import LONGEST, plain

if TYPE_CHECKING:
    from .learnt import Row

SAID_FROM = {"in": 0.3, "out": 0.4}
"""The likelihood from which a kind of a side is said, chosen on trades that the weights had not seen."""
TELL_MORE, TELL_MORE_ABROAD = 0.6, 0.8
"""The likelihood from which all words of a letter of ours tell more than what its subject alone told the cues, and more
than cues in another language, of which few words are learnt. Chosen on letters that the weights had not seen."""
OF_WORDS, OF_MEANING = 0.7, 0.5
"""What words and meaning count where both are heard: powers of the likelihoods (a logarithmic pool). Words alone are
too sure of themselves on texts unlike those they learnt from; more of the meaning gained on real texts of forums and
lost in the voices of whole companies, where what is rare stays rare."""
KNOWN_BY_WORDS = 0.98
"""The likelihood by words from which nobody asks what a message means."""
LEAST = -9.0
"""The logarithm of a likelihood is no lower: words alone never rule a kind out."""
WEIGHTS = "kinds_in_place.tsv"
MOST_TOLD_ALIKE = 4_096
"""Ways in which messages are told of which the weight is remembered."""
SAYS = "words say "
"""Before the name of a kind: what its likelihood by the words weighs."""
USUAL = {
    "answer": 4.0, "admin": 1.3, "value": 1.0, "care": 1.0, "holding": 0.6, "pitch": 0.5, "renewal": 0.7,
    "appreciation": 0.7, "miss_you": 0.7,
}  # fmt: skip
"""How much more usual a kind of ours is in people's mail than in the texts learnt from, where all are alike (set by
judgement). The correction of priors of Saerens, Latinne and Decaestecker (2002)."""
USUALLY = tuple(USUAL[kind] for kind in KINDS["out"])
NOBODY_MISSED = 0.3
"""How usual "we miss you" is where no cue and no word tells of it. Both chosen on fourteen voices that the weights had
not seen."""
NEVER_SPOKEN = ("miss_you", "admin", "answer")
"""A talk is none of the things that one only writes."""


def weighed(
    messages: Sequence[Facts], likely: Sequence[list[float] | None], side: str, *, meaning: bool = False
) -> list[list[float] | None]:
    """How likely each kind of a side is for each message; None where the cues decide.

    ``likely`` is what the words say. With ``meaning`` a customer's message is also heard by the embedding.
    """
    if side == "out":
        return [each and _of_ours(facts, each) for facts, each in zip(messages, likely, strict=True)]
    shares = [
        None if facts.by_subject and facts.by_cues.value else each for facts, each in zip(messages, likely, strict=True)
    ]
    if meaning:
        _weigh_meaning(messages, shares)
    told = [(facts_of_place(facts), each) for facts, each in zip(messages, shares, strict=True) if each]
    known = iter(of_theirs([facts for facts, _ in told], [each for _, each in told]))
    return [each and next(known) for each in shares]


def of_theirs(facts: Sequence[Sequence[str]], shares: Sequence[Sequence[float]]) -> list[list[float]]:
    """How likely each kind of some customers' messages is, by how likely their words make it and by their facts.

    Summed message by message, so that none depends on what stands beside it.
    """
    import numpy as np

    if not facts:
        return []
    likely = np.array(shares)
    told = np.maximum(np.log(np.maximum(likely / likely.sum(axis=1, keepdims=True), 1e-9)), LEAST)
    scores = np.array([_of_facts(tuple(each)) for each in facts]) + (told[:, :, None] * _of_words()).sum(axis=1)
    found: list[list[float]] = softmax(scores).tolist()
    return found


@lru_cache(maxsize=MOST_TOLD_ALIKE)
def _of_facts(facts: tuple[str, ...]) -> list[float]:
    """What facts weigh together for each kind: many messages are told alike."""
    table = weights()
    rows = [row for name in facts if (row := table.get(name))]
    return list(map(sum, zip((0.0,) * len(KINDS["in"]), *rows, strict=True)))


@cache
def _of_words() -> Row:
    """What the likelihood of each kind by the words weighs, a row a kind."""
    import numpy as np

    return np.array([weights()[SAYS + kind] for kind in KINDS["in"]])


@cache
def weights() -> Mapping[str, Sequence[float]]:
    """What each fact weighs for each kind of ``KINDS["in"]``."""
    text = (files(__package__) / "cues" / WEIGHTS).read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {name: tuple(map(float, numbers)) for name, *numbers in rows}


def _weigh_meaning(messages: Sequence[Facts], shares: list[list[float] | None]) -> None:
    """Let what English messages mean weigh beside their words, where the embedding is installed."""
    asked = [
        (i, each)
        for i, (facts, each) in enumerate(zip(messages, shares, strict=True))
        if each and facts.english and facts.channel not in SPOKEN and max(each) < KNOWN_BY_WORDS * sum(each)
    ]
    heard = likely_by_meaning([messages[i].text for i, _ in asked])
    for (i, each), said in zip(asked, heard or (), strict=bool(heard)):
        shares[i] = [share**OF_WORDS * meant**OF_MEANING for share, meant in zip(each, said, strict=True)]


def _of_ours(facts: Facts, shares: list[float]) -> list[float] | None:
    """How likely each kind of ours is; None where the cues decide.

    They do where only the subject told them something, and in other languages, unless the words are sure.
    """
    usual = _as_usual(facts, shares)
    if facts.by_cues.value is None or (facts.english and not facts.by_subject):
        return usual
    least = TELL_MORE if facts.english else TELL_MORE_ABROAD
    return usual if max(usual) >= least * sum(usual) else None


def _as_usual(facts: Facts, shares: list[float]) -> list[float]:
    """What is rare counts less; "we miss you" hardly, where no word tells of it."""
    usual = list(map(mul, shares, USUALLY))
    if facts.channel in SPOKEN:
        usual = [share * (kind not in NEVER_SPOKEN) for kind, share in zip(KINDS["out"], shares, strict=True)]
    if facts.english and facts.by_cues.value != "miss_you" and not misses(plain(facts.text[:LONGEST])):
        place = KINDS["out"].index("miss_you")
        usual[place] = shares[place] * NOBODY_MISSED
    if placed := of_place(facts.after):
        usual = [share * placed.get(kind, 1.0) for kind, share in zip(KINDS["out"], usual, strict=True)]
    return usual
