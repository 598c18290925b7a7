"""Everything one message says, in one call: what the application stores beside it.

The parts first, for the rest is read from the author's own new text only. What does not apply is left empty: a
customer's words never make a promise of ours, and ours never say what a customer needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from .asks import cues as asks_cues
from .asks import needs_answer
from .automatic import automatic, bulk
from .beliefs import Finding, beliefs
from .beliefs import cues as beliefs_cues
from .complaint import complaint
from .kinds import SIDE, kind
from .label import Label
from .language import language
from .parts import Parts, split
from .phrases import Together
from .promises import Promise, promises
from .sentences import LONGEST, plain
from .sentiment import sentiment
from .votes import cues as kinds_cues
from .words import count

VERSION = 5
"""The version of the reader: texts read by an older one may be read again."""
ASKING = frozenset({"question", "request"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says; ``kind``, ``needs_answer``, ``sentiment`` and the like are labels, each with its words."""

    parts: Parts
    words: int
    language: Label[str]
    automatic: Label[str]
    personal: bool
    kind: Label[str]
    needs_answer: Label[bool]
    sentiment: Label[float]
    complaint: Label[bool]
    promises: tuple[Promise, ...] = ()
    beliefs: tuple[Finding, ...] = ()
    version: int = VERSION


def read(
    text: str,
    said_at: datetime,
    *,
    direction: str = "in",
    subject: str = "",
    html: str = "",
    headers: Mapping[str, Any] | None = None,
    channel: str = "email",
    answers: bool | None = None,
    gives: bool = False,
    personal: bool | None = None,
    **how: Any,
) -> Reading:
    """Read one message written at ``said_at``.

    ``answers`` says whether it replies to an open question of the other side, ``personal`` whether it was written to
    one customer (None: by its headers); ``how`` is what :func:`deeproot.read.due.find` takes (zone, country, closed,
    closing, default). ``needs_answer`` is True too where the kind is a question or a request. Raises ``ValueError``
    for an unknown direction or zone.
    """
    parts = split(text, html)
    body = parts.body
    machine = automatic(headers, subject, parts.new)
    to_one = not (headers and bulk(headers)) if personal is None else personal
    by_machine = machine.value is not None
    ours = direction in ("out", "both") and not by_machine
    theirs = direction in ("in", "both") and not by_machine
    if not by_machine and (cues := _cues(direction)):
        cues.find(plain(body[:LONGEST]))
    asks = needs_answer(body, subject, automatic=by_machine)
    what = kind(
        body,
        subject,
        direction,
        channel=channel,
        personal=to_one,
        answers=answers,
        gives=gives,
        automatic=by_machine,
        asks=asks,
    )
    if what.value in ASKING and not asks.value:
        asks = Label(True, what.confidence, what.words)
    return Reading(
        parts=parts,
        words=count(body),
        language=language(body),
        automatic=machine,
        personal=to_one,
        kind=what,
        needs_answer=asks,
        sentiment=sentiment(body) if theirs else Label(None),
        complaint=complaint(body, subject) if theirs else Label(None),
        promises=tuple(promises(body, said_at, **how)) if ours else (),
        beliefs=tuple(beliefs(body, what.value or "" if direction == "in" else None)) if theirs else (),
    )


@cache
def _cues(direction: str) -> Together | None:
    """All cues that a message of a direction is asked for, to be looked for in one pass; None for no direction."""
    if direction not in SIDE:
        return None
    sets = [asks_cues(), kinds_cues(SIDE[direction])]
    if direction in ("in", "both"):
        sets += [kinds_cues("in"), beliefs_cues()]
    return Together(*dict.fromkeys(sets))
