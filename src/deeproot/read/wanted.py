"""What does a message that asks want: to be told something, or to be given something or have it done?

Who asks how, which or whether wants to be told; who asks for a thing, or when it comes, wants to be given it. The words
that say so are few and the same in every trade; what is asked for is not looked at. Who says that they are asked, do
not know or wonder how, which or whether asks, too, with no mark and of nobody.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .remembered import AT_HAND
from .sentences import LONGEST, plain

OF_TELLING = (
    "tell|tells|told|advise|explain|confirm|say|know|clarify|find out|ask|asked|discover|wonder|wondering|wondered|"
    "learn|hear|see|sure|clear|understand|idea|clue|check|remember|work out|figure out|show|remind|decide|curious|"
    "question|of|about|as to|on"
)
WHAT = (
    r"(?:how|which|whether|if|what|where|who|why|(?:by |until |from )?when|whose)\b"
    r"(?! (?:possible|you|so|not|need|it suits|any|ever)\b)"
)
HERE = r"(?:^|[.!?\n:;,–-]\s{0,4}|\b(?:so|and|but|also|now|or|hi|hello) )"
"""Where a question of its own may begin."""
OF_A_DEED = (
    "you (?:send|help|look|please|fix|give|get|let|arrange|sort|have a look|do|come|call|ring)|"
    "(?:we|i) (?:get|have|please|expect)|someone|somebody|anyone (?:come|help|look|call|ring)|"
    "it (?:stay|possible|coming)|there (?:any|a|some) (?:news|word|update|discount|chance)"
)
"""What follows "can", "is" and the like where something is to be done or given."""
OF_BEING = "do|does|is|are|must|should|has|have|did|was|were|(?:can|may|will)(?! you)"
TOLD = re.compile(
    rf"\b(?:{OF_TELLING})\b(?: (?:me|us|to me|for me|again|please|exactly|is|just|briefly)){{0,3}}[ ,:]{{1,2}}{WHAT}"
)
"""What wants to be told: a word of telling or knowing before how, which, whether."""
ASKED = re.compile(
    rf"{HERE}(?:how|which|where|who|what|why)(?:'s| (?!about\b|now\b|do you intend)\w+)[^.!?\n]{{2,300}}\?"
    rf"|{HERE}(?:{OF_BEING}) (?!{OF_A_DEED})\w+[^.!?\n]{{2,300}}\?"
)
"""What wants to be told, too: a question's own order."""
GIVEN = re.compile(
    r"\b(?:send|forward|e?-?mail me|let (?:me|us) have|get (?:me|us|hold)|"
    r"(?:could|can|may) (?:i|we) (?:get|have)|need(?:ed|s)?|missing|lacking|lack|await(?:ing)?|outstanding|"
    r"wait(?:ing)? (?:for|on)|chance of|cop(?:y|ies) of|"
    r"arrange|sort|see to|oblige|provide|supply|issue|reissue|resend|grateful for|glad of|"
    r"(?:should |would |')d? ?like|want|after|request(?:ing)?|require|(?:put|give|ring|call) (?:me|us)|bring|order|"
    r"book|replace|fix|mend|repair|look (?:at|into|after)|come (?:out|round|by|over)|help|"
    r"do (?:something|that|better)|take (?:care|a look)|have a look|"
    r"cancel|change|correct|remove|add|swap|"
    r"(?:by )?when (?:can|may|might|will|could|do|does|should|shall) (?:we|i|it|they|that|this|you)\b(?: \w+){0,2} "
    r"(?:have|expect|get|come|be|arrive|send|see|receive|there|ready))\b"
)
"""What wants a thing or a deed: words of sending, lacking, arranging; when it comes."""
IS_ASKED = (
    r"(?:(?:am|are|is|was|were|been|keeps?|'m|'re|got) (?:being |getting )?|(?:i|we|one|everybody|he|she|they) "
    r"(?:now |also |just |often |still )?)ask(?:s|ed|ing)?(?: me| us)?"
)
NOT_KNOWN = (
    r"(?:do not|don't|cannot|can't|could not|couldn't|nobody|no one|never|unable to|trying to|needs? to|like to|"
    r"love to|wants? to|have to|has to|hope to|curious to|keen to) (?:for the life of me |here |quite |really |even )?"
    r"(?:knows?|find|find out|tell|say|work out|figure out|remember|see|learn|understand|hear)"
)
OF_WONDER = (
    r"wonder(?:s|ed|ing)?|(?:not|never|isn't|n't) (?:quite |at all |really |entirely |so )?(?:sure|certain|clear)|"
    r"no (?:idea|clue)|question(?: (?:is|was|of|about))?|puzzled?|unsure|uncertain|curious|unclear|forgot(?:ten)?"
)
WONDERS = re.compile(rf"\b(?:{IS_ASKED}|{NOT_KNOWN}|{OF_WONDER})[ ,:]{{1,2}}{WHAT}")
"""Who is asked, does not know or wonders, before how, which, whether: a question though it bears no mark."""
BIDDEN = (
    "send|call|ring|fix|change|let|give|tell|get|put|make|take|add|check|stop|cancel|move|mail|come|bring|book|set|remove|"
    "delete|replace|sort|look|confirm|advise|need|want|where|when|how|what|which|who|do|does|is|are|can|could"
)
SPOKEN_TO = re.compile(
    r"\?|\b(?:you|your|yours|u|ur|yourselves|please|pls|plz|kindly|somebody|someone|anyone|anybody|urgent|urgently|asap|"
    rf"help|obliged|grateful)\b|(?:^|[.!\n:;,–-]\s{{0,4}}|\b(?:so|and|then|or|just) )(?:{BIDDEN})\b"
)
"""Words that speak to somebody, or bid them do something; nearly every question and request has one."""
ENDS = ".!\n"
TO_BE_TOLD, TO_BE_GIVEN = "wants to be told", "wants a thing or a deed"


@lru_cache(maxsize=AT_HAND)
def wants(text: str) -> str | None:
    """What an English text wants, ``TO_BE_TOLD`` or ``TO_BE_GIVEN``; None where it wants neither or both."""
    low = plain(text[:LONGEST])
    for part in (_marked(low), low) if "?" in low else (low,):
        told, given = _told(part), GIVEN.search(part) is not None
        if told != given:
            return TO_BE_TOLD if told else TO_BE_GIVEN
        if told:
            return None
    return None


def _told(low: str) -> bool:
    return TOLD.search(low) is not None or ("?" in low and ASKED.search(low) is not None)


def _marked(low: str) -> str:
    """The sentences with a question mark: they say more of what is wanted than what stands beside them."""
    asked = low.split("?")[:-1]
    starts = [max(map(part.rfind, ENDS)) + 1 for part in asked]
    return " ".join(f"{part[start:].strip()}?" for part, start in zip(asked, starts, strict=True))


@lru_cache(maxsize=AT_HAND)
def speaks_to_somebody(text: str) -> bool:
    """Whether an English text speaks to anybody at all: "I want the till closed by six" only says what one wants."""
    return SPOKEN_TO.search(plain(text[:LONGEST])) is not None


@lru_cache(maxsize=AT_HAND)
def wonders(text: str) -> bool:
    """Whether an English text asks by saying that it is asked, not known or wondered how, which or whether."""
    return WONDERS.search(plain(text[:LONGEST])) is not None
