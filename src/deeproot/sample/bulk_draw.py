"""The numbers of a large record, drawn for a block of customers at once: who they are and everything that passed, as
NumPy arrays.

Distributions are plain but not flat: a few customers have much of the traffic, threads have one to a dozen messages,
some threads are cases that wander between members, moments cluster in threads, customers come and go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..tables import CHANNELS, DIRECTIONS, KINDS

Ints = np.ndarray[Any, np.dtype[np.int64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

DAY = 86_400
MEMBERS = 200
IN, OUT, BOTH, INTERNAL = (DIRECTIONS.index(word) for word in ("in", "out", "both", "internal"))
NO_KIND = -1
GAUSS = 4096
"""Normal numbers come from a table of so many, drawn once a block: eight times quicker, and as good for a record
without people.
"""


@dataclass
class Block:
    """Some customers and their interactions, by customer and moment; seconds since 1970, codes into tables' words."""

    first: int  # so many customers stand in the blocks before
    numbers: Ints  # what each customer is called by
    since: Ints
    left: Ints  # 0 where still a customer
    owner: Ints
    count: Ints  # interactions of each
    row: int  # the number of the first interaction
    customer: Ints  # of each interaction, from 0 within the block
    at: Ints
    thread: Ints  # from 0 within the block
    threads: int
    case: Flags
    channel: Codes
    direction: Codes
    kind: Codes
    member: Ints
    automatic: Flags
    personal: Flags
    asks: Flags


def block(
    rng: np.random.Generator, first: int, numbers: Ints, per_customer: float, begins: int, until: int, row: int
) -> Block:
    """Draw the block of some customers; before it come ``first`` customers and ``row`` interactions."""
    many = len(numbers)
    since, left = _stays(rng, many, begins, until)
    ends = np.where(left > 0, left, until)
    count = _counts(rng, many, per_customer)
    owner = rng.integers(0, MEMBERS, many)
    customer = np.repeat(np.arange(many, dtype=np.int64), count)
    rows = len(customer)
    thread, head, threads = _threads(rng, customer, rows)
    at = _moments(rng, customer, thread, head, np.maximum(since, begins), ends)
    order = np.argsort((customer << 33) + at, kind="stable")
    thread, at = thread[order], at[order]
    return Block(
        first,
        numbers,
        since,
        left,
        owner,
        count,
        row,
        customer,
        at,
        thread,
        threads,
        *_said(rng, customer, thread, threads, owner),
    )


def _stays(rng: np.random.Generator, many: int, begins: int, until: int) -> tuple[Ints, Ints]:
    """When each became a customer; and when a fifth of them left."""
    early = rng.random(many) < 0.45
    since = np.where(early, begins - rng.integers(0, 900 * DAY, many), rng.integers(begins, until - 5 * DAY, many))
    stay = (rng.exponential(1100, many) * DAY).astype(np.int64) + 120 * DAY
    left = np.maximum(since, begins) + stay
    return since, np.where((left < until) & (rng.random(many) < 0.45), left, 0)


def _counts(rng: np.random.Generator, many: int, per_customer: float) -> Ints:
    """Interactions of each: log-normal, so that a tenth of the customers has nearly half of them."""
    spread = 0.9
    drawn = rng.lognormal(np.log(per_customer) - spread**2 / 2, spread, many)
    return np.clip(drawn, 0, 60 * per_customer).round().astype(np.int64)


def _threads(rng: np.random.Generator, customer: Ints, rows: int) -> tuple[Ints, Ints, int]:
    """The thread of each row, the row each row's thread begins with, and how many threads there are."""
    starts = rng.random(rows, dtype=np.float32) < 0.42
    starts[np.flatnonzero(np.diff(customer, prepend=-1))] = True
    thread = np.cumsum(starts) - 1
    heads = np.flatnonzero(starts)
    return thread, heads[thread], len(heads)


def _moments(rng: np.random.Generator, customer: Ints, thread: Ints, head: Ints, since: Ints, ends: Ints) -> Ints:
    """A thread begins anywhere in the customer's time; its messages follow each other within hours to days."""
    rows = len(customer)
    begins = since[customer] + (rng.random(rows)[head] * (ends - since)[customer]).astype(np.int64)
    wait = (rng.standard_exponential(rows, dtype=np.float32) ** 2 * 0.6 * DAY).astype(np.int64) + 60
    passed = np.cumsum(wait)
    at = begins + passed - passed[head]
    found: Ints = np.minimum(at, ends[customer])
    return found


def _said(rng: np.random.Generator, customer: Ints, thread: Ints, threads: int, owner: Ints) -> tuple[Any, ...]:
    """Who said what to whom through which door, for rows in order."""
    rows = len(customer)
    dice = rng.integers(0, 65536, (6, rows), dtype=np.uint16)
    door = _of(
        rng,
        ("email", "call", "meeting", "chat", "case", "survey", "usage", "purchase"),
        (58, 8, 2, 8, 0, 4, 12, 8),
        threads,
    )
    case = rng.random(threads, dtype=np.float32) < 0.11
    door = np.where(case, CHANNELS.index("case"), door).astype(np.int8)
    channel, in_case = door[thread], case[thread]
    direction = _directions(channel, dice[0])
    note = in_case & (dice[1] < 3500)
    direction[note] = INTERNAL
    channel = np.where(note, CHANNELS.index("note"), channel).astype(np.int8)
    silent = (channel == CHANNELS.index("usage")) | (channel == CHANNELS.index("purchase"))
    kind = _kinds(direction, dice[2])
    kind[silent] = NO_KIND
    automatic = (dice[3] < 1000) & (channel == CHANNELS.index("email"))
    kind[automatic] = NO_KIND
    asking = np.array(
        [word in ("question", "request", "complaint", "pitch", "renewal", "care") for word in (*KINDS, "")]
    )
    asks = asking[kind]
    personal = ~((direction == OUT) & (dice[4] < 9000) & (channel == CHANNELS.index("email")))
    keeper = rng.integers(0, MEMBERS, threads)
    keeper = np.where(rng.random(threads, dtype=np.float32) < 0.6, -1, keeper)[thread]
    member = np.where(keeper < 0, owner[customer], keeper)
    member = np.where((dice[5] < 12000) & in_case, dice[5].astype(np.int64) % MEMBERS, member)
    return in_case, channel, direction, kind, member, automatic, personal, asks


def _directions(channel: Codes, dice: Any) -> Codes:
    direction = np.where(dice < 31500, IN, OUT).astype(np.int8)
    both = (channel == CHANNELS.index("call")) | (channel == CHANNELS.index("meeting"))
    direction[both] = BOTH
    silent = (channel == CHANNELS.index("usage")) | (channel == CHANNELS.index("purchase"))
    direction[silent] = IN
    return direction


KIND_SHARES: dict[int, dict[str, float]] = {
    IN: {
        "question": 24,
        "request": 18,
        "complaint": 6,
        "praise": 4,
        "thanks": 24,
        "cancel": 0.5,
        "hardship": 0.5,
        "all_great": 2,
        "feedback": 14,
    },
    OUT: {
        "pitch": 7,
        "renewal": 5,
        "value": 16,
        "care": 9,
        "answer": 44,
        "holding": 1,
        "appreciation": 4,
        "admin": 12,
        "miss_you": 0.6,
    },
    BOTH: {"care": 30, "value": 30, "answer": 25, "pitch": 10, "renewal": 5},
    INTERNAL: {"note": 60, "handover": 28, "brief": 12},
}


def _kinds(direction: Codes, dice: Any) -> Codes:
    """A kind that fits the direction, from one table of 1024 draws a direction."""
    tables = np.empty((len(DIRECTIONS), 1024), dtype=np.int8)
    for code, shares in KIND_SHARES.items():
        edges = np.cumsum(list(shares.values())) / sum(shares.values()) * 1024
        tables[code] = np.array([KINDS.index(word) for word in shares])[
            np.searchsorted(edges, np.arange(1024), side="right")
        ]
    found: Codes = tables[direction, dice & 1023]
    return found


def _of(rng: np.random.Generator, words: tuple[str, ...], weights: tuple[float, ...], many: int) -> Codes:
    edges = np.cumsum(weights) / sum(weights)
    codes = np.array([CHANNELS.index(word) for word in words], dtype=np.int8)
    found: Codes = codes[
        np.searchsorted(edges, rng.random(many, dtype=np.float32), side="right").clip(0, len(words) - 1)
    ]
    return found
