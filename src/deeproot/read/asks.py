"""Does a message ask the reader for something, so that it waits for an answer?"""

from __future__ import annotations

from functools import cache

from .cues import STRENGTH, load
from .label import Label
from .phrases import Hit, Phrases
from .sentences import LONGEST, plain, sentences

QUESTION_MARK = 4.0
"""What a sentence's question mark counts, as much as a strong cue."""
ENOUGH = 3.0
SURE = 6.0


def needs_answer(text: str, subject: str = "", *, automatic: bool = False) -> Label[bool]:
    """Whether ``text`` asks something: a question or a request, in either direction.

    ``value`` is True or False, with the asking sentence as ``words``. Boilerplate ("don't hesitate to call",
    "unsubscribe here") does not ask, and neither does an automatic message. The subject counts only where the text is
    empty.
    """
    if automatic:
        return Label(False, 1.0)
    whole = (text if text.strip() else subject)[:LONGEST]
    low = plain(whole)
    hits = _phrases().find(low)
    best, words = 0.0, ""
    for start, end in sentences(low):
        score = _score([hit for hit in hits if start <= hit.start < end], low[start:end])
        if score > best:
            best, words = score, whole[start:end].strip()
    if best >= ENOUGH:
        return Label(True, min(1.0, 0.5 + 0.5 * best / SURE), (words,))
    return Label(False, 1.0 - 0.5 * best / ENOUGH)


def _score(hits: list[Hit], sentence: str) -> float:
    """How much one sentence asks: its strongest cue, half of what else speaks for it, less what speaks against."""
    weights = sorted((hit.weight for hit in hits), reverse=True)
    if sentence.rstrip().endswith("?"):
        weights.insert(0, QUESTION_MARK)
    above = [weight for weight in weights if weight > 0]
    below = [weight for weight in weights if weight < 0]
    return sum(weight * 0.5**i for i, weight in enumerate(above[:4])) + sum(below)


@cache
def _phrases() -> Phrases:
    cues: list[tuple[str, float, str]] = []
    sets: dict[str, list[str]] = {}
    for language, topic in load("asks").items():
        sets |= {f"{language}_{name}": words for name, words in topic.get("sets", {}).items()}
        for strength, phrases in topic["asks"].items():
            cues += [("asks", STRENGTH[strength], phrase.replace("{", f"{{{language}_")) for phrase in phrases]
    return Phrases(cues, sets)
