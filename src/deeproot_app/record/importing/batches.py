"""One import as the record keeps it: begun, taken up again where it stopped, finished; one process at a time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q

from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.importing.plan import Planned
from deeproot_app.record.models import Batch, Change

UNFINISHED: Final = (Batch.State.WAITING, Batch.State.RUNNING, Batch.State.FAILED)
QUIET: Final = timedelta(minutes=2)
"""An import that has not committed a block for so long was interrupted."""


class TakenOver(UserError):  # noqa: N818 - what happened, in two words
    """Another process goes on with this import."""


@dataclass
class Held:
    """A batch, and the token that lets this process commit to it."""

    batch: Batch
    token: str

    def commit(self, **fields: Any) -> None:
        """Say where the import stands, in the transaction of its block.

        Raises TakenOver where another process has taken the import up: the block is not committed.
        """
        fields |= {"beat_at": clock.now()}
        if not Batch.objects.filter(pk=self.batch.pk, token=self.token).update(**fields):
            raise TakenOver(f"Another process goes on with import {self.batch.pk}; this one has stopped.")
        for name, value in fields.items():
            setattr(self.batch, name, value)


def begin(planned: Planned, actor: access.Actor, batch: Batch | None = None) -> Held:
    """A new import of the file; or the one that was interrupted, to go on with.

    ``batch`` is one that waits to be run (an upload).
    """
    token = secrets.token_hex(16)
    settings = {
        "fingerprint": planned.fingerprint,
        "delimiter": planned.look.delimiter,
        "encoding": planned.look.encoding,
        "mail": planned.ledger is not None,
    }
    found = batch or _interrupted(planned)
    if found is None or not found.resume_from:
        found = found or Batch(made_at=clock.now(), made_by=actor if isinstance(actor, User) else None)
        found.settings = (found.settings or {}) | settings
        found.table, found.source, found.filename = planned.table, planned.source, planned.shown[-1000:]
        found.sha256, found.header = planned.look.sha256, list(planned.header)
    found.state, found.token, found.beat_at, found.says = Batch.State.RUNNING, token, clock.now(), ""
    found.save()
    return Held(found, token)


def _interrupted(planned: Planned) -> Batch | None:
    same = Batch.objects.filter(sha256=planned.look.sha256, state__in=UNFINISHED, table=planned.table)
    return same.filter(settings__fingerprint=planned.fingerprint).order_by("-id").first()


def same_before(planned: Planned) -> Batch | None:
    """An import of the very same file, read the same way, that left nothing out and that nothing has touched since."""
    if not planned.settled:
        return None
    done = Batch.objects.filter(sha256=planned.look.sha256, state=Batch.State.DONE, refused=0, table=planned.table)
    found = done.filter(settings__fingerprint=planned.fingerprint).order_by("-id").first()
    if found is None:
        return None
    tables = {target.table for target in planned.mapping.targets}
    changed = Change.objects.filter(recorded_seq__gt=found.last_seq, table__in=tables)
    undone = Batch.objects.filter(Q(undone_at__gt=found.finished_at) | Q(state=Batch.State.UNDOING))
    return None if changed.exists() or undone.exists() else found


def interrupted(batch: Batch) -> bool:
    """Whether an import has stopped half-way: it can be run again, which goes on, or undone."""
    if batch.state == Batch.State.FAILED:
        return batch.resume_from > 0
    return batch.state == Batch.State.RUNNING and (batch.beat_at is None or batch.beat_at < clock.now() - QUIET)
