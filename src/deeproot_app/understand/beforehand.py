"""What pages ask of one customer, asked once of nobody: its SQL takes seconds to write, and is kept from then on."""

from __future__ import annotations

from datetime import datetime

from deeproot.engines import open_tables
from deeproot.understand.evidence import evidence_of
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import figures
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.snapshot.where import HANDED
from deeproot_app.understand.reckon import WINDOW_DAYS, gaps_of


def ask(as_of: datetime) -> int:
    """Ask for the figures, the gaps, and the evidence of all measures and of each; return how many questions."""
    tables = open_tables(arrow_tables([], tables=HANDED))
    figures(tables, as_of, WINDOW_DAYS, ids=tuple(BY_ID))
    gaps_of(tables, as_of)
    asked = [tuple(BY_ID), *((measure,) for measure in BY_ID)]
    for measures in asked:
        evidence_of(tables, as_of, ["nobody"], WINDOW_DAYS, measures)
    return 2 + len(asked)
