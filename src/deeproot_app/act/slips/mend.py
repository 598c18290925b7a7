"""What is decided about a gap: a step with an owner and a day, a note, or that there is nothing to mend, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.act.models import Mending, Notice, Slip
from deeproot_app.act.notes import notices
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

ACT: Final = "slip.mend"
LONGEST: Final = 4_000
Verdict = Mending.Verdict


def mend(
    actor: access.Actor, place: str, verdict: str, words: str, *, owner: int | None = None,
    due_at: datetime | None = None,
) -> Mending:  # fmt: skip
    """Decide about a gap; what slips there afterwards counts anew. Who gets a step is told at once.

    Raises UserError without words, for a place or a verdict that there is not, or a step without somebody whose it is.
    """
    access.require(actor, ACT)
    if len(place.split("\x1f")) != 3 or place.split("\x1f", maxsplit=1)[0] not in Slip.What.values:
        raise UserError("There is no such gap any more; look at the list again.")
    if verdict not in Verdict.values:
        raise UserError(f"Choose one of {', '.join(Verdict.values)}.")
    if not words.strip():
        raise UserError(
            "Say why there is nothing to mend."
            if verdict == Verdict.DISMISSED
            else "Say in a few words what is to be done."
        )
    heir = _heir(owner) if verdict == Verdict.STEP else None
    with transaction.atomic():
        row = Mending.objects.create(
            place=place, verdict=verdict, words=words.strip()[:LONGEST], owner=heir, at=clock.now(),
            due_at=due_at if verdict == Verdict.STEP else None, by=actor if isinstance(actor, User) else None,
            actor=str(actor)[:254],
        )  # fmt: skip
        if heir is not None and heir.pk != getattr(actor, "pk", None):
            notices.tell([heir], Notice.What.STEP, f"step:{row.pk}", None, mending=row, actor=actor)
        audit.write(actor, "slip.mend", row, verdict=verdict)
    return row


def _heir(owner: int | None) -> User:
    heir = User.objects.filter(pk=owner, is_active=True).first() if owner else None
    if heir is None:
        raise UserError("Say whose step it is: a step that is nobody's is not taken.")
    return heir


def undo(actor: access.Actor, mending_id: int) -> Mending:
    """Take a decision back: the gap stands on its list as before. Raises UserError where it was undone already."""
    return _mark(actor, mending_id, "undone_at", "slip.undo", "This decision was taken back already.")


def done(actor: access.Actor, mending_id: int) -> Mending:
    """Say that a step was taken. Raises UserError for one that was taken, or taken back, already."""
    return _mark(actor, mending_id, "done_at", "slip.done", "This step is settled already.")


def _mark(actor: access.Actor, mending_id: int, field: str, act: str, says: str) -> Mending:
    access.require(actor, ACT)
    with transaction.atomic():
        stands = Mending.objects.filter(pk=mending_id, undone_at__isnull=True)
        if field == "done_at":
            stands = stands.filter(verdict=Verdict.STEP, done_at__isnull=True)
        if not stands.update(**{field: clock.now()}):
            raise UserError(says)
        Notice.objects.filter(mending=mending_id, seen_at__isnull=True).update(seen_at=clock.now())
        row = Mending.objects.get(pk=mending_id)
        audit.write(actor, act, row)
    return row


def steps() -> QuerySet[Mending]:
    """The steps that are to be taken, the latest first."""
    rows = Mending.objects.filter(verdict=Verdict.STEP, done_at__isnull=True, undone_at__isnull=True)
    return rows.select_related("owner").order_by("-at", "-id")


def decided(limit: int = 10) -> list[Mending]:
    """What was lately decided, the latest first, undone decisions left out."""
    return list(Mending.objects.filter(undone_at__isnull=True).select_related("owner").order_by("-at", "-id")[:limit])
