"""The cues of one topic as phrases that are looked for in a text: of all languages at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .cues import load
from .phrases import Phrases

Cue = tuple[str, float, str]
"""What a phrase says, how strongly, and the phrase."""
Topic = Mapping[str, Any]
"""A topic's file in one language."""


def alike(groups: Mapping[str, list[str]]) -> Iterator[Cue]:
    """Cues by what they say, each as strong as the others."""
    return ((label, 1.0, phrase) for label, phrases in groups.items() for phrase in phrases)


def _sets(topic: Topic) -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = topic.get("sets", {})
    return found


def phrases_of(
    name: str, cues: Callable[[Topic], Iterable[Cue]], sets: Callable[[Topic], Mapping[str, list[str]]] = _sets
) -> Phrases:
    """All languages' cues of a topic: those that ``cues`` tells of each file; its ``sets`` keep to their language."""
    found: list[Cue] = []
    known: dict[str, list[str]] = {}
    for language, topic in load(name).items():
        known |= {f"{language}_{each}": words for each, words in sets(topic).items()}
        found += [(label, weight, phrase.replace("{", f"{{{language}_")) for label, weight, phrase in cues(topic)]
    return Phrases(found, known)
