"""Is anything in a text held against us, or anybody missed? Words of which one stands nearly always where that is so.

Asked of every message, so what single words say is found out once a word; only what several words say together is
looked for in the text, and only where the rarest of them stands in it.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from .remembered import Remembered
from .tokens import words_of

ALONE, TOGETHER = 1, 2
YOU = re.compile(r"(?:you|u)(?!\w)")
ASKED = (
    *("could ", "can ", "would ", "will ", "thank ", "may ", "do ", "if ", "hope ", "so ", "let ", "tell ", "as "),
    *("ask ", "when ", "know "),
)
"""Before "you" these ask, thank or offer: they hold nothing against us."""
HEARTS = "💔❤"


class _Telling:
    """Words that tell something by themselves, and others that do together."""

    def __init__(self, alone: str, together: str, rarest: str) -> None:
        """Patterns of the words that tell alone, of those that do together, and of one of each of the latter."""
        self._alone, self._together = re.compile(rf"\b(?:{alone})\b"), re.compile(rf"\b(?:{together})\b")
        one = re.compile(rf"\b(?:{rarest})\b")
        self._says = Remembered(
            lambda word: (self._alone.search(word) is not None) * ALONE | (one.search(word) is not None) * TOGETHER
        )

    def stand_in(self, low: str) -> bool:
        """Whether any of them stand in a ``plain`` text."""
        said = reduce(or_, map(self._says.__getitem__, words_of(low)), 0)
        if said & ALONE and ("_" not in low or self._alone.search(low)):
            return True
        return said & TOGETHER != 0 and self._together.search(low) is not None


AGAINST_US = _Telling(
    r"your|yours|you'(?:re|ve|d|ll)|ur|yourselves|they|them|their|sir|nobody|noone|anybody|anyone|service|"
    r"support|hotline|salesman|refund\w*|money|charg\w+|bill(?:ed)?|promised|disappoint\w*|(?:un)?acceptable|"
    r"unhappy|complain\w*|joke|ridiculous|useless|terrible|awful|appalling|poor|shame|disgrace\w*|rude|unbelievable|"
    r"lost|weeks|waiting|waited|still|expect\w*|patience|regret|quality",
    r"no one|not happy|fed up|(?:second|third|fourth|fifth) time|how (?:many|often|long)|never again|not good enough|"
    r"costs? us|sort it|tired of|(?:i|we) (?:was|were|have been|had been) (?:told|promised|assured|sold|charged|billed|"
    r"passed|sent|left|ignored|treated|let down)",
    r"one|happy|fed|time|many|often|long|again|enough|costs?|sort|tired|told|assured|sold|passed|sent|left|ignored|"
    r"treated|let",
)
"""Words of which a complaint about us has one nearly always: who is addressed, what was done to them, blame."""
MISSED = _Telling(
    r"miss(?:ed|ing)?|long|ages?|quiet|silent|silence|back|return|forgotten|forget|stranger|wonder\w*|gone|went|"
    r"vanished|alive|disappeared|remember|love|hearts?|same|empty|lonely|well|visit",
    r"a while|without you|(?:think|thinking|thought) of you|asks? (?:after|for)|asking (?:after|for)|heard? from you|"
    r"seen? you|since (?:we|you)|come (?:by|round|over|in)",
    r"while|without|think|thinking|thought|asks?|asking|heard?|seen?|since|come",
)
"""Words of which one stands nearly always where somebody is missed."""


def blames(low: str) -> bool:
    """Whether a ``plain`` text says anything of us, or against anybody: "the lads get rashes" blames nobody."""
    return _addresses(low) or AGAINST_US.stand_in(low)


def misses(low: str) -> bool:
    """Whether a ``plain`` text may tell somebody that they are missed."""
    return MISSED.stand_in(low) or any(heart in low for heart in HEARTS)


def _addresses(low: str) -> bool:
    for found in YOU.finditer(low):
        at = found.start()
        inside = at > 0 and (low[at - 1].isalnum() or low[at - 1] == "_")
        if not inside and not low.endswith(ASKED, 0, at):
            return True
    return False
