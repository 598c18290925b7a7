"""The streams of rows, by name: each yields ``customer_id``, ``row_id``, ``at`` and the facts that values need."""

from __future__ import annotations

from collections.abc import Callable

import ibis

from deeproot.engines import Source
from deeproot.understand import commitments, contact, patterns
from deeproot.understand.rows import Stream

STREAMS: dict[Stream, Callable[[Source, bool], ibis.Table]] = {
    "contact": contact.contact,
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
