"""How long what keeps the house running is kept (`base.keeping`)."""

from __future__ import annotations

from typing import Final

from deeproot_app.base.keeping import Term
from deeproot_app.base.upkeep import finished, old_trail

TERMS: Final = (
    Term(
        "jobs",
        "Finished jobs and spent sign-in links",
        "What ran in the background and how it ended, and links that were used or expired: to look up what went wrong.",
        30,
        finished,
        least=7,
        most=365,
        why="Work that failed is looked up within days.",
    ),
    Term(
        "audit",
        "The audit trail",
        "Who did what, when, and from which address: to answer for what was done with customers' data.",
        None,
        old_trail,
        least=365,
        ever=True,
        why="Whoever answers for the data must be able to show a year of what was done with them (GDPR, article 5(2)).",
    ),
    Term(
        "workers",
        "Workers that stopped",
        "When a worker process was last alive.",
        1,
        why="Who is alive is asked of the last minutes only.",
    ),
)
