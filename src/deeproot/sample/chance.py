"""Chance that repeats itself: every story draws from a stream of its own, named by the seed and what it tells.

A stream of its own keeps a life as it was when another life, or another story of the same life, changes.
Streams are seeded by a hash of their name that Python's hash randomisation does not touch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(*names: object) -> Random:
    """The stream of random numbers of that name: the same names give the same numbers, on every machine."""
    digest = hashlib.blake2b("/".join(str(name) for name in names).encode(), digest_size=8).digest()
    return Random(int.from_bytes(digest, "big"))  # noqa: S311 (a story, not a secret)


def weighted(rng: Random, weights: dict[T, float]) -> T:
    """One of the keys, as often as its weight says."""
    at = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        at -= weight
        if at < 0:
            return key
    return key


def some(rng: Random, things: Sequence[T], least: int, most: int) -> list[T]:
    """Between ``least`` and ``most`` different ones, in random order; all of them where there are fewer."""
    return rng.sample(list(things), min(len(things), rng.randint(least, most)))
