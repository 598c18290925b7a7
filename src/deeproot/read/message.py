"""Everything one message says, in one call: what the application stores beside it.

The parts first, for the rest is read from the author's own new text only. What does not apply is left empty: a
customer's words never make a promise of ours, and ours never say what a customer needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .asks import needs_answer
from .automatic import automatic, bulk
from .beliefs import Finding, beliefs
from .complaint import complaint
from .kinds import kind
from .label import Label
from .language import language
from .parts import Parts, split
from .promises import Promise, promises
from .sentiment import sentiment
from .words import count

VERSION = 3
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
    to_one = not bulk(headers) if personal is None else personal
    by_machine = machine.value is not None
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
    ours = direction in ("out", "both") and not by_machine
    theirs = direction in ("in", "both") and not by_machine
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
        beliefs=tuple(beliefs(body)) if theirs else (),
    )
