"""How long what we do is kept, where that is for a time (`base.keeping`)."""

from __future__ import annotations

from typing import Final

from deeproot_app.act.hiring.candidates import over
from deeproot_app.base.keeping import Term

TERMS: Final = (
    Term(
        "candidates",
        "Candidates",
        "Their names, sheets and notes, after the decision or, without one, after the interview: to answer a claim of "
        "discrimination.",
        180,
        lambda until: len(over(until)),
        least=60,
        most=365,
        why="In Germany a claim is raised within two months and sued for within three more (§ 15 AGG, § 61b ArbGG): "
        "below 155 days nothing may be left to answer it with.",
    ),
)
