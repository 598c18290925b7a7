"""Which kind do the cues elect? The votes of a text, moved by what is known of the message besides its words.

Whether it answers an open question, was sent to many, is short, asks: each moves the votes. What all its words say is
weighed later (``weighed``); of what we tell each other, and where the words are not known, the votes alone decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .label import Label
from .sentences import LONGEST
from .votes import STRONG, votes_of
from .words import count

ENOUGH = 2.75
"""Votes a kind needs at least: one strong cue, or two clear ones."""
LEAD = 0.5
"""Votes by which it must lead the next kind, unless a strong cue speaks for the kind that matters more."""
QUESTION_MARK = 3.5
LEANS = 1.5
"""What a circumstance adds that speaks for a kind but does not make one."""
WORDS_GIVEN = 3
LOUD = 1.5 * STRONG
"""Votes with which praise outdoes the thanks it begins with, and a complaint the question it ends with."""
SHORT = 14
THANKS = re.compile(
    r"\W{0,3}(?:many |muchas |mille |vielen |herzlichen )?(?:thank|thx|dank|merci|gracias)", re.IGNORECASE
)
REQUEST = re.compile(
    r"\b(?:could|can|would|will) (?:you|someone|somebody|anyone|we get|we have)\b"
    r"(?! (?:please )?(?:tell|explain|say|know|see|believe|imagine|also tell|still|ever|even))[^.!?\n]{3,200}\?",
    re.IGNORECASE,
)
"""A question that wants something done rather than told."""
SPOKEN = ("call", "meeting")
GRAVE = ("cancel", "hardship")
"""What a customer says beside nothing else counts."""
FIRST = {
    "in": ("cancel", "hardship", "complaint", "request", "question", "feedback", "praise", "thanks", "all_great"),
    "out": ("renewal", "holding", "pitch", "miss_you", "appreciation", "answer", "value", "care", "admin"),
    "internal": ("handover", "brief", "note"),
}
"""The kinds of a side; where two have the same votes the one that matters more comes first."""


@dataclass(slots=True)
class Known:
    """What is known of a message besides its words."""

    side: str
    channel: str
    personal: bool
    answers: bool | None
    reply: bool
    gives: bool
    asking: bool
    """Whether it asks something."""


def elected(whole: str, text: str, known: Known) -> Label[str]:
    """The kind by all the words of ``whole``; ``text`` is the part of it that is the message itself."""
    votes, words = votes_of(whole, known.side)
    if known.side == "in":
        _weigh_incoming(votes, text, known)
    elif known.side == "out":
        _weigh_outgoing(votes, text, known)
    else:
        votes["note"] = votes.get("note", 0.0) + ENOUGH
    return _winner(votes, words, known.side)


def _weigh_incoming(votes: dict[str, float], text: str, known: Known) -> None:
    words = count(text[:400])
    if "?" in text[:LONGEST]:
        votes["question"] = votes.get("question", 0.0) + QUESTION_MARK
        if REQUEST.search(text[:LONGEST]):
            votes["request"] = max(votes.get("request", 0.0), STRONG)
    if votes.get("thanks", 0.0) >= ENOUGH and known.asking:
        votes["thanks"] /= 2  # "please send it, thanks" asks
    if words > SHORT or "?" in text or votes.get("complaint", 0.0) >= ENOUGH:
        votes.pop("all_great", None)  # it has something in it
    elif known.answers is False and THANKS.search(text[:400]):
        votes["all_great"] = votes.get("all_great", 0.0) / 2  # nobody asked how things are
    elif votes.get("all_great", 0.0) >= ENOUGH:
        votes["praise"], votes["thanks"] = votes.get("praise", 0.0) / 2, votes.get("thanks", 0.0) / 2
    if votes.get("thanks", 0.0) > 0 and words > 3 * SHORT:
        votes["thanks"] /= 2  # a long message that thanks has come for something else
    if votes.get("thanks", 0.0) >= STRONG and votes.get("praise", 0.0) < (LOUD if THANKS.match(text) else STRONG):
        votes["praise"] = votes.get("praise", 0.0) / 2  # "thank you, this was a great help" thanks
    loud = votes.get("complaint", 0.0)
    if loud >= LOUD:  # a complaint often asks; it stays a complaint
        for name in ("question", "request"):
            votes[name] = min(votes.get(name, 0.0), loud)
    elif (asked := max(votes.get("question", 0.0), votes.get("request", 0.0))) >= ENOUGH:
        votes["complaint"] = min(loud, asked - LEAD)  # a fault told of with a request wants help
    if known.channel == "survey":  # a remark that was asked for
        votes["complaint"] = loud if loud >= LOUD else loud / 2
        _add(votes, "feedback", ENOUGH)


def _weigh_outgoing(votes: dict[str, float], text: str, known: Known) -> None:
    if known.channel in SPOKEN:
        for name in ("admin", "answer", "holding", "miss_you"):
            votes.pop(name, None)  # arranging and answering are part of every talk
        _add(votes, "care", ENOUGH)
    elif known.channel == "survey":
        _add(votes, "admin", 2 * STRONG)
    if not known.personal:
        for name in ("answer", "holding", "care"):
            votes[name] = votes.get(name, 0.0) / 2
        _add(votes, "value", LEANS)
    elif "?" in text:
        _add(votes, "care", LEANS)
    if known.gives:
        _add(votes, "value", STRONG)
    _weigh_reply(votes, known)


def _weigh_reply(votes: dict[str, float], known: Known) -> None:
    """A reply answers or holds: which of the two its own words say. One that promises answers."""
    waiting, answered = votes.get("holding", 0.0), votes.get("answer", 0.0)
    kept_waiting = waiting >= STRONG > answered or (bool(known.answers) and waiting >= ENOUGH and waiting > answered)
    if known.answers:
        _add(votes, "holding" if kept_waiting else "answer", 2 * STRONG)
    elif known.reply and known.channel not in SPOKEN:
        _add(votes, "holding" if kept_waiting else "answer", ENOUGH)
    elif votes.get("answer", 0.0) < 2 * ENOUGH and known.answers is False:
        votes["answer"] = votes.get("answer", 0.0) / 2


def _add(votes: dict[str, float], name: str, more: float) -> None:
    votes[name] = votes.get(name, 0.0) + more


def _winner(votes: Mapping[str, float], words: Mapping[str, list[str]], side: str) -> Label[str]:
    grave = next((name for name in GRAVE if votes.get(name, 0.0) >= STRONG), None)
    if grave and side == "in":
        return Label(grave, _confidence(votes[grave], 0.0), tuple(words[grave][:WORDS_GIVEN]))
    if not votes:
        return Label(None)
    ranked = [votes.get(name, 0.0) for name in FIRST[side]]
    second, best = sorted(ranked)[-2:]
    second = max(second, 0.0)
    close = best - second < LEAD
    if best < ENOUGH or (close and best < STRONG):
        return Label(None, _confidence(best, second))
    first = next(place for place, each in enumerate(ranked) if each >= (second if close else best))
    name = FIRST[side][first]
    return Label(name, _confidence(best, second), tuple(words.get(name, ())[:WORDS_GIVEN]))


def _confidence(best: float, second: float) -> float:
    best = max(0.0, best)
    return best / (best + second + 1.0)
