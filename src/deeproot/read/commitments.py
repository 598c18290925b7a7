"""Does one sentence of ours commit us: firmly, on a condition, or not at all?

Rule (English; other languages bring the same kinds of cues): a first person with a future ("we'll", "I am going to")
and a verb that could be seen to be done is a promise. So is what somebody of ours will do (``agents``), "you will
receive", "will be refunded", and what is aimed at or done by a moment that is named. Being, meeting and needing
promise nothing, nor do habits and rules ("always", "orders will be …"), what is told or doubted, and questions. A
condition ("if you …", "send us … and we'll") makes it conditional. An offer ("happy to", "we can … if you like") is no
promise: nothing is owed before it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .agents import Agent, agent
from .cued import alike, phrases_of
from .cues import load
from .patterns import GAP
from .phrases import Hit, Phrases

Firmness = Literal["firm", "conditional"]
SURE = {
    "opener": 0.8,
    "going": 0.75,
    "firm": 0.75,
    "yours": 0.75,
    "bare": 0.7,
    "agent": 0.7,
    "passive": 0.7,
    "possible": 0.7,
    "done_by": 0.65,
    "comes": 0.6,
    "gets": 0.6,
    "aim": 0.55,
    "dated": 0.55,
    "theirs": 0.55,
    "intention": 0.55,
}
NEEDS_ACT = frozenset({"opener", "going", "agent", "aim"})
NEEDS_DAY = frozenset({"done_by", "comes", "gets", "aim", "intention", "dated", "theirs"})
NEEDS_GIVER = frozenset({"agent", "passive", "done_by", "comes", "theirs"})
OF_OURS = frozenset({"opener", "going", "agent"})
"""What says that one of ours will do something: where it comes to nothing, that is idle, and no promise."""
OF_THINGS = NEEDS_GIVER | {"yours"}
CORES = tuple(SURE)
AROUND = ("condition_on_you", "condition", "no_condition", "request", "habit", "each", "wish", "never", "no_promise")
"""What is looked for around a core, only where there is one."""
AND = re.compile(r"(?:\band|&|&amp;|\bso|\bthen|\bor|,|:|>|\bund|\bdann|\bet|\by|\bentonces|\balors)\W{0,3}$")
BEFORE_QUESTION = re.compile(
    r"\s[-–—]{1,3}\s|;|,\s(?=(?:would|could|can|will|do|does|is|are|ok|okay|right|shall|should|may)\s)"
)
"""Where the question of a sentence begins that states something first: "I'll send it again - could you check?"."""
TAG = re.compile(r"[,;–—-]\s*(?:[\w']+\s){0,3}[\w']+\s?\?\W*$")
"""A few words that only ask the reader to agree: "I drop it off on Monday, sound good?"."""
ASKS = re.compile(
    r"\W*(?:would|could|can|will|do|does|did|is|are|was|have|has|shall|should|may|might|what|when|where|which|who|why|how|"
    r"wann|was|wer|wie|wo|warum|können|kann|quand|où|que|qui|comment|cuándo|qué|quién|cómo)\b"
)
OURS = re.compile(r"(?<!\w)(?:i|we|our|my|he|she|team)(?!\w)")
BEFORE_MAY = re.compile(
    r"(?:\d(?:st|nd|rd|th)?(?: of)?|(?<!\w)(?:in|by|until|till|before|of|from|since|mid|early|late))[ -]\Z"
)
AFTER_MAY = re.compile(r" (?:the )?\d")
ELIDED = ("and", "then", "so")
MASKS_WITHIN = 40
HABIT_WITHIN = 80


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment in a sentence: how firm, where its words begin, how sure, and the cue it rests on."""

    firmness: Firmness
    start: int
    confidence: float
    cue: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a text, where it begins there, what was found in it, and whether it names a due moment."""

    text: str
    start: int
    words: str
    hits: dict[str, list[Hit]]
    dated: Callable[[], bool]


def commitments(text: str, start: int, end: int, dated: Callable[[], bool]) -> list[Commitment] | None:
    """The commitments of the sentence from ``start`` to ``end`` of a ``plain`` text, in order, counted from its start.

    None where no cue stands in it that one of ours will do something; an empty list where it comes to nothing.
    ``dated`` tells whether the sentence names a due moment.
    """
    words = text[start:end]
    if words.rstrip(" \"')").endswith("?"):
        marks = [mark.start() for mark in BEFORE_QUESTION.finditer(words)]
        told = stated(words.rstrip(" \"')"))
        words = words[: max([*marks, 0 if told.endswith("?") else len(told)])]
        end = start + len(words)
    if not words:
        return None
    found = _hits(text, start, end) + _futures(words)
    if not found:
        return None
    sentence = _Sentence(text, start, words, _by_label(found), cache(dated))
    cores = _cores(sentence)
    if not cores:
        return [] if any(hit.label in OF_OURS for hit in found) else None
    for hit in _phrases(AROUND).find(text, start, end):
        sentence.hits[hit.label].append(hit)
    made = [_weighed(core, sentence) for core in cores if not _masked(core, sentence)]
    return [each for each in made if each is not None]


def stated(words: str) -> str:
    """What a sentence states before it asks the reader to agree; itself where it asks throughout, or does not ask."""
    if not words.endswith("?") or ASKS.match(words):
        return words
    tag = TAG.search(words)
    return words[: tag.start()].rstrip() if tag else words


def _hits(text: str, start: int, end: int) -> list[Hit]:
    """What may commit in one sentence, of all that was found in one pass over the text; counted from its start."""
    return [
        Hit(label, weight, begin - start, stop - start)
        for label, weight, begin, stop in cues().find(text)
        if start <= begin and stop <= end
    ]


def _futures(words: str) -> list[Hit]:
    """Verbs whose ending alone says that we will."""
    if "remos" not in words and "ré" not in words:
        return []
    return [Hit("firm", 1.0, *found.span()) for found in _verbs("futures").finditer(words)]


def _by_label(hits: list[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {label: [] for label in CORES + AROUND}
    for hit in hits:
        found[hit.label].append(hit)
    return found


def _cores(sentence: _Sentence) -> list[Hit]:
    """The words that may commit, in order; of overlapping ones the first."""
    found = [core for label in SURE for hit in sentence.hits[label] if (core := _core(hit, sentence))]
    cores: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, hit.label in NEEDS_ACT, hit.label == "possible")):
        if not cores or hit.start >= cores[-1].end:
            cores.append(hit)
    return cores


def _core(hit: Hit, sentence: _Sentence) -> Hit | None:
    """A hit that may commit, from the words that name its giver on; None where no act follows or it is not ours."""
    verb = _act(sentence.words, hit.end) if hit.label in NEEDS_ACT else _past_adverbs(sentence.words, hit.end)
    if verb is None or not _fits(hit, verb, sentence):
        return None
    if hit.label == "gets":
        return hit._replace(start=len(sentence.words) - len(sentence.words.lstrip()))
    if hit.label not in NEEDS_GIVER:
        return hit
    contracted = hit.label == "agent" and "'" in sentence.words[hit.start : hit.end]  # "he'll" names its giver
    at = hit.end if contracted else hit.start
    giver = agent(sentence.text, sentence.start, sentence.start + at)
    may = _may_give(giver, hit, verb, sentence)
    return hit._replace(start=min(hit.start, giver.start - sentence.start)) if may else None


def _fits(hit: Hit, verb: int, sentence: _Sentence) -> bool:
    """Whether what stands around a hit, and its moment, are as its label asks."""
    words = sentence.words
    if hit.label == "opener" and words.startswith(ELIDED, hit.start) and not _is_ours(hit, sentence):
        return False
    if hit.label == "going" and not _verbs("acted_on").match(words, verb):
        return False
    if hit.label == "done_by" and not _verbs("done").match(words, verb):
        return False
    if hit.label == "gets" and not _verbs("day_first").match(words[: hit.start]):
        return False
    return hit.label not in NEEDS_DAY or sentence.dated()


def _is_ours(hit: Hit, sentence: _Sentence) -> bool:
    """Whether "and will …", whose subject is not said again, may go on with one of ours."""
    return hit.start <= 1 or OURS.search(sentence.words, 0, hit.start) is not None


def _may_give(giver: Agent, hit: Hit, verb: int, sentence: _Sentence) -> bool:
    """Whether such a giver commits us: ours with an act of ours, a name with one that reaches the reader."""
    if hit.label != "agent":
        return giver.whose != "general" and (hit.label, giver.whose) != ("done_by", "named")
    if giver.whose == "ours":
        return _verbs("of_ours").match(sentence.words, verb) is not None or sentence.dated()
    return giver.whose == "named" and _verbs("reaching").match(sentence.words, verb) is not None


def _act(words: str, at: int) -> int | None:
    """Where the act after an opener begins, past adverbs; None where no word follows, or an idle one."""
    verb = _past_adverbs(words, at)
    if not words[verb : verb + 1].isalpha():
        return None
    return verb if _verbs("acts").match(words, verb) or not _verbs("idle").match(words, verb) else None


def _past_adverbs(words: str, at: int) -> int:
    match = _verbs("adverbs").match(words, at)
    return match.end() if match else at


def _masked(core: Hit, sentence: _Sentence) -> bool:
    """Whether other words take the promise out of it: doubt or telling before it, a habit or rule about it, its own."""
    hits = sentence.hits
    if any(
        hit.start <= core.start
        and core.start - hit.end <= MASKS_WITHIN
        and ";" not in sentence.words[hit.end : core.start]
        and not _is_month(hit, sentence.words)
        for hit in hits["never"]
    ):
        return True
    if any(hit.start < core.end and core.start < hit.end for hit in hits["no_promise"]):
        return True
    habits = hits["habit"] + (hits["each"] if core.label in OF_THINGS else [])
    return any(core.start - MASKS_WITHIN < hit.start < core.end + HABIT_WITHIN for hit in habits)


def _is_month(hit: Hit, words: str) -> bool:
    """Whether "may" is the fifth month: beside a number, or after what stands before a month."""
    if words[hit.start : hit.end] != "may":
        return False
    return bool(BEFORE_MAY.search(words, 0, hit.start) or AFTER_MAY.match(words, hit.end))


def _weighed(core: Hit, sentence: _Sentence) -> Commitment | None:
    condition = _condition(core, sentence)
    sure = SURE[core.label]
    if core.label == "possible" and (condition is None or sentence.hits["wish"]):
        return None
    if condition:
        return Commitment("conditional", core.start, sure, sentence.words[condition.start : condition.end])
    return Commitment("firm", core.start, sure, sentence.words[core.start : core.end])


def _condition(core: Hit, sentence: _Sentence) -> Hit | None:
    hits, none = sentence.hits, sentence.hits["no_condition"]
    anywhere = core.label == "yours"
    real = [hit for hit in hits["condition_on_you"] if not _covered(hit, none)]
    real += [hit for hit in hits["condition"] if (anywhere or hit.start < core.start) and not _covered(hit, none)]
    if real:
        return real[0]
    if AND.search(sentence.words[max(0, core.start - 16) : core.start]):
        asked = (hit for hit in hits["request"] if hit.end <= core.start and not _covered(hit, none))
        return next(asked, None)
    return None


def _covered(hit: Hit, by: list[Hit]) -> bool:
    return any(other.start <= hit.start < other.end for other in by)


@cache
def cues() -> Phrases:
    """The cues of which one must stand in a sentence that commits us, of all languages."""
    return _phrases(CORES)


@cache
def _phrases(labels: tuple[str, ...]) -> Phrases:
    return phrases_of(
        "promises",
        lambda topic: alike({label: topic["cues"].get(label, []) for label in labels}),
        lambda topic: topic.get("sets", {}) | {"adv": topic.get("adverbs", [])},
    )


@cache
def _verbs(name: str) -> re.Pattern[str]:
    """What may follow "will": the adverbs before its verb, and sorts of verbs (see ``cues/en/promises.toml``)."""
    topics: list[dict[str, Any]] = list(load("promises").values())
    if name == "adverbs":
        return re.compile(rf"(?:{GAP}(?:{_any(topics, 'adverbs')})(?!\w)){{0,3}}+{GAP}")
    if name == "idle":
        return re.compile(rf"(?:{_any(topics, 'idle')})(?!\w)")
    return re.compile("|".join(pattern for topic in topics for pattern in topic.get("verbs", {}).get(name, [])))


def _any(topics: list[dict[str, Any]], name: str) -> str:
    words = {word.replace("_", " ") for topic in topics for word in topic.get(name, [])}
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", GAP).replace("'", "'?") for word in ordered)
