"""What a text says: pure text in, labels out, each with its confidence and the exact words.

One question a file: ``words`` (how many), ``kinds`` (what kind of message), ``asks`` (does it want an answer).
Nothing here knows the clock, a table or a network; what depends on the moment is told it.
"""

from .asks import needs_answer
from .kinds import kind
from .label import UNSURE, Label
from .words import count

__all__ = ["UNSURE", "Label", "count", "kind", "needs_answer"]
