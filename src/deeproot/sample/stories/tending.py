"""What keeps an ordinary life ordinary: somebody listens, somebody gives, nobody is left alone for half a year.

The stories of everyday life are drawn by chance, and chance would now and then make a life lopsided that is not meant
to be. A firm that looks after
its customers notices that, and so do we: a call in which one listens, a gift where much was asked, a word in the
longest silence.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from ..life import Life
from ..record import YEAR, Row
from . import everyday, opening

DAY = timedelta(days=1)


def tend(life: Life) -> None:
    """Look over the last year and put right what chance made lopsided; or, where we do not listen, what chance made
    too kind.
    """
    if life.tended:
        company(life)
        gifts(life)
    voices(life)


def company(life: Life) -> None:
    """A gift in the middle of a silence of more than three months."""
    rng = life.chance("company")
    for _ in range(6):
        begins, ends = _longest_silence(life)
        middle = begins + (ends - begins) * (0.4 + 0.2 * rng.random())
        if ends - begins < 95 * DAY or not life.free(middle):
            return
        everyday.value(life, life.day(middle, rng), rng)


def gifts(life: Life) -> None:
    """Something given, where more than a third of what we sent asked for something."""
    rng = life.chance("gifts")
    for _ in range(30):
        kinds = [row["kind"] for row in _touches(life) if row["kind"]]
        if sum(kind in ("pitch", "renewal") for kind in kinds) <= 0.4 * len(kinds):
            return
        at = life.ago(25 + 300 * rng.random())
        if at > life.start and life.free(at):
            everyday.value(life, life.day(at, rng), rng)


def voices(life: Life) -> None:
    """A call in which the customer speaks at last; or one more in which only we do."""
    rng = life.chance("voices")
    for _ in range(12):
        theirs, ours, many = talk(life)
        share = theirs / (theirs + ours) if theirs + ours else 0.6
        even = share >= 0.57 or (many < 2 and life.listens)
        if even if life.listens else share <= 0.42 and many >= 4:
            return
        at = life.ago(20 + min(300, (life.end - life.start).days - 22) * rng.random())
        if life.free(at, at) and at > life.start:
            moment = life.day(at, rng)
            everyday.inform(life, moment, rng)
            opening.call(
                life,
                moment,
                "care",
                rng,
                share=0.78 if life.listens else 0.16,
                minutes=24,
                transcript=False,
                asks=life.listens,
            )


def talk(life: Life) -> tuple[float, float, int]:
    """Their words, ours, and the number of conversations of the last year; words for seconds where only those are
    known.
    """
    rows = [
        row
        for row in life.rows
        if life.in_last_year(row["happened_at"]) and not row["automatic"] and row["direction"] != "internal"
    ]
    ways: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["thread_id"]:
            ways[row["thread_id"]].add(row["direction"])
    two = {thread for thread, ways_of in ways.items() if {"in", "out"} <= ways_of}
    spoken = [row for row in rows if row["direction"] == "both" or row["thread_id"] in two]
    theirs = sum(_words(row, "customer") for row in spoken)
    ours = sum(_words(row, "our") for row in spoken)
    return theirs, ours, len(two) + sum(row["direction"] == "both" for row in spoken)


def _words(row: Row, side: str) -> float:
    words, seconds = row[f"{side}_words"], row[f"{side}_seconds"]
    return float(words) if words is not None else 2.5 * (seconds or 0.0)


def _touches(life: Life) -> list[Row]:
    own = (row for row in life.rows if row["direction"] in ("out", "both") and not row["automatic"])
    return sorted(
        (row for row in own if life.in_last_year(row["happened_at"])), key=lambda row: str(row["happened_at"])
    )


def _longest_silence(life: Life) -> tuple[datetime, datetime]:
    edges = [max(life.ago(YEAR), life.start), *(row["happened_at"] for row in _touches(life)), life.end]
    return max(pairwise(edges), key=lambda pair: pair[1] - pair[0])


def seen(life: Life) -> None:
    """What shows in the whole of a life, not in one story of it: that nobody listened, that we merely assume."""
    if not life.listens:
        spoken = [row for row in _touches(life) if row["direction"] == "both"]
        evidence = spoken or [row for row in _touches(life) if row["thread_id"]]
        life.lived("stopped_listening", "in the talks of the last year, we did the talking", evidence)
    if life.knowing == "stale":
        life.lived(
            "assumptions_about_you",
            "what we hold of them was never said, or not asked about for half a year",
            list(life.beliefs),
        )
