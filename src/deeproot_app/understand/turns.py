"""The turns themselves: what the last one did, what this one found, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from deeproot_app.base import clock
from deeproot_app.understand.due import Due
from deeproot_app.understand.models import Turn
from deeproot_app.understand.rules import Rules

KEPT = 200


def last_done() -> Turn | None:
    """The last turn that was done."""
    return Turn.objects.filter(state=Turn.State.DONE).order_by("-id").first()


@contextmanager
def running(as_of: datetime, engine: str, rules: Rules, todo: Due) -> Iterator[Turn]:
    """A turn that is running, and is done, or failed, when the context ends. Only one runs at a time."""
    Turn.objects.filter(state=Turn.State.RUNNING).update(
        state=Turn.State.FAILED, says="It was broken off; the next turn took up what it had left."
    )
    turn = Turn.objects.create(
        as_of=as_of, engine=engine, started_at=clock.now(), upto_seq=todo.upto_seq, rules=rules.name, ledger=todo.ledger
    )
    try:
        yield turn
    except BaseException as fault:
        turn.says = f"{type(fault).__name__}: {fault}"[:1000]
        _end(turn, Turn.State.FAILED)
        raise
    _end(turn, Turn.State.DONE)
    _forget()


def _end(turn: Turn, state: Turn.State) -> None:
    turn.state, turn.finished_at = state, clock.now()
    turn.save()


def _forget() -> None:
    """Turns are kept for a while, so that one can see what happened; not for ever."""
    oldest = Turn.objects.order_by("-id").values_list("id", flat=True)[KEPT : KEPT + 1].first()
    if oldest is not None:
        Turn.objects.filter(id__lte=oldest).delete()
