"""What does a later message mean for an open promise: delivered, put off, taken back, not solved, confirmed?

Rule: what was promised belongs to an act (send, call, fix, refund, find out); each act has its own signs of being
done. They count with the topic that promise and message share and with the thread. Against them stand the signs of a
holding reply, and a new date. The customer's word is read apart: it confirms, or shows that nothing was solved.
Everything is a proposal with its reasons: a person or a rule of the organisation decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from .cues import load
from .due import Due
from .phrases import Hit, Phrases
from .promises import promises
from .sentences import LONGEST, plain

Meaning = Literal["delivers", "holding", "withdraws", "not_solved", "confirms"]
SPOKEN = ("call", "meeting")
STEM = 5
TOPIC = 1.5
THREAD = 1.0
NEW_DATE = 2.0
ENOUGH = 3.0
CUE = 2.0
FURTHER = 0.5
MOST_CUES = 24


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a later message means for a promise; ``value`` None where it says nothing about it.

    ``new_due`` is the moment a holding reply names. ``reasons`` are sentences for a person, ``words`` the message's
    own.
    """

    value: Meaning | None
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    new_due: Due | None = None


def outcome(
    promise: str,
    later: str,
    said_at: datetime,
    *,
    direction: str = "out",
    channel: str = "email",
    same_thread: bool = True,
    **how: Any,
) -> Outcome:
    """What a later message says about a promise of ours.

    ``promise`` is the promise's words, ``later`` the new text of the later message, ``said_at`` when it was written;
    ``direction`` in is the customer's, out and both are ours. ``how`` is what :func:`deeproot.read.due.find` takes.
    """
    text = later[:LONGEST]
    low = plain(text)
    shared = _shared(plain(promise), low)
    if direction == "in":
        return _of_the_customer(text, low, shared, same_thread=same_thread)
    acts = _acts(plain(promise))
    if channel in SPOKEN and "call" in acts:
        return Outcome("delivers", 0.85, (f"A {channel} was promised, and this is one.",))
    return _of_ours(text, low, acts, shared, said_at, same_thread=same_thread, how=how)


def _of_ours(
    text: str,
    low: str,
    acts: list[str],
    shared: list[str],
    said_at: datetime,
    *,
    same_thread: bool,
    how: dict[str, Any],
) -> Outcome:
    done = _strongest([_found(f"done {act}", low) for act in acts], default=[])
    undone, withdrawn = _found("undone", low), _found("withdrawn", low)
    dates = [made.due for made in promises(text, said_at, **how) if made.due and made.firmness == "firm"]
    context = (TOPIC if shared else 0.0) + (THREAD if same_thread else -THREAD)
    delivers = _votes(done) + context
    holding = _votes(undone) + (NEW_DATE if dates else 0.0) + context
    withdraws = _votes(withdrawn) * 1.2 + context
    about = _about(shared, same_thread=same_thread)
    best = max(delivers, holding, withdraws)
    if best < ENOUGH or not (shared or same_thread):
        return Outcome(None, 1 / (1 + best) if best > 0 else 0.9)
    if withdrawn and withdraws == best and not dates:
        return _outcome(
            "withdraws", withdraws, max(delivers, holding), ["It takes the promise back.", *about], withdrawn, text
        )
    if done and delivers > holding:
        return _outcome("delivers", delivers, holding, ["It says that it is done.", *about], done, text)
    if undone or dates:
        new = next((date for date in dates if not date.vague), None)
        reasons = ["It puts the promise off to a new date." if new else "It says that it is not done yet.", *about]
        return _outcome("holding", holding, delivers, reasons, undone, text, new)
    return Outcome(None, 0.3)


def _of_the_customer(text: str, low: str, shared: list[str], *, same_thread: bool) -> Outcome:
    against, good = _found("not_solved", low), _found("solved", low)
    context = (TOPIC if shared else 0.0) + (THREAD if same_thread else -THREAD)
    worse, better = _votes(against) + context, _votes(good) + context
    about = _about(shared, same_thread=same_thread)
    if max(worse, better) < ENOUGH or not (shared or same_thread):
        return Outcome(None, 0.5)
    if against and worse >= better:
        return _outcome(
            "not_solved", worse, better, ["The customer says that it is not solved.", *about], against, text
        )
    return _outcome("confirms", better, worse, ["The customer confirms it.", *about], good, text)


def _outcome(
    value: Meaning, votes: float, others: float, reasons: list[str], hits: list[Hit], text: str, new: Due | None = None
) -> Outcome:
    confidence = min(0.95, votes / (votes + max(0.0, others) + 1.0))
    words = tuple(dict.fromkeys(text[hit.start : hit.end] for hit in hits))[:3]
    return Outcome(value, confidence, tuple(reasons), words, new)


def _about(shared: list[str], *, same_thread: bool) -> list[str]:
    about = [f"It speaks of the same: {', '.join(shared[:4])}."] if shared else []
    return [*about, "It is in the same thread."] if same_thread else about


def _found(label: str, low: str) -> list[Hit]:
    return [hit for hit in _phrases().find(low) if hit.label == label]


def _votes(hits: list[Hit]) -> float:
    """What the hits count together: the first fully, each further one that stands elsewhere half of the one before."""
    places: list[tuple[int, int]] = []
    for hit in hits[:MOST_CUES]:
        if not any(hit.start < end and start < hit.end for start, end in places):
            places.append((hit.start, hit.end))
    return sum(CUE * FURTHER**i for i in range(min(len(places), 5)))


def _strongest(groups: list[list[Hit]], default: list[Hit]) -> list[Hit]:
    return max(groups, key=_votes, default=default)


def _acts(promise: str) -> list[str]:
    """The acts a promise names; all of them where it names none."""
    known = _act_words()
    found = [act for act, pattern in known.items() if pattern.search(promise)]
    return found or list(known)


def _shared(promise: str, later: str) -> list[str]:
    """The content words of the promise that the later message has too, compared by their beginnings."""
    plain_words = _common()
    there = {word[:STEM] for word in re.findall(r"[^\W\d_]{3,}|\d{3,}", later)}
    words = [word for word in re.findall(r"[^\W\d_]{3,}|\d{3,}", promise) if word not in plain_words]
    return list(dict.fromkeys(word for word in words if word[:STEM] in there))


@cache
def _act_words() -> dict[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for topic in load("outcome").values():
        for act, known in topic["act"].items():
            words.setdefault(act, []).extend(known)
    return {act: re.compile(rf"(?<!\w)(?:{_any(known)})") for act, known in words.items()}


@cache
def _common() -> frozenset[str]:
    """Words that every promise has: its acts, its time, its persons."""
    words = set()
    for topic in load("outcome").values():
        words |= {word for known in topic["act"].values() for phrase in known for word in phrase.split("_")}
        words |= set(topic["common"])
    for topic in load("due").values():
        words |= {word for known in topic["words"].values() for phrase in known for word in phrase.split()}
    return frozenset(words - {"document", "documents", "quote", "offer", "proposal", "contract", "file", "report"})


@cache
def _phrases() -> Phrases:
    cues: list[tuple[str, float, str]] = []
    sets: dict[str, list[str]] = {}
    for language, topic in load("outcome").items():
        sets |= {f"{language}_{name}": words for name, words in topic.get("sets", {}).items()}
        groups = {f"done {act}": phrases for act, phrases in topic["done"].items()} | topic["cues"]
        for label, phrases in groups.items():
            cues += [(label, 1.0, phrase.replace("{", f"{{{language}_")) for phrase in phrases]
    return Phrases(cues, sets)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word.replace("_", " ")) for word in sorted(set(words), key=len, reverse=True))
