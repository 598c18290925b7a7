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

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Literal

from .cued import Topic, alike, phrases_of
from .cues import load
from .delayed import MEANT, Heard, Meant, hear, telling
from .due import Due, due
from .phrases import Hit, Phrases
from .promises import promises
from .sentences import LONGEST, plain, sentences
from .statements import concerns, said, stated
from .topics import acts, of_another, shared

Meaning = Literal[Meant, "not_solved", "confirms"]
SPOKEN = ("call", "meeting")
TOPIC = 1.5
THREAD = 1.0
ASIDE = 1.5
NEW_DATE = 2.0
ENOUGH = 3.0
CUE = 2.0
FURTHER = 0.5
TAKEN_BACK = 1.6
"""A promise is taken back in plainer words than it is put off: one sign of it counts so much more."""
MOST_CUES = 24
HEARD = 0.75
"""How much a message counts for what all its words sound like (log odds), beside its signs."""
HEARD_ALONE: dict[Meant, float] = {"delivers": 1.5, "holding": 0.5, "withdraws": 0.5}
"""From which log odds it means what it sounds like without any sign."""
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
NOT_DONE = frozenset({"undone", "late", "withdrawn"})
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


@dataclass(frozen=True, slots=True)
class _Later:
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
    message = _Later(text, low, _cues(low, promised), shared(promised, low), same_thread, promised)
    if direction == "in":
        return _of_the_customer(message, delivered=delivered)
    known = acts(promised)
    if channel in SPOKEN and "call" in known:
        return Outcome("delivers", 0.85, (f"A {channel} was promised, and this is one.",))
    if same_thread:
        message = replace(message, heard=hear(promised, low))
    return _of_ours(message, known, said_at, how)


def _of_ours(message: _Later, known: list[str], said_at: datetime, how: dict[str, Any]) -> Outcome:
    shown = _shown(message)
    done = _done(message, known) + shown
    undone, withdrawn = _undone(message, done, shown), _withdrawn(message)
    new = _new_due(message, undone, withdrawn, said_at, how, may_be_done=bool(done))
    votes: dict[Meant, float] = {
        "delivers": _votes(done),
        "holding": _votes(undone) + (NEW_DATE if new else 0.0),
        "withdraws": _votes(withdrawn) * TAKEN_BACK,
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


def _of_two_alike(meant: Meant, message: _Later, shown: list[Hit], undone: list[Hit], new: Due | None) -> int:
    """Which of two meanings counts that say as much: what is shown to be done before what is not done elsewhere."""
    if meant == "delivers":
        return 2 if shown and not new and not _of_topic(undone, message) else 0
    return 1


def _undone(message: _Later, done: list[Hit], shown: list[Hit]) -> list[Hit]:
    """The signs that it is not done. Beside what shows it done, only those that may speak of it count."""
    asked, late = _questions(message.low), message.cues.get("late", [])
    excused = [(hit.start, hit.end) for hit in late]  # "it was meant to be with you last week" is late, and no delay
    undone = [hit for hit in message.cues.get("undone", []) if not _within(hit, asked) and not _meets(hit, excused)]
    if done or shown:
        return [hit for hit in undone if concerns(message.low, hit, message.topic)]
    return undone if late and _happened(message) else undone + late  # "later than promised, but here it is" is here


def _happened(message: _Later) -> bool:
    """Whether any sentence tells that something happened, whatever it calls it."""
    return any(_told_in(message.low[start:end]) for start, end in sentences(message.low))


def _withdrawn(message: _Later) -> list[Hit]:
    asked = _questions(message.low)
    withdrawn = [hit for hit in message.cues.get("withdrawn", []) if not _within(hit, asked)]
    return withdrawn + said("refused", message.low, stated(message.low, message.topic))


def _by_what_is_stated(message: _Later, known: list[str], said_at: datetime, how: dict[str, Any]) -> Outcome | None:
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


def _stated(value: Meaning, hits: list[Hit], message: _Later, new: Due | None = None) -> Outcome:
    told = "It tells what was to be told."
    reason = "It tells what stands in the way, or another day." if value == "holding" else told
    words = tuple(message.text[hit.start : hit.end].strip() for hit in hits[:3])
    return Outcome(value, STATED, (reason, *message.about), words, new)


def _of_the_customer(message: _Later, *, delivered: bool | None) -> Outcome:
    against, good = message.cues.get("not_solved", []), message.cues.get("solved", [])
    if delivered is not False:
        good = good + message.cues.get("thanks", [])
    if message.cues.get("waits"):
        good = []  # "thanks, I look forward to it": nothing has come yet
    worse, better = _votes(against) + message.context, _votes(good) + message.context
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
    message: _Later,
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


def _done(message: _Later, known: list[str]) -> list[Hit]:
    """The signs that the promised acts are done, but for words of a sign that they are not ("bad news from")."""
    asked = _questions(message.low)
    undone = message.cues.get("undone", [])
    signs = [message.cues.get(f"done {act}", []) for act in (*known, "any")]
    not_yet = [(hit.start, hit.end) for hit in undone]
    groups = [[hit for hit in some if not _within(hit, asked) and not _meets(hit, not_yet)] for some in signs]
    return max(groups, key=_votes, default=[])


def _shown(message: _Later) -> list[Hit]:
    """What happened or stands now, in sentences that share a word with the promise and ask nothing."""
    if not message.topic:
        return []
    hits = []
    for start, end in sentences(message.low):
        sentence = message.low[start:end]
        if shared(" ".join(message.topic), sentence) and (found := _told_in(sentence)):
            hits.append(Hit("done", 1.0, start + found.start(), start + found.end()))
    return hits


def _told_in(sentence: str) -> re.Match[str] | None:
    """The words by which a sentence tells that something happened, or is now as it should be."""
    if "?" in sentence or sentence.lstrip().startswith("please "):
        return None
    return next((found for pattern in _tenses() if (found := pattern.search(sentence))), None)


def _new_due(
    message: _Later,
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
        if _any_in(undone, start, end) and not _any_in(withdrawn, start, end):
            when = due(message.text[start:end], said_at, **how)
            if when and not when.vague:
                return when
    return None


def _questions(low: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in sentences(low) if low[start:end].rstrip().endswith("?")]


def _within(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(start <= hit.start < end for start, end in spans)


def _is_part(hit: Hit, others: list[Hit]) -> bool:
    """Whether a sign is the end, or within the words, of another that says more."""
    return any(
        other.start <= hit.start < other.end and (other.start < hit.start or other.end > hit.end) for other in others
    )


def _meets(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(hit.start < end and start < hit.end for start, end in spans)


def _any_in(hits: list[Hit], start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in hits)


def _of_topic(hits: list[Hit], message: _Later) -> bool:
    """Whether any of the signs stands in a sentence that names what was promised."""
    return any(
        _any_in(hits, start, end) and bool(shared(" ".join(message.topic), message.low[start:end]))
        for start, end in sentences(message.low)
    )


def _votes(hits: list[Hit]) -> float:
    """What the hits count together: the first fully, each further one that stands elsewhere half of the one before."""
    places: list[tuple[int, int]] = []
    for hit in hits[:MOST_CUES]:
        if not any(hit.start < end and start < hit.end for start, end in places):
            places.append((hit.start, hit.end))
    return sum(CUE * FURTHER**i for i in range(min(len(places), 5)))


def _cues(low: str, promised: str) -> dict[str, list[Hit]]:
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
        if hit.label == "courtesy" or not _within(hit, polite):
            cues.setdefault(hit.label, []).append(hit)
    return cues


@cache
def _phrases() -> Phrases:
    return phrases_of("outcome", lambda topic: alike(_done_by_act(topic) | topic["cues"]))


def _done_by_act(topic: Topic) -> dict[str, list[str]]:
    return {f"done {act}": phrases for act, phrases in topic["done"].items()}


@cache
def _tenses() -> list[re.Pattern[str]]:
    """How each language tells that something happened, and that it is now as it should be."""
    return [
        re.compile(topic[name])
        for topic in load("outcome").values()
        for name in ("happened", "brief", "now")
        if name in topic
    ]
