"""How the files stand, for `deeproot doctor`."""

from __future__ import annotations

from datetime import datetime

from deeproot_app.base import doctor
from deeproot_app.base.doctor import Finding
from deeproot_app.record.models import Customer, HandedOver
from deeproot_app.record.snapshot import files, manifest
from deeproot_app.record.snapshot.manifest import Manifest
from deeproot_app.record.snapshot.where import folder

ANEW = "The next whole turn writes them anew, the first of each day at the latest; nothing of the record is lost."


@doctor.check("the snapshots")
def snapshots() -> Finding:
    """Whether there are files, how large and how old they are, and whether each is as it was written."""
    there = manifest.read(folder())
    if there is None and not any(folder().rglob("*.parquet")):
        return doctor.ok("None: a whole turn of a large record writes them.")
    if there is None:
        return doctor.warning("They were written by another program, or not to the end.", ANEW)
    if not HandedOver.objects.filter(pk=there.token).exists():
        return doctor.warning("They are of another database, or of this one before it was put back.", ANEW)
    damaged = _damaged(there)
    if damaged:
        return doctor.warning(f"{len(damaged):,} of {len(there.names):,} files are damaged: {damaged[0]}.", ANEW)
    return doctor.ok(_told(there))


def _damaged(there: Manifest) -> list[str]:
    every = [file for own in there.files.values() for file in own.values()]
    return sorted(file.name for file in every if not files.is_whole(folder(), file, every_byte=True))


def _told(there: Manifest) -> str:
    behind = Customer.objects.filter(changed_seq__gt=there.upto).count()
    rows = sum(there.rows(table) for table in there.files)
    written = f"{datetime.fromisoformat(there.made_at):%Y-%m-%d %H:%M} UTC"
    changed = f"{behind:,} customers changed since" if behind else "no customer changed since"
    return f"{there.bytes / 1e6:,.1f} MB in {len(there.names):,} files: {rows:,} rows, written {written}; {changed}."
