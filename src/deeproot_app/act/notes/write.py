"""Notes and handovers: written, edited with every version kept, taken back and brought back. No customer sees one.

The words stand in the record as an internal interaction: the story shows them where our notes are asked for, the search
finds them, and whoever reads them is informed.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Final

from django.db import transaction

from deeproot_app.act.calls.begin import own
from deeproot_app.act.models import Note, NoteVersion, Notice
from deeproot_app.act.notes import notices
from deeproot_app.act.notes.mentions import mentionable, mentioned
from deeproot_app.base import access, audit, clock
from deeproot_app.base.access import RANK, Role
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import acted
from deeproot_app.record.models import Case, Customer
from deeproot_app.record.unacted import take_back as taken_away

ACT: Final = "note.write"
LONGEST: Final = 20_000


def write(actor: access.Actor, customer_id: str, body: str, *, case_id: str = "", to: int | None = None) -> Note:
    """Write a note about a customer; with ``to`` (a user) a handover, of a case where one is named.

    Whoever is mentioned (`@name`), or takes over, is told at once. Raises UserError for no words, a case that is not
    theirs, or somebody who may not see this customer, whether there is such a person or not.
    """
    access.require(actor, ACT)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=customer_id).leader
    said, may_see = _said(body), mentionable(customer)
    called, heir = mentioned(said, may_see), _heir(may_see, to)
    if case_id and not Case.objects.filter(pk=case_id, customer__in=customer.ids).exists():
        raise UserError(f"There is no case {case_id!r} of this customer.")
    return written(actor, customer, said, called, heir, case_id=case_id)


def written(
    actor: access.Actor,
    customer: Customer,
    said: str,
    called: list[User],
    heir: User | None,
    *,
    case_id: str = "",
    thread: str = "",
) -> Note:
    """Write a note that was looked at: of a customer whom the actor may see, or saw until now.

    ``called`` are told at once, as is the ``heir`` to whom it is handed over; of many under one ``thread`` in one mail.
    """
    now = clock.now()
    with transaction.atomic():
        note = Note.objects.create(
            interaction_id=f"deeproot:note-{token_hex(12)}", customer=customer, case_id=case_id, to=heir, at=now,
            kind="handover" if heir else "note", by=actor if isinstance(actor, User) else None, actor=str(actor)[:254],
        )  # fmt: skip
        _keep(actor, note, said)
        _tell(actor, note, called, thread)
        audit.write(actor, f"{note.kind}.write", note, customer=customer.pk)
    return note


def _said(body: str) -> str:
    said = body.replace("\r\n", "\n").strip()
    if not said:
        raise UserError("Write what your colleagues should know.")
    if len(said) > LONGEST:
        raise UserError(f"A note may be {LONGEST:,} characters long; this one has {len(said):,}.")
    return said


def _heir(may_see: list[User], to: int | None) -> User | None:
    if to is None:
        return None
    for user in may_see:
        if user.pk == to:
            return user
    raise UserError("It can be handed over only to somebody who may see this customer; choose from the list.")


def _keep(actor: access.Actor, note: Note, said: str) -> None:
    """The words, as the present version, in the record."""
    NoteVersion.objects.create(note=note, number=note.version, body=said, at=clock.now(), actor=str(actor)[:254])
    _record(actor, note, said)


def _record(actor: access.Actor, note: Note, said: str) -> None:
    acted.record(
        actor,
        interaction_id=note.interaction_id,
        customer_id=note.customer_id,
        channel="note",
        direction="internal",
        kind=note.kind,
        happened_at=note.at,
        member_id=(note.by.member_id or None) if note.by else own(actor),
        case_id=note.case_id or None,
        body=said,
        needs_answer=False,
        sentiment=None,
    )


def _tell(actor: access.Actor, note: Note, called: list[User], thread: str = "") -> None:
    """Who is mentioned, and who takes over; nobody is told of their own words."""
    given = {"customer": note.customer, "interaction_id": note.interaction_id, "actor": actor}
    me = getattr(actor, "pk", None)
    if note.to is not None and note.to_id != me:
        notices.tell([note.to], Notice.What.HANDOVER, f"handover:{note.pk}", thread=thread, **given)
    others = [user for user in called if user.pk not in (me, note.to_id)]
    if others:
        notices.tell(others, Notice.What.MENTION, f"mention:{note.pk}", **given)


def edit(actor: access.Actor, note_id: int, version: int, body: str) -> Note:
    """Say it otherwise, on top of the version that one read; whoever is mentioned for the first time is told.

    Raises UserError for another's note (a manager may), one that was taken back, or one that was edited meanwhile.
    """
    note = _own(actor, note_id)
    said = _said(body)
    called = mentioned(said, mentionable(note.customer))
    with transaction.atomic():
        stands = Note.objects.filter(pk=note.pk, version=version, taken_back_at__isnull=True)
        if not stands.update(version=version + 1):
            raise UserError("Somebody changed this note meanwhile; look at it again. Your words are kept below.")
        note.version = version + 1
        _keep(actor, note, said)
        _tell(actor, note, called)
        audit.write(actor, "note.edit", note, version=note.version)
    return note


def take_back(actor: access.Actor, note_id: int) -> Note:
    """Take a note back: it informs nobody any more. Raises UserError for another's, or one that was taken back."""
    return _take_back(actor, _own(actor, note_id))


def withdraw(actor: access.Actor, note_id: int) -> None:
    """Take back a note that was written with something else, with that; nothing where it was taken back already."""
    note = Note.objects.filter(pk=note_id, taken_back_at__isnull=True).first()
    if note is not None:
        _take_back(actor, note)


def _take_back(actor: access.Actor, note: Note) -> Note:
    now = clock.now()
    with transaction.atomic():
        if not Note.objects.filter(pk=note.pk, taken_back_at__isnull=True).update(taken_back_at=now):
            raise UserError("This note was taken back already.")
        taken_away(actor, [note.interaction_id])
        Notice.objects.filter(interaction_id=note.interaction_id, seen_at__isnull=True).update(seen_at=now)
        audit.write(actor, "note.take_back", note)
    note.taken_back_at = now
    return note


def bring_back(actor: access.Actor, note_id: int) -> Note:
    """Undo the taking back: it stands as it stood. Raises UserError for one that was not taken back."""
    note = _own(actor, note_id)
    with transaction.atomic():
        if not Note.objects.filter(pk=note.pk, taken_back_at__isnull=False).update(taken_back_at=None):
            raise UserError("This note stands; there is nothing to bring back.")
        note.taken_back_at = None
        last = note.versions.order_by("-number").first()
        _record(actor, note, last.body if last else "")
        audit.write(actor, "note.bring_back", note)
    return note


def one(actor: access.Actor, note_id: int) -> Note:
    """A note about a customer whom the actor may see. Raises Http404."""
    return access.one(actor, Note.objects.select_related("customer__merged_into", "by", "to"), "customer", pk=note_id)


def may_change(actor: access.Actor, note: Note) -> bool:
    """Whether the actor may edit a note: their own, or as a manager anybody's."""
    if not access.allows(actor, ACT):
        return False
    mine = note.by_id is not None and note.by_id == getattr(actor, "pk", None)
    return mine or RANK[Role(getattr(actor, "role", Role.VIEWER))] >= RANK[Role.MANAGER]


def _own(actor: access.Actor, note_id: int) -> Note:
    access.require(actor, ACT)
    note = one(actor, note_id)
    if not may_change(actor, note):
        raise UserError("Only whoever wrote this note, or a manager, can change it; write one of your own beside it.")
    return note
