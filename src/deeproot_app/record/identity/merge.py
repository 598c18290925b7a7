"""Saying that two are one, and taking it back: links are made and undone, and nothing else changes.

Writers take turns at the record's sequence: of two people who merge at once, the second sees what the first did. A turn
of the loop that runs meanwhile reads one moment of the record; what changed since is understood by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes, search
from deeproot_app.record.identity.groups import MODELS, linked, settle, unsettled
from deeproot_app.record.models import Contact, Customer, Kind, Link, Pair, RecordSequence

ACT: Final = "identity.merge"
PERSON: Final = "person"
WORDS: Final = {Kind.CUSTOMER: "customer", Kind.CONTACT: "person"}


def merge(
    actor: access.Actor, kind: str, from_id: str, into_id: str, reason: str = "", evidence: Sequence[str] = ()
) -> Link:
    """Say that ``from_id`` is the same as ``into_id``, which leads; give the link.

    What is one already stays so: the link that says it is given. Raises UserError for an id and itself, and where
    somebody said that they are not the same; NotAllowed, and Http404 for what the actor may not see.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        seq = RecordSequence.take()
        for one in (from_id, into_id):
            visible(actor, kind, one)
        if from_id == into_id:
            raise UserError("That is one and the same already: choose another to merge it with.")
        group, links = linked(kind, [from_id])
        if into_id in group:
            return links[-1]
        _refuse_different(kind, group, linked(kind, [into_id])[0])
        link = Link.objects.create(
            **_made(actor),
            link_id=f"hand:{uuid4().hex}",
            kind=kind,
            from_id=from_id,
            into_id=into_id,
            source=PERSON,
            reason=reason.strip()[:500],
            evidence=list(evidence),
            recorded_seq=seq,
        )
        follow(kind, [from_id, into_id], seq)
        audit.write(actor, "identity.merge", (kind, into_id), merged=from_id, link=link.pk)
    search.refresh()
    return link


def separate(actor: access.Actor, link_id: str) -> Link:
    """Take a link back: both are shown apart again, each with what was recorded under its own id.

    Undoing twice changes nothing. Raises NotAllowed, and Http404 for what the actor may not see.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        seq = RecordSequence.take()
        link = Link.objects.select_for_update().filter(pk=link_id).first()
        if link is None:
            raise Http404("There is no such link.")
        for one in (link.from_id, link.into_id):
            if MODELS[link.kind]._default_manager.filter(pk=one).exists():
                visible(actor, link.kind, one)
        if link.undone_at is None:
            link.undone_at, link.undone_by = clock.now(), actor if isinstance(actor, User) else None
            link.undone_actor, link.recorded_seq = str(getattr(actor, "email", "")), seq
            link.save(update_fields=["undone_at", "undone_by", "undone_actor", "recorded_seq"])
            follow(link.kind, [link.from_id, link.into_id], seq)
            audit.write(actor, "identity.separate", (link.kind, link.into_id), separated=link.from_id, link=link.pk)
    search.refresh()
    return link


def visible(actor: access.Actor, kind: str, one: str) -> Customer | Contact:
    """The row of that id. Raises Http404 alike where there is none and where the actor may not see it."""
    if kind == Kind.CUSTOMER:
        return access.one(actor, Customer.objects.all(), pk=one)
    if kind == Kind.CONTACT:
        return access.one(actor, Contact.objects.all(), "customer", pk=one)
    raise Http404("There is nothing of that kind to merge.")


def follow(kind: str, ids: Iterable[str], seq: int) -> None:
    """Let everything that reads the record see links that were made, undone, or whose rows came or went."""
    settled = settle(kind, ids)
    if settled.customers:
        changes.touched(settled.customers, seq)


def mend() -> int:
    """Let links take hold of rows that came, and let go of rows that went, since; gives how many ids it bears on.

    An import may bring the row that a link has named for long, and undoing one takes rows away. It costs the links that
    stand, and nothing where there are none.
    """
    found = 0
    for kind in Kind.values:
        if not unsettled(kind):
            continue
        with transaction.atomic():
            seq = RecordSequence.take()
            ids = unsettled(kind)
            follow(kind, ids, seq)
            found += len(ids)
    return found


def history(kind: str, ids: Iterable[str]) -> list[Link]:
    """All links that ever had to do with these ids, those undone too, the latest first."""
    own = list(ids)
    found = Link.objects.filter(Q(from_id__in=own) | Q(into_id__in=own), kind=kind)
    return list(found.select_related("made_by", "undone_by").order_by("-made_at", "-link_id"))


def _made(actor: access.Actor) -> dict[str, object]:
    by = actor if isinstance(actor, User) else None
    return {"made_at": clock.now(), "made_by": by, "actor": str(getattr(actor, "email", ""))}


def _refuse_different(kind: str, group: set[str], other: set[str]) -> None:
    said = Pair.objects.filter(kind=kind, state=Pair.State.DIFFERENT)
    across = said.filter(Q(one__in=group, other__in=other) | Q(one__in=other, other__in=group)).first()
    if across is not None:
        raise UserError(
            f"{across.actor or 'Somebody'} said on {across.decided_at:%Y-%m-%d} that {across.one} and {across.other} "
            f"are not the same {WORDS[Kind(kind)]}. Take that back first (Same customer?, Not the same)."
        )
