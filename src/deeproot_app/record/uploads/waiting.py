"""An upload that waits: one batch a file, with how it is to be read, what was seen in it, and what a rehearsal gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from secrets import token_hex
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.base import access, audit, clock
from deeproot_app.base.models import User
from deeproot_app.record.importing.batches import UNFINISHED
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Batch
from deeproot_app.record.uploads import files

UNKNOWN: Final = 10_000
"""The place of a file that cannot be read yet: behind all others."""


@dataclass
class Upload:
    """What a batch's settings hold of its upload."""

    file: str
    """Its name in the folder of uploads."""
    size: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    """Grows when it is to be read another way: a rehearsal of the way before does not count."""
    look: dict[str, Any] | None = None
    """How the file is written, and what becomes of its columns; None where it cannot be read as it is."""
    error: str = ""
    rehearsed: dict[str, Any] | None = None
    """What an import would do; None until a rehearsal has ended."""

    @classmethod
    def of(cls, batch: Batch) -> Upload | None:
        """The upload of a batch; None for one that a command made."""
        kept = batch.settings.get("upload")
        return cls(**kept) if kept else None

    def keep(self, batch: Batch) -> None:
        batch.settings = {**batch.settings, "upload": asdict(self)}
        batch.save(update_fields=["settings"])

    @property
    def chosen(self) -> Options:
        return Options(**self.options)


def take_in(given: Sequence[UploadedFile[Any]], user: User) -> list[Batch]:
    """Keep the files that were uploaded together; each becomes a batch that waits.

    Raises NotAllowed, and UserError where the disk has no room: none of the files is kept then.
    """
    access.require(user, "record.import")
    group = token_hex(8)
    kept: list[tuple[str, UploadedFile[Any]]] = []
    try:
        kept.extend((files.keep(one), one) for one in given)
        with transaction.atomic():
            return [_batch(group, name, one, user) for name, one in kept]
    except Exception:
        for name, _ in kept:
            files.throw_away(name)
        raise


def _batch(group: str, name: str, given: UploadedFile[Any], user: User) -> Batch:
    batch = Batch.objects.create(
        filename=files.shown(given.name),
        made_at=clock.now(),
        made_by=user,
        group=group,
        settings={"upload": asdict(Upload(name, given.size or 0))},
    )
    audit.write(user, "record.upload", batch, file=batch.filename, size=given.size or 0)
    return batch


def together(group: str) -> QuerySet[Batch]:
    """The batches of one upload, in the order in which they came."""
    return Batch.objects.filter(group=group).order_by("id")


def ready(batch: Batch) -> bool:
    """Whether an import of this upload can be begun, or gone on with."""
    upload = Upload.of(batch)
    return upload is not None and upload.look is not None and batch.state in UNFINISHED


def in_order(batches: Sequence[Batch]) -> list[Batch]:
    """What must be there before others refer to it comes first."""
    return sorted(batches, key=lambda one: (_place(one), one.pk))


def _place(batch: Batch) -> int:
    upload = Upload.of(batch)
    return upload.look["order"] if upload and upload.look else UNKNOWN


def discard(batches: Sequence[Batch], user: User) -> int:
    """Throw away uploads that were never imported, with their files; gives how many."""
    access.require(user, "record.import")
    with transaction.atomic():
        waiting = Batch.objects.select_for_update().filter(
            pk__in=[one.pk for one in batches], state=Batch.State.WAITING
        )
        found = list(waiting)
        for batch in found:
            audit.write(user, "record.discard", batch, file=batch.filename)
        waiting.delete()
    for batch in found:
        if upload := Upload.of(batch):
            files.throw_away(upload.file)
    return len(found)
