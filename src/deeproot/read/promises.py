"""What does a text of ours promise, how firmly, and by when?

Each sentence is read on its own: by cues (``commitments``), and where they are silent by all its words
(``promised``); its due phrase by ``due``. A clear commitment with a due moment may be opened at once; a vague, doubtful
or conditional one waits for a person's word. Only texts of ours promise: what a customer writes never makes a promise
of ours, so the caller leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final

from .commitments import Commitment, Firmness, commitments, stated
from .cues import load
from .due import Due, due
from .label import Label
from .promised import Dated, hear, likely, most_likely, telling
from .sentences import LONGEST, plain, sentences

NEUTRAL = datetime(2024, 5, 15, 10, 30)  # noqa: DTZ001 -- only asks whether a phrase names a day
DATED_ADDS = 0.12
PLEASE: Final = (
    "please ",
    "pls ",
    "plz ",
    "kindly ",
    "hope you",
    "hope the ",
    "hope all ",
    "hoping you",
    "bitte ",
    "veuillez ",
    "merci de ",
    "por favor",
)
HEARD = 0.65
"""How likely a sentence must promise by all its words, where no cue says so."""
IDLE = 1.0
"""How much less likely a promise is, in log odds, in a sentence whose cue names no act."""
BORNE_OUT = 4.0
"""From which log odds beside the words no condition counts that is only heard: what came did not wait for one."""
OPENS = 0.65
OPENS_HEARD = 0.7
"""How sure a promise must be to be opened unasked: by cues, and by all the words of it where no cue is in them."""
TOLD = re.compile(
    r"(?:thank|thx|(?:i|we|they|he|she)(?:'ve|'s| have| has)(?! (?:to|got to)\b)(?!\w)|you have (?!my word))"
)
"""How what was done is told, and thanks given: without a moment it promises nothing, whatever is owed."""
SAYING = (
    r"\b(?:wrote|writes?|said|says?|told (?:us|me)|asked|mentioned|put it|quote|schrieb\w*|sagte\w*|meint\w+|"
    r"écri\w+|di(?:t|sait|siez)|escrib\w+|dij\w+)\b"
)
GIVEN_WORDS = r"[“\"„«]([^“”\"„«»\n]{3,400})[”\"“»]"
OTHERS_WORDS = (
    re.compile(rf"{SAYING}[^.!?\n“”\"„«»]{{0,30}}{GIVEN_WORDS}", re.IGNORECASE),
    re.compile(rf"{GIVEN_WORDS}\W{{0,3}}(?:[^.!?\n“”\"„«»]{{0,30}}?{SAYING})", re.IGNORECASE),
)
"""Somebody's words in quotation marks, after or before what says whose they are."""
OPENED = '“"„«'
"""The marks one of which begins somebody's words."""
WRITER = re.compile(r"(?:I|i|ich|Ich|je|Je|yo|Yo)(?!\w)|[Jj]['’]|[Ll]et me")


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: its exact ``words`` at ``start`` to ``end``, how firm, who gives it, when it is due.

    ``by`` is ``writer`` for "I" and ``organisation`` for "we", "our engineers", "you will receive". ``due`` is None
    where no phrase names a moment; ``due.vague`` where it is one like "soon". ``cue`` says which words decided, as
    the reason; ``by_cues`` is False where no cue is in them and all words together made it likely.
    """

    words: str
    start: int
    end: int
    firmness: Firmness
    by: str
    confidence: float
    cue: str
    due: Due | None = None
    by_cues: bool = True

    @property
    def clear(self) -> bool:
        """Whether it may be opened without asking: firm and sure, with a definite due moment."""
        opens = OPENS if self.by_cues else OPENS_HEARD
        return self.firmness == "firm" and self.confidence >= opens and self.due is not None and not self.due.vague


def promises(text: str, said_at: datetime, *, owed: float = 0.0, **how: Any) -> list[Promise]:
    """Every promise in a text of ours, firm and conditional, in its order.

    ``said_at`` is when it was written; ``owed`` what is known besides the words, in log odds: more than 0 where a
    promise is likelier there than elsewhere (an answer to a request), less where it is not (an invoice). It weighs only
    where no cue says anything; ``how`` is what :func:`deeproot.read.due.find` takes (zone, country, closed,
    closing, default). Quoted text must be gone (``parts.new_text``): another's promise is not ours.
    """
    text = text[:LONGEST]
    low = plain(_without_others_words(text))
    found: list[Promise] = []
    silent: list[tuple[int, int, float]] = []
    for start, end in sentences(low):
        made = commitments(low, start, end, partial(_is_dated, text[start:end], said_at, how))
        if made:
            found += _of_sentence(text, start, end, made, said_at, how)
        else:
            silent.append((start, end, 0.0 if made is None else IDLE))
    heard = _all_heard(text, low, silent, said_at, how, owed)
    if owed > 0 and any(each.clear for each in (*found, *heard)):
        # what was owed is promised by then: nothing beside it that names no moment is likelier for that
        heard = [each for each in heard if each.due] + [
            each for each in _all_heard(text, low, silent, said_at, how, 0.0) if not each.due
        ]
    return sorted([*found, *heard], key=attrgetter("start"))


def _all_heard(
    text: str, low: str, silent: Sequence[tuple[int, int, float]], said_at: datetime, how: dict[str, Any], owed: float
) -> list[Promise]:
    """What is heard in sentences of which no cue makes a promise; each with how much less likely it is for its cue.

    What a cue says to be idle is one only in reply to a request, where it sounds like one and names a day.
    """
    found: list[Promise] = []
    for start, end, idle in silent:
        if idle and owed <= 0:
            continue
        heard = _heard(text, low, start, end, said_at, how, owed - idle)
        found += [each for each in heard if not idle or (each.due is not None and not each.due.vague)]
    return found


def _without_others_words(text: str) -> str:
    """Blanks, each for each, where somebody's words are given in quotation marks: telling them promises nothing."""
    if not any(map(text.__contains__, OPENED)):
        return text
    for given in OTHERS_WORDS:
        text = given.sub(_blanked, text)
    return text


def _blanked(told: re.Match[str]) -> str:
    first, last = told.start(1) - told.start(), told.end(1) - told.start()
    return told[0][:first] + " " * (last - first) + told[0][last:]


def _is_dated(sentence: str, said_at: datetime, how: dict[str, Any]) -> bool:
    when = due(sentence, said_at, **how)
    return when is not None and not when.vague


def commitment(text: str) -> Label[str]:
    """How firmly a text commits us: ``firm``, ``conditional`` or ``none``, with the words that say so."""
    found = promises(text, NEUTRAL)
    if not found:
        return Label("none", 0.7)
    best = max(found, key=lambda promise: (promise.firmness == "firm", promise.confidence))
    return Label(best.firmness, best.confidence, (best.words,))


def _heard(
    text: str, low: str, start: int, end: int, said_at: datetime, how: dict[str, Any], owed: float
) -> list[Promise]:
    """A promise that all words of a sentence make likely, though no cue says anything.

    A question makes none, but for one that only asks to agree; nor does what begins by asking the customer to do
    something.
    """
    words = stated(low[start:end].strip())
    said = None if words.endswith("?") or words.startswith(PLEASE) else hear(words, owed)
    if said is None or most_likely(said) < HEARD or _tells(words):
        return []
    when = due(text[start:end], said_at, **how)
    dated: Dated = "none" if when is None else "vague" if when.vague else "dated"
    if dated == "none":  # what is owed makes no promise of it
        said = None if TOLD.match(words) else hear(words, min(owed, 0.0))
        if said is None:
            return []
    firm, conditional = likely(said, dated)
    if owed >= BORNE_OUT:
        firm, conditional = firm + conditional, 0.0
    if firm + conditional < HEARD:
        return []
    firmness: Firmness = "firm" if firm >= conditional else "conditional"
    begin = start + len(low[start:end]) - len(low[start:end].lstrip())
    made = Commitment(firmness, begin - start, max(firm, conditional), telling(words))
    return [replace(_promise(text, begin, end, made, _moved(when, start), adds=0.0), by_cues=False)]


def _tells(words: str) -> bool:
    """Whether a sentence tells when something begins or ends, who is away, or what the reader must do."""
    return any(pattern.search(words) for pattern in _events())


@cache
def _events() -> list[re.Pattern[str]]:
    return [re.compile(topic["events"]) for topic in load("promises").values() if "events" in topic]


def _of_sentence(
    text: str, start: int, end: int, made: list[Commitment], said_at: datetime, how: dict[str, Any]
) -> list[Promise]:
    """A sentence's promises: one, or one for each commitment that has a due moment of its own."""
    if len(made) > 1:
        starts = [start + each.start for each in made]
        ends = [*starts[1:], end]
        pieces = [due(text[a:b], said_at, **how) for a, b in zip(starts, ends, strict=True)]
        if all(pieces):
            apart = zip(made, starts, ends, pieces, strict=True)
            return [_promise(text, a, b, each, _moved(piece, a)) for each, a, b, piece in apart]
    firmest = _firmest(made)
    when = due(text[start:end], said_at, **how)
    return [_promise(text, start + firmest.start, end, firmest, _moved(when, start))]


def _firmest(made: list[Commitment]) -> Commitment:
    return max(made, key=lambda each: (each.firmness == "firm", each.confidence))


def _moved(when: Due | None, by: int) -> Due | None:
    return replace(when, start=when.start + by, end=when.end + by) if when else None


def _promise(
    text: str, start: int, end: int, made: Commitment, when: Due | None, *, adds: float = DATED_ADDS
) -> Promise:
    words = text[start:end].rstrip()
    by = "writer" if WRITER.match(words) else "organisation"
    dated = when is not None and not when.vague
    confidence = min(0.95, made.confidence + (adds if dated else 0.0))
    return Promise(words, start, start + len(words), made.firmness, by, confidence, made.cue, when)
