"""How long what programs were told is kept (`base.keeping`)."""

from __future__ import annotations

from typing import Final

from deeproot_app.api.webhooks.notice import told_before
from deeproot_app.base.keeping import Term

TERMS: Final = (
    Term(
        "events",
        "Messages to programs",
        "What webhooks told, to whom, and how it was answered: to send it again where a program lost it.",
        30,
        lambda until: told_before(until).count(),
        least=7,
        most=365,
        why="A message that is not taken is tried again for five days.",
    ),
    Term(
        "answers",
        "Answers kept for programs",
        "What a program was answered, so that the same request sent twice is done once.",
        1,
        why="The API promises 24 hours.",
    ),
)
