"""Who acts in "… will call you": somebody of ours, somebody with a name, or nobody who can promise for us?

Rule (English), by the words between the clause's beginning and its "will": a noun of ours ("our fitter"), or a
calling after an article ("the electrician"), is ours; a bare singular is a name; "your bank", "the app", bare plurals
("orders", "guests") and every/each/any are not ours: they tell of others, of things, or of a rule. He, she and they
are ours where somebody of ours was named just before; else he and she are as a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .cues import load

Whose = Literal["ours", "named", "general", "other"]
BACK = 90
BEFORE = 220
CLAUSE = re.compile(r"[,;:()\"!?.]|(?<!\w)(?:and|but|so|then|because|while|or|that|as|if|when|until)(?!\w)")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
PLURAL = re.compile(r"\w{2,}(?<![sui])s")
ARTICLES = frozenset({"the", "a", "an", "another"})
POSSESSIVES = frozenset({"our", "my", "ours"})
PRONOUNS = frozenset({"he", "she", "they"})
LINKS = frozenset({"of", "from", "in", "at", "for", "with", "on", "to", "who", "which", "by", "responsible"})
MOST_WORDS = 7


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts, and where the words that name them begin."""

    whose: Whose
    start: int


def agent(text: str, start: int, at: int) -> Agent:
    """Who does what stands at ``at``, in the sentence of a ``plain`` text that begins at ``start``."""
    first = max(start, at - BACK)
    clause = text[first:at]
    for mark in CLAUSE.finditer(clause):
        first = at - len(clause) + mark.end()
    found = list(WORD.finditer(text, first, at))
    if not found:
        return Agent("other", at)
    words = [word.group().removesuffix("'ll") for word in found]
    whose: Whose = "other"
    if len(words) <= MOST_WORDS:
        whose = _antecedent(words[-1], text, first) if words[-1] in PRONOUNS else _whose(words)
    return Agent(whose, found[0].start())


def _whose(words: list[str]) -> Whose:
    known = _known()
    head = _head(words[1:] or words)
    if known["others"] & set(words):
        return "other"
    if words[0] in POSSESSIVES or not POSSESSIVES.isdisjoint(words[1:4]) or words[0] in known["ours"]:
        return "other" if head in known["things"] else "ours"
    if words[0] in ARTICLES:
        return "ours" if is_person(head) else "other"
    if len(words) <= 3 and is_person(_head(words)) and not known["not_ours"] & set(words):
        return "ours"
    if known["calendar"].issuperset(words) or _is_general(words):
        return "general"
    name = words[: next((place for place, word in enumerate(words) if word in LINKS), len(words))]
    return "named" if 0 < len(name) <= 2 and not known["not_ours"] & set(words) | known["things"] & {head} else "other"


def _is_general(words: list[str]) -> bool:
    return words[0] in _known()["general"] or any(PLURAL.fullmatch(word) for word in (words[0], _head(words)))


def _head(words: list[str]) -> str:
    """The noun itself: the last word before what is said of it ("the fitter from Leeds")."""
    for place, word in enumerate(words):
        if word in LINKS and place:
            return words[place - 1]
    return words[-1]


def is_person(noun: str) -> bool:
    """Whether a noun names somebody's calling or a place where people of ours work."""
    known = _known()
    single = noun.removesuffix("s")
    if {noun, single} & (known["things"] | known["others"]):
        return False
    return bool({noun, single} & known["people"]) or _suffix().fullmatch(single) is not None


def _antecedent(pronoun: str, text: str, at: int) -> Whose:
    """Whether he, she or they are somebody of ours who was named before; he and she may be a colleague all the same."""
    before = [word.group() for word in WORD.finditer(text, max(0, at - BEFORE), at)]
    ours = (is_person(word) or (place and before[place - 1] in POSSESSIVES) for place, word in enumerate(before))
    if any(ours):
        return "ours"
    return "other" if pronoun == "they" else "named"


@cache
def _known() -> dict[str, frozenset[str]]:
    topics: list[dict[str, Any]] = [topic["agents"] for topic in load("promises").values() if "agents" in topic]
    names = ("ours", "people", "things", "others", "general", "calendar", "not_ours")
    return {name: frozenset(word for topic in topics for word in topic.get(name, ())) for name in names}


@cache
def _suffix() -> re.Pattern[str]:
    topics = [topic["agents"] for topic in load("promises").values() if "agents" in topic]
    return re.compile(r"\w{3,}(?:" + "|".join(ending for topic in topics for ending in topic["endings"]) + ")")
