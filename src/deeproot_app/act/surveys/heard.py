"""That somebody answered: what follows on an answer (a turn, and with it the day's list) follows at once."""

from __future__ import annotations

from deeproot_app.base import jobs


@jobs.task
def answered() -> None:
    """Nothing by itself: the list of what the system does unasked says what comes after it."""


def tell() -> None:
    """Say, in the transaction that keeps it, that an answer came; of many at a time it is said once."""
    jobs.enqueue(answered, key="survey answered")
