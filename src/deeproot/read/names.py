"""What do the names stand for under which a learnt head keeps its weights? A word, an end, neighbours, a fact.

``promised`` and ``delayed`` keep their weights by name, as what learns them counts them; to weigh a sentence quickly
each word gets a number, and neighbours are known by their numbers in one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

ROOM = 1 << 20
"""More than there are words, so that the numbers of two or three make one number."""
Weight = TypeVar("Weight")


@dataclass(slots=True)
class Named(Generic[Weight]):
    """Weights by what they name: words, ends and beginnings of words, facts by name, neighbours by their numbers."""

    words: dict[str, Weight] = field(default_factory=dict)
    ends: dict[str, Weight] = field(default_factory=dict)
    facts: dict[str, Weight] = field(default_factory=dict)
    together: dict[int, Weight] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """The number, from 1 on, of every word that has a weight or a neighbour."""

    def number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers) + 1)


def by_what_they_name(known: Mapping[str, Weight]) -> Named[Weight]:
    """The weights of names as they are kept: ``~`` before an end, ``*`` before a beginning, ``=`` before a fact."""
    found: Named[Weight] = Named()
    for name, weight in known.items():
        if name[0] in "~*" and len(name) > 1:
            found.ends[name] = weight
        elif name[0] == "=":
            found.facts[name] = weight
        elif " " in name:
            number = 0
            for word in name.split(" "):
                number = number * ROOM + found.number(word)
            found.together[number] = weight
        else:
            found.number(name)
            found.words[name] = weight
    return found
