"""Which words of a later message are signs that a promise is done, is not done, or is taken back?

What asks is no sign, nor a word within another sign that says the contrary ("bad news from"). A sentence that shares a
word with the promise and tells that something happened is a sign that it is done.
"""

from __future__ import annotations

import re
from functools import cache

from .cues import load
from .hits import any_in, meets, weight_of, within
from .later import Later
from .phrases import Hit
from .sentences import sentences
from .statements import concerns, said, stated
from .topics import shared


def done_in(message: Later, known: list[str]) -> list[Hit]:
    """The signs that the promised acts are done, but for words of a sign that they are not ("bad news from")."""
    asked = _questions(message.low)
    undone = message.cues.get("undone", [])
    signs = [message.cues.get(f"done {act}", []) for act in (*known, "any")]
    not_yet = [(hit.start, hit.end) for hit in undone]
    groups = [[hit for hit in some if not within(hit, asked) and not meets(hit, not_yet)] for some in signs]
    return max(groups, key=weight_of, default=[])


def shown_in(message: Later) -> list[Hit]:
    """What happened or stands now, in sentences that share a word with the promise and ask nothing."""
    if not message.topic:
        return []
    hits = []
    for start, end in sentences(message.low):
        sentence = message.low[start:end]
        if shared(" ".join(message.topic), sentence) and (found := _told_in(sentence)):
            hits.append(Hit("done", 1.0, start + found.start(), start + found.end()))
    return hits


def undone_in(message: Later, done: list[Hit], shown: list[Hit]) -> list[Hit]:
    """The signs that it is not done. Beside what shows it done, only those that may speak of it count."""
    asked, late = _questions(message.low), message.cues.get("late", [])
    excused = [(hit.start, hit.end) for hit in late]  # "it was meant to be with you last week" is late, and no delay
    undone = [hit for hit in message.cues.get("undone", []) if not within(hit, asked) and not meets(hit, excused)]
    if done or shown:
        return [hit for hit in undone if concerns(message.low, hit, message.topic)]
    return undone if late and _happened(message) else undone + late  # "later than promised, but here it is" is here


def _happened(message: Later) -> bool:
    """Whether any sentence tells that something happened, whatever it calls it."""
    return any(_told_in(message.low[start:end]) for start, end in sentences(message.low))


def _told_in(sentence: str) -> re.Match[str] | None:
    """The words by which a sentence tells that something happened, or is now as it should be."""
    if "?" in sentence or sentence.lstrip().startswith("please "):
        return None
    return next((found for pattern in _tenses() if (found := pattern.search(sentence))), None)


def withdrawn_in(message: Later) -> list[Hit]:
    """The signs that it is taken back, or plainly refused."""
    asked = _questions(message.low)
    withdrawn = [hit for hit in message.cues.get("withdrawn", []) if not within(hit, asked)]
    return withdrawn + said("refused", message.low, stated(message.low, message.topic))


def of_topic(hits: list[Hit], message: Later) -> bool:
    """Whether any of the signs stands in a sentence that names what was promised."""
    return any(
        any_in(hits, start, end) and bool(shared(" ".join(message.topic), message.low[start:end]))
        for start, end in sentences(message.low)
    )


def _questions(low: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in sentences(low) if low[start:end].rstrip().endswith("?")]


@cache
def _tenses() -> list[re.Pattern[str]]:
    """How each language tells that something happened, and that it is now as it should be."""
    return [
        re.compile(topic[name])
        for topic in load("outcome").values()
        for name in ("happened", "brief", "now")
        if name in topic
    ]
