"""What does a message's place in its thread say of its kind? How much likelier each kind is after what came before.

Words of the same sort mean one thing at the head of a thread and another after our question: what answers our "how are
you getting on?" tells rather than complains, what follows our answer thanks or asks on. The shares are whole and half
steps, set by judgement and looked over on the sample company in voices that were written for it (its stories go on
alike in each of them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .label import UNSURE, Label
from .replied import APOLOGY, COMFORT, NOTED

HEAD = ""
"""Nothing came before it in its thread."""
AGAIN = "again"
"""The one who writes wrote last in the thread, too."""
SURVEY = "survey"
"""It remarks on something in a survey: whatever is said there was asked for, and is feedback."""
ASKED_TO_TELL = frozenset(("care", "value", "appreciation", SURVEY))
"""After these a customer tells what hurts because we asked, or gave: no complaint, however loud."""
ASKED = {
    "answer": 2.0, "holding": 1.5, "care": 0.5, "value": 0.6, "admin": 0.6, "pitch": 0.3, "renewal": 0.25,
    "appreciation": 0.3, "miss_you": 0.05,
}  # fmt: skip
"""After a customer's question, request or complaint."""
TOLD = {"answer": 1.5, "holding": 0.6, "appreciation": 0.5, "miss_you": 0.1, "renewal": 0.5, "pitch": 0.7}
"""After what a customer told, or thanked for."""
HELPED = {
    "thanks": 1.5, "all_great": 0.3, "praise": 0.6, "cancel": 0.2, "hardship": 0.5, "question": 0.8, "request": 0.8,
}  # fmt: skip
"""After our answer, or our word that it takes longer."""
AFTER: Mapping[str, Mapping[str, float]] = {
    "in " + HEAD: {"thanks": 0.4, "feedback": 0.6, "all_great": 0.15, "question": 1.2, "request": 1.2},
    "in " + AGAIN: {"thanks": 0.6, "all_great": 0.3, "praise": 0.5, "complaint": 1.5, "hardship": 0.6, "request": 1.2},
    "in answer": HELPED,
    "in holding": HELPED | {"complaint": 1.5},
    "in value": {
        "thanks": 1.5, "feedback": 1.2, "complaint": 0.25, "cancel": 0.3, "hardship": 0.5, "request": 0.5,
        "question": 0.7,
    },
    "in care": {
        "feedback": 1.5, "all_great": 2.0, "complaint": 0.6, "hardship": 1.5, "request": 0.6, "question": 0.6,
        "cancel": 0.5,
    },
    "in appreciation": {
        "thanks": 2.0, "complaint": 0.4, "cancel": 0.4, "request": 0.6, "question": 0.7, "all_great": 0.5,
    },
    "in renewal": {"feedback": 1.5, "hardship": 1.2, "all_great": 0.3},
    "in " + SURVEY: {"feedback": 2.0, "all_great": 0.05, "thanks": 0.5},
    "in pitch": {"cancel": 1.2, "hardship": 1.5, "all_great": 0.5},
    "in miss_you": {"cancel": 1.5, "hardship": 1.5},
    "out " + HEAD: {"answer": 0.3, "holding": 0.15},
    "out " + AGAIN: {"holding": 1.5, "miss_you": 0.5, "care": 0.7},
    **{f"out {kind}": ASKED for kind in ("question", "request", "complaint")},
    **{f"out {kind}": TOLD for kind in ("feedback", "thanks", "praise", "all_great")},
    "out cancel": {"answer": 1.5, "pitch": 0.5, "miss_you": 0.3, "renewal": 0.5},
}  # fmt: skip
"""For a side and the kind of what the other side wrote last: what the likelihood of a kind is multiplied with."""
NOTHING: Mapping[str, float] = {}


def of_place(side: str, after: str | None) -> Mapping[str, float]:
    """How much likelier kinds of a side are after such a message (None: not known); one not named is as likely."""
    return NOTHING if after is None else AFTER.get(f"{side} {after}", NOTHING)


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


FACTS: Mapping[str, Mapping[str, float]] = {
    "begun_by_us": {"complaint": 0.15, "request": 0.7, "question": 0.8, "hardship": 0.8},
    "of_their_own": {"complaint": 0.65, "all_great": 0.2},
    "first_in_case": {
        "complaint": 2.0, "thanks": 0.1, "praise": 0.2, "feedback": 0.3, "hardship": 0.4, "cancel": 0.5,
        "question": 0.8,
    },
    "asked": {"complaint": 0.4, "feedback": 1.5, "question": 0.7},
    "answered": {"thanks": 1.5, "complaint": 0.8},
    "sorry": {
        "complaint": 5.5, "cancel": 1.5, "thanks": 0.4, "question": 0.5, "feedback": 0.5,
        "all_great": 0.1, "praise": 0.2,
    },
    "not sorry": {"complaint": 0.25, "hardship": 0.5},
    "sorry alone": {"hardship": 4.0},
    "sorry in a case": {"complaint": 2.0, "thanks": 0.4, "question": 0.8, "all_great": 0.1, "praise": 0.2},
    "not sorry in a case": {"complaint": 0.7},
    "comforted": {"hardship": 10.0, "complaint": 0.7, "thanks": 0.4, "question": 0.6, "praise": 0.3},
    "not comforted": {"hardship": 0.5},
    "noted": {"feedback": 2.0, "complaint": 0.4, "request": 0.6, "hardship": 0.4},
    "thanked": {"praise": 3.0, "thanks": 1.5, "complaint": 0.3},
    "confirms": {"thanks": 20.0, "complaint": 0.1, "request": 0.2, "question": 0.3, "hardship": 0.1},
}  # fmt: skip
"""What each fact around a message multiplies the likelihood of a kind with. Set by judgement; how much likelier our own
people are sorry after a complaint than after a request was looked over on eight voices: three to twenty times, but in a
case, where a fault is told of as often without blame, only twice."""


@cache
def of_around(around: Around) -> Mapping[str, float]:
    """How much likelier the kinds of a customer's message are for what stands around it; one not named is as likely."""
    times: dict[str, float] = defaultdict(lambda: 1.0)
    for name in _facts(around):
        for kind, share in FACTS[name].items():
            times[kind] *= share
    return dict(times)


def _facts(around: Around) -> list[str]:
    facts = ["begun_by_us" if around.begun_by_us else "of_their_own"]
    if around.first and around.in_case:
        facts.append("first_in_case")
    if around.asked:
        facts.append("asked")
    elif around.answered and not around.begun_by_us:
        facts.append("answered")
    if around.replied is not None:
        if not (around.asked and around.in_case):  # what they tell because we asked is not what we are sorry for
            sorry = "sorry" if APOLOGY in around.replied else "not sorry"
            facts.append(f"{sorry} in a case" if around.in_case else sorry)
        comforted = COMFORT in around.replied
        facts.append("comforted" if comforted else "not comforted")
        if APOLOGY in around.replied and not comforted and not around.in_case:
            facts.append("sorry alone")
        if NOTED in around.replied and APOLOGY not in around.replied:
            facts.append("noted")
    if around.thanked:
        facts.append("thanked")
    if around.confirms:
        facts.append("confirms")
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
