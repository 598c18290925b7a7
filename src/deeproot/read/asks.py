"""Does a message ask the reader for something, so that it waits for an answer?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import mul

from .cued import Cue, Topic, phrases_of
from .cues import STRENGTH
from .label import Label
from .likelihood import asks
from .phrases import Hit, Phrases
from .remembered import AT_HAND
from .sentences import LONGEST, plain, sentences

QUESTION_MARK = 4.0
"""What a sentence's question mark counts, as much as a strong cue."""
ENOUGH = 3.0
SURE = 6.0
SHARES = (1.0, 0.5, 0.25, 0.125)
"""What the strongest cue of a sentence counts, and those after it."""
SUREST = 0.97
"""How sure words are of it where its place in the thread speaks, too."""
LIKELY = 0.42
"""The likelihood from which a message of one sentence asks; of several, each is asked for more."""
LIKELY_OF_SEVERAL = 0.55


def needs_answer(text: str, subject: str = "", *, automatic: bool = False, likelier: float = 0.0) -> Label[bool]:
    """Whether ``text`` asks something: a question or a request, in either direction.

    ``value`` is True or False, with the asking sentence as ``words``. Boilerplate ("don't hesitate to call",
    "unsubscribe here") does not ask, and neither does an automatic message. The subject counts only where the text is
    empty. English sentences are weighed by words and cues (``likelihood``), those of other languages by cues alone.
    ``likelier`` is how much likelier it asks for its place in the thread, in log odds.
    """
    if automatic:
        return Label(False, 1.0)
    likely, words, least = _asked((text if text.strip() else subject)[:LONGEST])
    if likelier and likely > 0.0:
        likely = min(likely, SUREST)
        likely = 1 / (1 + math.exp(-likelier) * (1 - likely) / likely)
    return Label(True, max(likely, 0.5), (words,)) if likely >= least else Label(False, 1.0 - likely)


@lru_cache(maxsize=AT_HAND)
def _asked(whole: str) -> tuple[float, str, float]:
    """How likely a text asks, in which words, and how likely it must be; remembered while much is asked of it."""
    low = plain(whole)
    hits = cues().find(low)
    spans = sentences(low)
    best, words = 0.0, ""
    for start, end in spans:
        sentence = low[start:end]
        here = hits if len(spans) == 1 else [hit for hit in hits if start <= hit[2] < end]
        score = _score(here, sentence)
        likely = _likely(sentence, score)
        if likely > best:
            best, words = likely, whole[start:end].strip()
    return best, words, LIKELY if len(spans) == 1 else LIKELY_OF_SEVERAL


def _likely(sentence: str, score: float) -> float:
    """How likely one sentence asks: by its words where they are English, by its cues elsewhere."""
    by_cues = min(1.0, max(0.0, score) / (2 * ENOUGH))
    likely = None if score >= SURE else asks(sentence, score)
    if likely is None:
        return by_cues
    return likely / 2 if score < 0 else likely


def cue_score(sentence: str) -> float:
    """How much the cues say that one ``plain`` sentence asks; a strong cue counts 4."""
    return _score(cues().find(sentence), sentence)


def _score(hits: list[Hit], sentence: str) -> float:
    """How much one sentence asks: its strongest cue, half of what else speaks for it, less what speaks against."""
    marked = sentence.rstrip().endswith("?")
    if not hits:
        return QUESTION_MARK if marked else 0.0
    weights = [hit[1] for hit in hits]
    above = sorted([weight for weight in weights if weight > 0], reverse=True)
    if marked:
        above.insert(0, QUESTION_MARK)
    loud: float = sum(map(mul, above, SHARES))
    return loud + sum([weight for weight in weights if weight < 0])


@cache
def cues() -> Phrases:
    """All cues of this topic, of all languages."""
    return phrases_of("asks", _told)


def _told(topic: Topic) -> Iterator[Cue]:
    for strength, phrases in topic["asks"].items():
        yield from (("asks", STRENGTH[strength], phrase) for phrase in phrases)
