"""What customers corrected of themselves: taken over by one of us, or not; and back again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot_app.act.models import PageWord
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity import corrected

ACT = corrected.ACT


def waiting(actor: access.Actor) -> QuerySet[PageWord]:
    """The corrections that nobody decided, of customers this actor may see, the oldest first."""
    rows = PageWord.objects.filter(about=PageWord.About.FACT, taken=None)
    return access.customers(actor, rows, "page__customer").order_by("at", "pk")


def how_many(actor: access.Actor) -> int:
    """How many wait; a hundred and more are a hundred."""
    return len(waiting(actor).order_by().values_list("pk")[:100])


def decide(actor: access.Actor, word_id: int, take: bool) -> PageWord:
    """Take a correction over, or leave things as they are. Raises UserError where somebody decided it, Http404."""
    with transaction.atomic():
        word = _held(actor, word_id)
        if word.taken is not None:
            raise UserError("Somebody decided that already.")
        if take:
            corrected.correct(actor, word.page.contact_id, word.field, word.said)
        return _decided(actor, word, take, "own_page.take" if take else "own_page.leave")


def undo(actor: access.Actor, word_id: int) -> PageWord:
    """Let a decided correction wait again; what was taken over is as it stood before.

    Raises UserError where it stands otherwise by now: the later word is not overwritten.
    """
    with transaction.atomic():
        word = _held(actor, word_id)
        if word.taken:
            corrected.put_back(actor, word.page.contact_id, word.field, word.said, word.before)
        return _decided(actor, word, None, "own_page.undo")


def _held(actor: access.Actor, word_id: int) -> PageWord:
    access.require(actor, ACT)
    rows = PageWord.objects.select_for_update(of=("self",)).select_related("page__contact")
    found = access.one(actor, rows.filter(about=PageWord.About.FACT), "page__customer", pk=word_id)
    if found.page.contact.merged_into_id is not None:
        raise Http404("That person is shown under another.")
    return found


def _decided(actor: access.Actor, word: PageWord, taken: bool | None, act: str) -> PageWord:
    word.taken = taken
    word.decided_at = None if taken is None else clock.now()
    word.decided_by = "" if taken is None else str(actor)[:254]
    word.save(update_fields=["taken", "decided_at", "decided_by"])
    audit.write(actor, act, word.page, field=word.field)
    return word
