"""The streams of rows, by name: each yields ``c`` (the customer), ``row_id``, ``at`` and the facts that values need."""

from __future__ import annotations

from collections.abc import Callable

import ibis

from deeproot.engines import Source
from deeproot.understand import commitments, contact, patterns
from deeproot.understand.rows import Stream

STREAMS: dict[Stream, Callable[[Source, bool], ibis.Table]] = {
    "window": contact.window,
    "touches": contact.touches,
    "personal_touches": contact.personal_touches,
    "silences": contact.silences,
    "questions": contact.questions,
    "conversations": contact.conversations,
    "retold": patterns.retold,
    "pitched_low": patterns.pitched_low,
    "clueless": patterns.clueless,
    "hollow": patterns.hollow,
    "given_up": patterns.given_up,
    "unprobed": patterns.unprobed,
    "promises": commitments.promises,
    "beliefs": commitments.beliefs,
    "gaps": commitments.gaps,
}
