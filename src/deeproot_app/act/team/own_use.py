"""The log of using our own product: written, changed in versions, withdrawn and brought back; its ideas go on a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404

from deeproot_app.act.habits.choosing import zone_of
from deeproot_app.act.models import OwnUse, OwnUsePicture, OwnUseVersion
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.understand.journey import pictures, walks
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap

ACT: Final = "journey.change"
"""Who may walk a map may write in the log: ideas of both go to the same place."""
LONGEST: Final = 4_000
MOST_VERSIONS: Final = 100
EARLIEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class Said:
    """What an entry says."""

    used_on: date
    tried: str
    felt: int
    like: str = ""
    hindered: str = ""


def listed(words: str = "", felt: int | None = None, mine: int | None = None) -> QuerySet[OwnUse]:
    """The entries that stand, the latest first; with these words, this feeling, or by this user only."""
    rows = OwnUse.objects.filter(withdrawn_at=None).select_related("by", "idea__owner", "idea__map")
    for word in words.casefold().split()[:8]:
        rows = rows.filter(folded__contains=word)
    if felt is not None:
        rows = rows.filter(felt=felt)
    return rows.filter(by=mine) if mine is not None else rows


def latest_versions(rows: Mapping[int, OwnUse]) -> dict[int, OwnUseVersion]:
    """What each of these entries says now, by its number. One query."""
    current = OwnUseVersion.objects.filter(use__in=list(rows), number=F("use__version"))
    return {version.use_id: version for version in current}


def one(actor: access.Actor, use: int) -> OwnUse:
    """An entry; a withdrawn one only for whoever wrote it. Raises Http404."""
    access.require(actor, "record.see")
    row = OwnUse.objects.select_related("idea__owner", "idea__map").filter(pk=min(use, 2**62)).first()
    if row is None or (row.withdrawn_at and row.by_id != actor.pk):
        raise Http404("There is no such entry.")
    return row


@transaction.atomic
def write(actor: access.Actor, said: Said, files: Sequence[UploadedFile[Any]] = ()) -> OwnUse:
    """A new entry. Raises UserError for what no entry can hold."""
    access.require(actor, ACT)
    _refuse(said)
    row = OwnUse.objects.create(
        by=actor if isinstance(actor, User) else None, actor=str(actor)[:254], used_on=said.used_on, felt=said.felt,
        folded=_folded(said), made_at=clock.now(),
    )  # fmt: skip
    _version(actor, row, said)
    _picture(row, files)
    audit.write(actor, "own_use.write", row)
    return row


@transaction.atomic
def edit(actor: access.Actor, use: int, said: Said, upon: int, files: Sequence[UploadedFile[Any]] = ()) -> OwnUse:
    """Say it otherwise, upon the version that one saw. Raises UserError where somebody changed it since."""
    row = _own(actor, use)
    _refuse(said)
    if row.version != upon:
        raise UserError("It was changed meanwhile, in another window; look at it, and save yours again.")
    if row.version >= MOST_VERSIONS:
        raise UserError(f"An entry has at most {MOST_VERSIONS} versions; write a new one.")
    row.version += 1
    row.used_on, row.felt, row.folded = said.used_on, said.felt, _folded(said)
    row.save(update_fields=["version", "used_on", "felt", "folded"])
    _version(actor, row, said)
    _picture(row, files)
    audit.write(actor, "own_use.edit", row, version=row.version)
    return row


@transaction.atomic
def withdraw(actor: access.Actor, use: int, *, back: bool = False) -> OwnUse:
    """Take an entry out of the log; or, with ``back``, bring it back. Raises UserError if it was done already."""
    row = _own(actor, use)
    if (row.withdrawn_at is None) == back:
        raise UserError("This was done already.")
    row.withdrawn_at = None if back else clock.now()
    row.save(update_fields=["withdrawn_at"])
    audit.write(actor, "own_use.bring_back" if back else "own_use.withdraw", row)
    return row


@transaction.atomic
def idea(actor: access.Actor, use: int, of: JourneyMap, step: str, text: str, owner: User | None) -> JourneyIdea:
    """An idea that came of an entry, on a touchpoint of a map. Raises UserError where it has one already."""
    row = _own(actor, use)
    if row.idea_id:
        raise UserError("An idea came of this already; it stands on its map.")
    row.idea = walks.idea(actor, of, step, text, owner)
    row.save(update_fields=["idea"])
    return row.idea


@transaction.atomic
def drop_picture(actor: access.Actor, picture: int) -> int:
    """Take a picture away from an entry of one's own; give the entry's number."""
    found = OwnUsePicture.objects.defer("data").filter(pk=min(picture, 2**62)).first()
    row = _own(actor, found.use_id if found else 0)
    assert found is not None  # an entry without a number is nobody's
    found.delete()
    audit.write(actor, "own_use.edit", row, picture=True)
    return row.pk


def shown_picture(actor: access.Actor, picture: int) -> OwnUsePicture:
    """A picture of an entry that one may see. Raises Http404."""
    found = OwnUsePicture.objects.filter(pk=min(picture, 2**62)).first()
    if found is None:
        raise Http404("There is no such picture.")
    one(actor, found.use_id)
    return found


def _own(actor: access.Actor, use: int) -> OwnUse:
    access.require(actor, ACT)
    one(actor, use)
    row = OwnUse.objects.select_for_update(of=("self",)).get(pk=use)
    refuse_others(actor, row)
    return row


def refuse_others(actor: access.Actor, row: OwnUse) -> None:
    """Raise NotAllowed for whoever did not write the entry."""
    if row.by_id != actor.pk:
        raise NotAllowed("Only whoever wrote an entry changes it.")


def _refuse(said: Said) -> None:
    today = clock.now().astimezone(zone_of(None)).date()
    if not said.tried.strip():
        raise UserError("Say what you tried to do.")
    if not today - EARLIEST <= said.used_on <= today:
        raise UserError("Give the day on which you tried it: within the last year, and not in the future.")
    if said.felt not in walks.FELT:
        raise UserError("Say how it felt, from very bad (-2) to very good (2).")
    if max(len(text) for text in (said.tried, said.like, said.hindered)) > LONGEST:
        raise UserError(f"Say it in up to {LONGEST:,} characters each.")


def _folded(said: Said) -> str:
    return "\n".join((said.tried, said.like, said.hindered)).casefold()


def _version(actor: access.Actor, row: OwnUse, said: Said) -> None:
    OwnUseVersion.objects.create(
        use=row, number=row.version, used_on=said.used_on, tried=said.tried.strip(), like=said.like.strip(),
        hindered=said.hindered.strip(), felt=said.felt, at=clock.now(), actor=str(actor)[:254],
    )  # fmt: skip


def _picture(row: OwnUse, files: Sequence[UploadedFile[Any]]) -> None:
    taken = [(pictures.read(file), file.name or "picture") for file in files]
    if row.pictures.count() + len(taken) > pictures.MOST:
        raise UserError(f"An entry holds up to {pictures.MOST} pictures.")
    now: datetime = clock.now()
    OwnUsePicture.objects.bulk_create(
        OwnUsePicture(use=row, name=name[:200], type=kind, data=data, taken_at=now) for (data, kind), name in taken
    )
