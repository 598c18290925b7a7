"""What does a later message mean for an open promise: delivered, put off, taken back, not solved, confirmed?

Rule: what was promised belongs to an act (send, call, fix, refund, find out); each act has its own signs of being done,
and a sentence that tells of something that happened to what was promised is one too. They count with the topic that
promise and message share and with the thread. Against them stand the signs of a holding reply, and a new date. In the
promise's own thread it counts beside them what all words of the message sound like (``delayed``); that alone says
something where no sign does, and is never surer than .65. A message that speaks of another open promise rather than of
this one says nothing about it. The customer's word is read apart: it confirms, or shows that nothing was solved; mere
thanks confirm only what was delivered. Everything is a proposal with its reasons: a person or a rule of the
organisation decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from .delayed import MEANT, Meant, hear
from .due import Due, due
from .hits import any_in, weight_of
from .later import ENOUGH, Later, cues_of
from .phrases import Hit
from .promises import promises
from .sentences import LONGEST, plain, sentences
from .signs import done_in, of_topic, shown_in, undone_in, withdrawn_in
from .statements import said, stated
from .topics import acts, of_another, shared

Meaning = Literal[Meant, "not_solved", "confirms"]
SPOKEN = ("call", "meeting")
NEW_DATE = 2.0
TAKEN_BACK = 1.6
"""A promise is taken back in plainer words than it is put off: one sign of it counts so much more."""
SOUNDS: dict[Meant, str] = {"delivers": "a delivery", "holding": "a delay", "withdraws": "a promise taken back"}
SAYS: dict[Meant, str] = {
    "delivers": "It says that it is done.",
    "holding": "It says that it is not done yet.",
    "withdraws": "It takes the promise back.",
}
STATED = 0.6
"""The confidence in what is only stated of a promise, without a cue."""
HEARD_MOST = 0.65
"""The most confidence in what is only heard, without any sign."""
DOUBTFUL = 0.7
"""The most confidence in what names nothing of the promise, or stands in another thread: for a person to decide."""


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
    others: Sequence[str] = (),
    delivered: bool | None = None,
    **how: Any,
) -> Outcome:
    """What a later message says about a promise of ours.

    ``promise`` is the promise's words, ``later`` the new text of the later message, ``said_at`` when it was written;
    ``direction`` in is the customer's, out and both are ours. ``others`` are the words of the customer's other open
    promises, ``delivered`` whether something that delivers was sent before (None: not known). ``how`` is what
    :func:`deeproot.read.due.find` takes.
    """
    text = later[:LONGEST]
    low = plain(text)
    promised = plain(promise)
    if others and of_another(promised, low, [plain(other) for other in others]):
        return Outcome(None, 0.8, ("It speaks of another promise.",))
    message = Later(text, low, cues_of(low, promised), shared(promised, low), same_thread, promised)
    if direction == "in":
        return _of_the_customer(message, delivered=delivered)
    known = acts(promised)
    if channel in SPOKEN and "call" in known:
        return Outcome("delivers", 0.85, (f"A {channel} was promised, and this is one.",))
    if same_thread:
        message = replace(message, heard=hear(promised, low))
    return _of_ours(message, known, said_at, how)


def _of_ours(message: Later, known: list[str], said_at: datetime, how: dict[str, Any]) -> Outcome:
    shown = shown_in(message)
    done = done_in(message, known) + shown
    undone, withdrawn = undone_in(message, done, shown), withdrawn_in(message)
    new = _new_due(message, undone, withdrawn, said_at, how, may_be_done=bool(done))
    votes: dict[Meant, float] = {
        "delivers": weight_of(done),
        "holding": weight_of(undone) + (NEW_DATE if new else 0.0),
        "withdraws": weight_of(withdrawn) * TAKEN_BACK,
    }
    signs: dict[Meant, list[Hit]] = {"delivers": done, "holding": undone, "withdraws": withdrawn}
    says = {meant: votes[meant] + message.context + message.sounds(meant) for meant in MEANT}
    may = [meant for meant in MEANT if (votes[meant] > 0 and says[meant] >= ENOUGH) or message.means(meant)]
    if new and "withdraws" in may:
        may.remove("withdraws")  # who names a new day takes nothing back
    best = max(may, key=lambda meant: (says[meant], _of_two_alike(meant, message, shown, undone, new)), default=None)
    if best is None:
        return _by_what_is_stated(message, known, said_at, how) or _of_nothing(max(says.values()))
    others = max(says[meant] for meant in MEANT if meant != best)
    until = new if best == "holding" else None
    if votes[best] > 0:
        reason = "It puts the promise off to a new date." if until else SAYS[best]
        return _outcome(best, says[best], others, reason, signs[best], message, until)
    words = message.telling(best)
    reason = f'It sounds like {SOUNDS[best]}: "{message.text[words.start : words.end]}".'
    return _outcome(best, says[best], others, reason, [words], message, until, most=HEARD_MOST)


def _of_nothing(most: float) -> Outcome:
    return Outcome(None, 1 / (1 + most) if most > 0 else 0.9)


def _of_two_alike(meant: Meant, message: Later, shown: list[Hit], undone: list[Hit], new: Due | None) -> int:
    """Which of two meanings counts that say as much: what is shown to be done before what is not done elsewhere."""
    if meant == "delivers":
        return 2 if shown and not new and not of_topic(undone, message) else 0
    return 1


def _new_due(
    message: Later,
    undone: list[Hit],
    withdrawn: list[Hit],
    said_at: datetime,
    how: dict[str, Any],
    *,
    may_be_done: bool,
) -> Due | None:
    """The moment a holding reply names: that of a promise in it, else of a sentence that says it is not done.

    What only sounds like a promise names one only beside signs that this one is not done: "the fitter is booked: the
    9th" keeps it.
    """
    firm = [each for each in promises(message.text, said_at, **how) if each.firmness == "firm"]
    made = [each.due for each in firm if each.due and (each.by_cues or (undone and not may_be_done))]
    if new := next((when for when in made if not when.vague), None):
        return new
    for start, end in sentences(message.low):
        if any_in(undone, start, end) and not any_in(withdrawn, start, end):
            when = due(message.text[start:end], said_at, **how)
            if when and not when.vague:
                return when
    return None


def _by_what_is_stated(message: Later, known: list[str], said_at: datetime, how: dict[str, Any]) -> Outcome | None:
    """What plain statements of what was promised mean, where no cue says more: told, denied, or put off."""
    places = stated(message.low, message.topic) if message.same_thread else []
    if not places:
        return None
    finds = known[:1] == ["find"] or known == ["send", "find", "fix"]
    if hits := said("told", message.low, places):
        return _stated("delivers", hits, message)
    new = due(message.text, said_at, **how)
    new = new if new and new.latest and new.latest > said_at.date() else None
    denied = [] if finds else said("denied", message.low, places)  # "no, it has not cleared" is an answer
    if denied or new:
        return _stated("holding", denied or _place(new), message, new)
    return _stated("delivers", [Hit("told", 1.0, *places[0])], message) if finds else None


def _place(new: Due | None) -> list[Hit]:
    return [Hit("day", 1.0, new.start, new.end)] if new else []


def _stated(value: Meaning, hits: list[Hit], message: Later, new: Due | None = None) -> Outcome:
    told = "It tells what was to be told."
    reason = "It tells what stands in the way, or another day." if value == "holding" else told
    words = tuple(message.text[hit.start : hit.end].strip() for hit in hits[:3])
    return Outcome(value, STATED, (reason, *message.about), words, new)


def _of_the_customer(message: Later, *, delivered: bool | None) -> Outcome:
    against, good = message.cues.get("not_solved", []), message.cues.get("solved", [])
    if delivered is not False:
        good = good + message.cues.get("thanks", [])
    if message.cues.get("waits"):
        good = []  # "thanks, I look forward to it": nothing has come yet
    worse, better = weight_of(against) + message.context, weight_of(good) + message.context
    if max(worse, better) < ENOUGH or not (against or good):
        return Outcome(None, 0.5)
    if against and worse >= better:
        return _outcome("not_solved", worse, better, "The customer says that it is not solved.", against, message)
    return _outcome("confirms", better, worse, "The customer confirms it.", good, message)


def _outcome(
    value: Meaning,
    votes: float,
    others: float,
    reason: str,
    hits: list[Hit],
    message: Later,
    new: Due | None = None,
    *,
    most: float = 0.95,
) -> Outcome:
    ours = value in ("delivers", "holding", "withdraws")
    most = min(most, DOUBTFUL if not message.same_thread or (ours and not message.topic) else most)
    against = max(0.0, others - message.context)  # the context speaks for every meaning alike
    confidence = min(most, votes / (votes + against + 1.0))
    words = tuple(dict.fromkeys(message.text[hit.start : hit.end] for hit in hits))[:3]
    return Outcome(value, confidence, (reason, *message.about), words, new)
