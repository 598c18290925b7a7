"""What has a later message of a promise: the same words, the same thread, cues of what became of it, a likely sound?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .cued import Topic, alike, phrases_of
from .delayed import Heard, Meant, telling
from .hits import within
from .phrases import Hit, Phrases

TOPIC = 1.5
THREAD = 1.0
ASIDE = 1.5
ENOUGH = 3.0
HEARD = 0.75
"""How much a message counts for what all its words sound like (log odds), beside its signs."""
HEARD_ALONE: dict[Meant, float] = {"delivers": 1.5, "holding": 0.5, "withdraws": 0.5}
"""From which log odds it means what it sounds like without any sign."""
NOT_DONE = frozenset({"undone", "late", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Later:
    """The later message: its words as written and as compared, its cues by label, and what it has of the promise."""

    text: str
    low: str
    cues: dict[str, list[Hit]]
    topic: list[str]
    same_thread: bool
    promised: str = ""
    heard: Heard | None = None

    @property
    def context(self) -> float:
        """What topic and thread count; something beside the topic counts less in the same thread, nothing elsewhere."""
        if self.topic:
            return TOPIC + (THREAD if self.same_thread else -THREAD / 2)
        return (THREAD if self.same_thread else -ENOUGH) - (ASIDE if self.cues.get("aside") else 0.0)

    @property
    def about(self) -> list[str]:
        about = [f"It speaks of the same: {', '.join(self.topic[:4])}."] if self.topic else []
        return [*about, "It is in the same thread."] if self.same_thread else about

    def heard_of(self, meant: Meant) -> float:
        """How likely it sounds to mean that, in log odds; nothing where it is not heard."""
        return self.heard.of(meant) if self.heard else 0.0

    def sounds(self, meant: Meant) -> float:
        """What that counts."""
        return HEARD * self.heard_of(meant)

    def means(self, meant: Meant) -> bool:
        """Whether it means that by what it sounds like alone, without a sign."""
        return self.heard_of(meant) >= HEARD_ALONE[meant]

    def telling(self, meant: Meant) -> Hit:
        """The words by which it sounds so."""
        words = telling(self.promised, self.low, meant)
        start = self.low.find(words)
        return Hit(meant, 1.0, start, start + len(words))


def cues_of(low: str, promised: str) -> dict[str, list[Hit]]:
    """The cues of a message by label.

    What is mere courtesy ("thank you for your patience") is none, nor what only calls the thing by its name (the
    "revised estimate" that was promised).
    """
    found = _phrases().find(low)
    polite = [(hit.start, hit.end) for hit in found if hit.label == "courtesy"]
    cues: dict[str, list[Hit]] = {}
    for hit in found:
        if hit.label in NOT_DONE and low[hit.start : hit.end] in promised:
            continue
        if hit.label == "courtesy" or not within(hit, polite):
            cues.setdefault(hit.label, []).append(hit)
    return cues


@cache
def _phrases() -> Phrases:
    return phrases_of("outcome", lambda topic: alike(_done_by_act(topic) | topic["cues"]))


def _done_by_act(topic: Topic) -> dict[str, list[str]]:
    return {f"done {act}": phrases for act, phrases in topic["done"].items()}
