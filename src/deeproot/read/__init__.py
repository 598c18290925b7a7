"""What a text says: pure text in, labels out, each with its confidence and the exact words.

One question a file: ``words`` (how many), ``parts`` (whose), ``automatic`` (a machine's?), ``language``, ``kinds``
(what kind of message), ``asks`` (does it want an answer), ``promises`` and ``due`` (what is promised, by when),
``outcome`` (what became of it), ``sentiment``, ``complaint``, ``beliefs``; ``message`` reads all of it at once,
``many`` many messages on all cores; ``head`` learns from an organisation's corrections; ``match`` finds what in the
library fits a customer's words, by letters or, with ``embed``, by meaning. Cues are data, in ``cues``.
Nothing here knows the clock, a table or a network; what depends on the moment is told it.
"""

from .asks import needs_answer
from .automatic import automatic, bulk
from .beliefs import Finding, beliefs
from .complaint import complaint
from .due import Due, due
from .kinds import kind
from .label import UNSURE, Label
from .language import language
from .many import read_many
from .match import Library, Match, Offer, match
from .message import VERSION, Reading, read
from .outcome import Outcome, outcome
from .parts import Parts, new_text, split
from .promises import Promise, commitment, promises
from .sentiment import sentiment
from .words import count

__all__ = [
    "UNSURE",
    "VERSION",
    "Due",
    "Finding",
    "Label",
    "Library",
    "Match",
    "Offer",
    "Outcome",
    "Parts",
    "Promise",
    "Reading",
    "automatic",
    "beliefs",
    "bulk",
    "commitment",
    "complaint",
    "count",
    "due",
    "kind",
    "language",
    "match",
    "needs_answer",
    "new_text",
    "outcome",
    "promises",
    "read",
    "read_many",
    "sentiment",
    "split",
]
