"""What does a message's place in its thread say of its kind? How much likelier each kind is after what came before.

Words of the same sort mean one thing at the head of a thread and another after our question: what answers our "how are
you getting on?" tells rather than complains, what follows our answer thanks or asks on. For a customer's message the
facts are named here, and what they weigh is learnt (``weighed``). For ours the shares are whole and half steps, set by
judgement and looked over on the sample company in voices that were written for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .label import UNSURE, Label
from .replied import APOLOGY, COMFORT, FILED, NOTED

HEAD = ""
"""Nothing came before it in its thread."""
AGAIN = "again"
"""The one who writes wrote last in the thread, too."""
NOBODY_ANSWERED = "nobody answered"
"""The fact of a letter that began its thread, or came after a complaint, and was left."""
LEFT_AFTER_US, LEFT_AFTER_SORRY = "left after our answer", "left after we were sorry"
"""The facts of any other letter that was left where we had answered before it, and had been sorry there or filed it."""
WE_HAD = {APOLOGY: "we had been sorry", COMFORT: "we had comforted", FILED: "we had filed it", NOTED: "we had noted it"}
"""What our last message before a letter made of what they had written."""
STANDS_ALONE = frozenset({"call", "meeting", "survey", "social"})
"""Channels on which nothing that stands around a message tells its kind: nobody waits there for a letter."""
SURVEY = "survey"
"""It remarks on something in a survey: whatever is said there was asked for, and is feedback."""
ASKED = {
    "answer": 2.0, "holding": 1.5, "care": 0.5, "value": 0.6, "admin": 0.6, "pitch": 0.3, "renewal": 0.25,
    "appreciation": 0.3, "miss_you": 0.05,
}  # fmt: skip
"""After a customer's question, request or complaint."""
TOLD = {"answer": 1.5, "holding": 0.6, "appreciation": 0.5, "miss_you": 0.1, "renewal": 0.5, "pitch": 0.7}
"""After what a customer told, or thanked for."""
AFTER: Mapping[str, Mapping[str, float]] = {
    HEAD: {"answer": 0.3, "holding": 0.15},
    AGAIN: {"holding": 1.5, "miss_you": 0.5, "care": 0.7},
    **dict.fromkeys(("question", "request", "complaint"), ASKED),
    **dict.fromkeys(("feedback", "thanks", "praise", "all_great"), TOLD),
    "cancel": {"answer": 1.5, "pitch": 0.5, "miss_you": 0.3, "renewal": 0.5},
}  # fmt: skip
"""For our side and the kind of what the customer wrote last: what the likelihood of a kind is multiplied with."""
NOTHING: Mapping[str, float] = {}


def of_place(after: str | None) -> Mapping[str, float]:
    """How much likelier our kinds are after such a message (None: not known); one not named is as likely."""
    return NOTHING if after is None else AFTER.get(after, NOTHING)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a customer's message in its thread, as far as that is known when it is read."""

    begun_by_us: bool = False
    """We wrote first: what they reply to our question or gift is told because we asked."""
    first: bool = False
    """Nothing came before it."""
    in_case: bool = False
    asked: bool = False
    """What we wrote last before it asked something: it tells rather than complains or asks."""
    answered: bool = False
    """We wrote last, and this came after it in a thread of theirs."""
    replied: frozenset[str] | None = None
    """What our next message makes of it (``replied``); None where we have not replied yet."""
    thanked: bool = False
    """Our next message thanks, or wishes joy."""
    confirms: bool = False
    """Their case was confirmed to be solved at that moment."""
    wrote: str = ""
    """The kind of what they wrote last before it in the thread; empty where that is nothing, or has no kind."""
    said: frozenset[str] = frozenset()
    """What our message right before it, in a thread of theirs, makes of what they had written (``replied``)."""
    unanswered: bool = False
    """Its thread ends with it, and has done so for so long that an answer would have come."""


def _left_alone(around: Around) -> bool:
    """Whether nobody answered a letter that began its thread, or came after a complaint."""
    return around.unanswered and (around.first or around.wrote == "complaint")


def facts_around(around: Around) -> list[str]:
    """The names of what stands around a customer's message."""
    facts = ["begun by us" if around.begun_by_us else "begun by them"]
    if around.first and around.in_case:
        facts.append("first in a case")
    if around.in_case:
        facts.append("in a case")
    if around.asked:
        facts.append("we had asked")
    elif around.answered and not around.begun_by_us:
        facts.append("we had answered")
    if around.thanked:
        facts.append("we thank")
    if around.confirms:
        facts.append("confirms a case")
    if around.wrote and not around.asked:
        facts.append(f"they wrote {around.wrote}")
    return [*facts, *_of_what_we_had_said(around), *_of_our_reply(around)]


def _of_what_we_had_said(around: Around) -> list[str]:
    """What we made of it before, and whether they were left with that."""
    facts = [NOBODY_ANSWERED] if _left_alone(around) else []
    if not around.answered or around.begun_by_us:
        return facts
    facts += [name for sort, name in WE_HAD.items() if sort in around.said]
    if around.unanswered and not _left_alone(around) and not around.asked:
        facts.append(LEFT_AFTER_US)
        if not around.said.isdisjoint((APOLOGY, FILED)):
            facts.append(LEFT_AFTER_SORRY)
    return facts


def _of_our_reply(around: Around) -> list[str]:
    """What our reply makes of it; what they tell because we asked in a case is not what we are sorry for."""
    if around.replied is None:
        return []
    sorry, comforted = APOLOGY in around.replied, COMFORT in around.replied
    facts = ["we comfort" if comforted else "we comfort not"]
    if not (around.asked and around.in_case):
        facts.append(("we are sorry" if sorry else "we are not sorry") + (" in a case" if around.in_case else ""))
    if sorry and not comforted and not around.in_case:
        facts.append("we are only sorry")
    if NOTED in around.replied and not sorry:
        facts.append("we note it")
    if FILED in around.replied:
        facts.append("we file it")
    return facts


FIRST_ASKS, ANSWERED_ASKS, AGAIN_ASKS, ASKED_TELLS = 0.8, -0.5, 0.5, -0.7
"""How much likelier a customer's message asks, in log odds: with which they begin a thread; after our answer, or in a
thread that we began; with which they write again before we did; after our question. Set by judgement."""


OF_KIND: Mapping[str | None, float] = {"thanks": -1.5, "praise": -1.5, "all_great": -1.5, "feedback": -0.7}
"""The same for what it is: who thanks or tells wants no answer, though a word of asking stand in it."""
SURE_OF_KIND = 0.6


def asks_more(around: Around | None, after: str | None, what: Label[str] = UNSURE) -> float:
    """How much likelier a customer's message wants an answer for its place and for its kind, in log odds."""
    more = OF_KIND.get(what.value, 0.0) if what.confidence >= SURE_OF_KIND else 0.0
    return more + _of_its_place(around, after)


def _of_its_place(around: Around | None, after: str | None) -> float:
    if around is None:
        return 0.0
    if around.confirms:
        return 5 * ANSWERED_ASKS
    if around.first:
        return FIRST_ASKS
    if around.asked:
        return ASKED_TELLS
    return AGAIN_ASKS if after == AGAIN and not around.begun_by_us else ANSWERED_ASKS
