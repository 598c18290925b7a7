"""The interactions of a block as an Arrow table; strings that repeat are written as dictionaries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..tables import CHANNELS, DIRECTIONS, KINDS
from .bulk_draw import BOTH, GAUSS, IN, MEMBERS, NO_KIND, Block

RESOURCES = 19
SOURCES = {
    "email": "mail",
    "call": "call",
    "meeting": "meet",
    "chat": "chat",
    "case": "desk",
    "survey": "poll",
    "purchase": "shop",
    "usage": "uses",
    "mention": "said",
    "event": "fair",
    "letter": "post",
    "sms": "text",
    "note": "memo",
}
"""Where the rows of a channel come from; four letters each, so that all ids have one length."""
SCALES = ("nps", "csat", "ces")


def interactions(rng: np.random.Generator, block: Block, ids: pa.Array) -> pa.Table:
    """All interactions of the block, by customer and moment; ``ids`` are their ids."""
    customers = customer_ids(block)
    both, heard = block.direction == BOTH, block.direction == IN
    words, more = _words(rng, len(block.at))
    silent = block.kind == NO_KIND
    theirs = np.where(heard & ~silent, words, np.where(both, words * 9, 0))
    ours = np.where(heard | silent, 0, np.where(both, more * 7, words))
    untold = both & (block.at % 5 < 3)
    seconds = [np.where(both, part * np.float64(0.4), 0.0) for part in (theirs, ours)]
    scored, score, scale = _scores(block)
    columns: dict[str, pa.Array] = {
        "interaction_id": ids,
        "customer_id": _dictionary(block.customer.astype(np.int32), customers),
        "contact_id": _dictionary(block.customer.astype(np.int32), pc.binary_join_element_wise(customers, "k1", "-")),
        "member_id": _dictionary(block.member.astype(np.int16), members(), ~(heard & silent)),
        "happened_at": stamps(block.at),
        "channel": _dictionary(block.channel, pa.array(CHANNELS)),
        "direction": _dictionary(block.direction, pa.array(DIRECTIONS)),
        "kind": _dictionary(block.kind, pa.array(KINDS), ~silent),
        "thread_id": _dictionary(block.thread.astype(np.int32), thread_ids(block), ~silent | block.automatic),
        "case_id": _dictionary(block.thread.astype(np.int32), thread_ids(block, "k"), block.case),
        "resource_id": _dictionary(
            (block.at % RESOURCES).astype(np.int8), resources(), block.kind == KINDS.index("value")
        ),
        "customer_words": pa.array(theirs, mask=untold),
        "our_words": pa.array(ours, mask=untold),
        "customer_seconds": pa.array(seconds[0], mask=~both),
        "our_seconds": pa.array(seconds[1], mask=~both),
        "needs_answer": pa.array(block.asks),
        "automatic": pa.array(block.automatic),
        "personal": pa.array(block.personal),
        "sentiment": pa.array(_moods(rng, block), mask=~heard | silent),
        "score": pa.array(score, mask=~scored),
        "score_kind": _dictionary(scale, pa.array(SCALES), scored),
        "recorded_seq": pa.array(np.arange(block.row, block.row + len(block.at), dtype=np.int64)),
    }
    return pa.table(columns)


def interaction_ids(block: Block) -> pa.Array:
    """``<source>:<number>``, unique in the whole record."""
    sources = np.array([[*f"large-{SOURCES[channel]}:".encode()] for channel in CHANNELS], dtype=np.uint8)
    return _joined(sources[block.channel], np.arange(block.row, block.row + len(block.at)))


def customer_ids(block: Block) -> pa.Array:
    return numbered("c", block.numbers)


def thread_ids(block: Block, prefix: str = "t") -> pa.Array:
    """Named after the first interaction number of the block, so that no two blocks share one."""
    return numbered(prefix, np.arange(block.row, block.row + block.threads))


def numbered(prefix: str, numbers: Any) -> pa.Array:
    """The prefix and the number in ten digits, for each."""
    heads = np.broadcast_to(np.frombuffer(prefix.encode(), dtype=np.uint8), (len(numbers), len(prefix.encode())))
    return _joined(heads, numbers)


DIGITS = np.array([[*f"{number:05d}".encode()] for number in range(100_000)], dtype=np.uint8)
"""The five digits of every number below 100,000: looked up, they are ten times quicker than formatted."""


def _joined(heads: Any, numbers: Any) -> pa.Array:
    """Texts of one length, their bytes laid side by side: some bytes of a head, then ten digits."""
    letters = np.concatenate([heads, DIGITS[numbers // 100_000], DIGITS[numbers % 100_000]], axis=1)
    rows, width = letters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(letters))


def members() -> pa.Array:
    return numbered("m", np.arange(MEMBERS))


def resources() -> pa.Array:
    return pa.array([f"r-{number:02d}" for number in range(1, RESOURCES + 1)])


def stamps(seconds: Any, known: Any = None) -> pa.Array:
    """Seconds since 1970 as moments; null where not known."""
    mask = None if known is None else ~known
    return pa.array(seconds * 1_000_000, mask=mask).cast(pa.timestamp("us"))


def _words(rng: np.random.Generator, rows: int) -> tuple[Any, Any]:
    """Two log-normal numbers of words for every row, from a table of draws."""
    table = np.exp(rng.normal(3.6, 0.8, GAUSS)).astype(np.int64) + 2
    dice = rng.integers(0, GAUSS, (2, rows), dtype=np.uint16)
    return table[dice[0]], table[dice[1]]


def _moods(rng: np.random.Generator, block: Block) -> Any:
    """Low for complaints, high for praise, some noise around."""
    base = {"complaint": -0.7, "cancel": -0.5, "hardship": -0.6, "praise": 0.7, "thanks": 0.5, "all_great": 0.6}
    centre = np.array([base.get(kind, 0.05) for kind in (*KINDS, "")])
    noise = rng.normal(0, 0.15, GAUSS)[rng.integers(0, GAUSS, len(block.at), dtype=np.uint16)]
    return (centre[block.kind] + noise).clip(-1, 1).round(3)


def _scores(block: Block) -> tuple[Any, Any, Any]:
    """A mark for what came in through a survey."""
    scored = (block.channel == CHANNELS.index("survey")) & (block.direction == IN)
    scale = (block.at % 3).astype(np.int8)
    best = np.array([10.0, 5.0, 7.0])[scale]
    return scored, np.maximum(best - np.sqrt(block.at % 37).astype(np.int64), 1.0), scale


def _dictionary(codes: Any, words: pa.Array, known: Any = None) -> pa.Array:
    indices = pa.array(codes, mask=None if known is None else ~known)
    return pa.DictionaryArray.from_arrays(indices, words, safe=False)
