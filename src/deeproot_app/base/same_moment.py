"""Two who do the same at the same moment: the second is told so in a sentence, where the database lets only one.

Looking beforehand whether a name is taken tells the usual case in words; between looking and writing somebody else may
write. Then the database refuses, and this says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, transaction

from deeproot_app.base.errors import UserError

UNIQUE_VIOLATION: Final = "23505"
"""PostgreSQL's state of a row that is there already (its manual, appendix A)."""
SAYS: Final = (
    "Somebody else did the same at the same moment, so this was not done twice. Go back and look at the page again; do "
    "it once more where it is still needed."
)


class SameMoment(UserError):  # noqa: N818 - what it is
    """Somebody else was quicker by a moment."""

    status = 409


def is_taken(fault: BaseException) -> bool:
    """Whether a database refused a row because such a one is there already."""
    if not isinstance(fault, IntegrityError):
        return False
    state = getattr(fault.__cause__, "sqlstate", None)
    return state == UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(fault)


@contextmanager
def one_alone(says: str = SAYS) -> Iterator[None]:
    """Write what there may be only one of; raises SameMoment with ``says`` where somebody else was quicker.

    The rest of the transaction at hand stands: it is a transaction of its own within.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if not is_taken(fault):
            raise
        raise SameMoment(says) from None
