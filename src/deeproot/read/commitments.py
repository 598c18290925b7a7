"""Does one sentence of ours commit us: firmly, on a condition, or not at all?

Rule (English; other languages bring the same kinds of cues): a first person with a future ("we'll", "I am going to")
and a verb that could be seen to be done is a promise; so are "you will receive" and "will be refunded". "Being",
"meeting" and "needing" are none. A condition on the reader ("if you …", "send us … and we'll") makes it conditional,
and so does an offer ("happy to"). Intentions ("we expect to") count only beside a due moment. Questions promise
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .cues import load
from .phrases import GAP, Hit, Phrases

Firmness = Literal["firm", "conditional"]
CORES = ("opener", "bare", "firm", "intention", "offer", "possible")
KINDS = (*CORES, "condition_on_you", "condition", "no_condition", "request", "never")
AND = re.compile(r"(?:\band|&|&amp;|\bso|\bthen|\bor|,|:|>|\bund|\bdann|\bet|\by|\bentonces|\balors)\W{0,3}$")
SURE = {"opener": 0.8, "bare": 0.7, "firm": 0.75, "intention": 0.55, "offer": 0.8, "possible": 0.7}
MASKS_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment in a sentence: how firm, where its words begin, how sure, and the cue it rests on."""

    firmness: Firmness
    start: int
    confidence: float
    cue: str


def commitments(text: str, start: int, end: int, dated: Callable[[], bool]) -> list[Commitment]:
    """The commitments of the sentence from ``start`` to ``end`` of a ``plain`` text, in order, counted from its start.

    ``dated`` tells whether it names a due moment.
    """
    sentence = text[start:end]
    if sentence.rstrip(" \"')").endswith("?"):
        return []
    found = _phrases().find(text, start, end)
    if all(hit.label not in CORES for hit in found):
        return []
    hits = _by_label(found)
    cores = _cores(sentence, hits, dated)
    made = [_weighed(core, sentence, hits) for core in cores if not _masked(core, sentence, hits)]
    return [each for each in made if each is not None]


def _by_label(hits: list[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {label: [] for label in KINDS}
    for hit in hits:
        found[hit.label].append(hit)
    return found


def _cores(sentence: str, hits: dict[str, list[Hit]], dated: Callable[[], bool]) -> list[Hit]:
    """The words that may commit, in order; of overlapping ones the first."""
    found = [hit for hit in hits["opener"] if _acts(sentence, hit.end)]
    found += hits["bare"] + hits["firm"] + hits["offer"] + hits["possible"]
    found += hits["intention"] if hits["intention"] and dated() else []
    cores: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, hit.label == "opener")):
        if not cores or hit.start >= cores[-1].end:
            cores.append(hit)
    return cores


def _acts(sentence: str, at: int) -> bool:
    """Whether what follows an opener is an act, past adverbs: a word, and not an idle one."""
    adverbs, idle = _after_opener()
    match = adverbs.match(sentence, at)
    verb = match.end() if match else at
    return sentence[verb : verb + 1].isalpha() and not idle.match(sentence, verb)


def _masked(core: Hit, sentence: str, hits: dict[str, list[Hit]]) -> bool:
    """Whether a word before ("hopefully", "he said") takes the promise out of it."""
    return any(
        hit.start <= core.start and core.start - hit.end <= MASKS_WITHIN and ";" not in sentence[hit.end : core.start]
        for hit in hits["never"]
    )


def _weighed(core: Hit, sentence: str, hits: dict[str, list[Hit]]) -> Commitment | None:
    condition = _condition(core, sentence, hits)
    if core.label == "offer" or condition:
        cue = core if condition is None or core.label == "offer" else condition
        return Commitment("conditional", core.start, SURE[core.label], sentence[cue.start : cue.end])
    if core.label == "possible":
        return None
    return Commitment("firm", core.start, SURE[core.label], sentence[core.start : core.end])


def _condition(core: Hit, sentence: str, hits: dict[str, list[Hit]]) -> Hit | None:
    real = [hit for hit in hits["condition_on_you"] if not _covered(hit, hits["no_condition"])]
    real += [hit for hit in hits["condition"] if hit.start < core.start and not _covered(hit, hits["no_condition"])]
    if real:
        return real[0]
    if AND.search(sentence[max(0, core.start - 16) : core.start]):
        return next((hit for hit in hits["request"] if hit.end <= core.start), None)
    return None


def _covered(hit: Hit, by: list[Hit]) -> bool:
    return any(other.start <= hit.start < other.end for other in by)


@cache
def _phrases() -> Phrases:
    cues: list[tuple[str, float, str]] = []
    sets: dict[str, list[str]] = {}
    for language, topic in load("promises").items():
        known = topic.get("sets", {}) | {"adv": topic.get("adverbs", [])}
        sets |= {f"{language}_{name}": words for name, words in known.items()}
        for label, phrases in topic["cues"].items():
            cues += [(label, 1.0, phrase.replace("{", f"{{{language}_")) for phrase in phrases]
    return Phrases(cues, sets)


@cache
def _after_opener() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The adverbs that may stand between an opener and its verb, and the idle verbs."""
    topics: list[dict[str, Any]] = list(load("promises").values())
    adverbs = _any([adverb for topic in topics for adverb in topic.get("adverbs", [])])
    idle = _any([verb for topic in topics for verb in topic.get("idle", [])])
    return re.compile(rf"(?:{GAP}(?:{adverbs})(?!\w)){{0,3}}+{GAP}"), re.compile(rf"(?:{idle})(?!\w)")


def _any(words: list[str]) -> str:
    ordered = sorted({word.replace("_", " ") for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", GAP).replace("'", "'?") for word in ordered)
