"""Erasing somebody: looked at first, asked for once, done by a job that a kill only interrupts, and certified.

Every step looks for what is still there; so a job that is run again goes on where it was, and one that is done finds
nothing. What forbids contacting them stays, as digests that name nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from json import dumps
from secrets import token_hex
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from deeproot_app.base import access, audit, clock, jobs
from deeproot_app.base.life import lives
from deeproot_app.base.models import Audit
from deeproot_app.record import changes, search
from deeproot_app.record.consent.digests import digest
from deeproot_app.record.models import Contact, Customer, ErasedDigest, Erasure, Interaction, RecordSequence
from deeproot_app.record.person import erased, files, packed, struck
from deeproot_app.record.person.rows import Part, Table, name_of, parts
from deeproot_app.record.person.whom import Person, find
from deeproot_app.record.person.words import Words
from deeproot_app.record.shape import SHAPES

ACT: Final = "person.erase"
ROWS: Final = 500
GONE, EMPTIED, STRUCK = 0, 1, 2
Tell = Callable[[int, int, str], None]


def preview(person: Person) -> dict[str, list[int]]:
    """What erasing would do: {table: [rows that go, rows that are emptied, 0]}; nothing is changed.

    What others wrote is looked through only when it is done: how often they are named there is not told beforehand.
    """
    goes: dict[tuple[Table, bool], Q] = {}
    for part in parts(person):
        which = (part.model, part.left is None)
        left = Q(**part.left) if part.left else Q(pk__in=[])
        goes[which] = goes.get(which, Q(pk__in=[])) | (part.wanted & ~left)
    found: dict[str, list[int]] = {}
    for (model, gone), wanted in goes.items():
        if count := model._base_manager.filter(wanted).count():
            found.setdefault(name_of(model), [0, 0, 0])[GONE if gone else EMPTIED] = count
    return dict(sorted(found.items()))


def ask(actor: access.Actor, who: str, *, after: timedelta = timedelta(0)) -> Erasure:
    """Have somebody erased: from now on they are refused, and a job takes them away. Gives the erasing.

    Asked twice it is one. ``after``: how long the job waits, where whoever asks carries it out and may be killed.
    Raises NotAllowed, and UserError for what names nobody.
    """
    person = find(actor, ACT, who)
    with transaction.atomic():
        RecordSequence.take()  # whoever holds the sequence asks alone
        digests = person.digests()
        for one in Erasure.objects.filter(state=Erasure.State.ASKED, digests__digest__in=digests).distinct():
            if Person.read(one.person) == person:
                return one
        erasure = Erasure.objects.create(
            erasure_id=f"erased-{token_hex(4)}",
            whole=bool(person.customers),
            asked_at=clock.now(),
            actor=str(getattr(actor, "email", "")),
            person=person.document(),
        )
        erased.remember(erasure, digests)
        audit.write(actor, "person.erase", ("erasure", erasure.pk))
        run_at = clock.machine() + after if after else None
        jobs.enqueue(erase_person, key=f"erase {erasure.pk}", run_at=run_at, erasure=erasure.pk)
    return erasure


@jobs.task
def erase_person(erasure: str) -> dict[str, int]:
    """Take away whoever is asked to be erased; how many rows went, were emptied, and name them no more."""
    found = Erasure.objects.get(pk=erasure)
    if found.state != Erasure.State.DONE:
        found = carry_out(found, jobs.progress)
    return dict(zip(("gone", "emptied", "struck"), totals(found), strict=True))


def totals(erasure: Erasure) -> list[int]:
    """How many rows went, were emptied, and name them no more, over all tables."""
    return [sum(counts[what] for counts in erasure.counts.values()) for what in (GONE, EMPTIED, STRUCK)]


def carry_out(erasure: Erasure, tell: Tell) -> Erasure:
    """Erase whom it is about, here and now; give the certificate. Killed at any moment, it is begun again and ends."""
    person = Person.read(erasure.person)
    words = Words(person, erasure.pk)
    files.begin()
    for name, found in _raw(person, words):
        for emptied, named_no_more in found:
            tell(0, 0, f"looking through {name}")
            _count(erasure, name, [0, emptied, named_no_more])
    _threads(person, erasure.pk)
    for part in parts(person):
        tell(0, 0, f"taking away {part.model._meta.verbose_name_plural}")
        _part(erasure, part, words)
    for model, rows in struck.searched(person, words):
        tell(0, 0, f"looking through {model._meta.verbose_name_plural}")
        for count in struck.strike(person, words, model, rows):
            _count(erasure, name_of(model), [0, 0, count])
    return _end(erasure, person, words)


def _raw(person: Person, words: Words) -> Iterator[tuple[str, Iterator[tuple[int, int]]]]:
    yield "record.Arrival", packed.arrivals(person, words)
    yield "record.RawBlock", packed.raw_rows(person, words)
    yield "record.RefusedRow", packed.refused_rows(person, words)


def _threads(person: Person, instead: str) -> None:
    """Give the conversations that they were in other ids, of whoever else's too: theirs may hold the first words."""
    own = Interaction.objects.filter(contact__in=person.contacts, customer__in=person.of, thread_id__isnull=False)
    for thread in own.exclude(thread_id__startswith=instead).values_list("thread_id", flat=True).distinct():
        fresh = f"{instead}:{sha256(str(thread).encode()).hexdigest()[:12]}"
        Interaction.objects.filter(customer__in=person.of, thread_id=thread).update(thread_id=fresh)


def _part(erasure: Erasure, part: Part, words: Words) -> None:
    """Take away, or empty, the rows of one part, some at a time, with what was told of them by table and key."""
    while pks := list(part.rows().order_by("pk").values_list("pk", flat=True)[:ROWS]):
        with transaction.atomic():
            if part.model in (Customer, Contact):
                _touched(part, pks)
            _told_of(erasure, part.model, pks, words, gone=part.left is None)
            some = part.model._base_manager.filter(pk__in=pks)
            if part.left is None:
                some.delete()
                _count(erasure, name_of(part.model), [len(pks), 0, 0])
            else:
                some.update(**part.left)
                _count(erasure, name_of(part.model), [0, len(pks), 0])
        if part.left is not None and part.rows().filter(pk__in=pks).exists():
            return  # a column that does not keep what it was given would be emptied for ever


def _touched(part: Part, pks: list[Any]) -> None:
    """Whoever leads those that go, or was led by them, is understood anew."""
    seq = RecordSequence.take()
    path = "merged_into" if part.model is Customer else "customer"
    changes.touched(
        {one for one in part.model._base_manager.filter(pk__in=pks).values_list(path, flat=True) if one}, seq
    )


def _told_of(erasure: Erasure, model: Table, pks: list[Any], words: Words, *, gone: bool) -> None:
    """Take away what other tables tell of these rows by their table and key; of the trail, only whom it was about."""
    name = model._meta.model_name or ""
    names = [name, f"{name}s", *(shape.name for shape in SHAPES.values() if shape.model is model)]
    keys = [str(pk) for pk in pks]
    Audit.objects.filter(about_type__in=names, about_id__in=keys).update(about_id=words.instead)
    if not gone:
        return
    for other, life in lives().items():
        if life.row is None or other is Audit:
            continue
        table, row = life.row
        told = other._base_manager.filter(**{f"{table}__in": names, f"{row}__in": keys})
        if second := {"Link": "into_id", "Pair": "other"}.get(other.__name__):
            told |= other._base_manager.filter(**{f"{table}__in": names, f"{second}__in": keys})
        if count := told.delete()[0]:
            _count(erasure, name_of(other), [count, 0, 0])


def _count(erasure: Erasure, table: str, more: list[int]) -> None:
    """Add to what was done, in the transaction that did it."""
    if not any(more):
        return
    before = erasure.counts.get(table, [0, 0, 0])
    erasure.counts[table] = [one + other for one, other in zip(before, more, strict=True)]
    Erasure.objects.filter(pk=erasure.pk).update(counts=erasure.counts)


def _end(erasure: Erasure, person: Person, words: Words) -> Erasure:
    """See to the files, have who stays understood anew, and say that it is done."""
    with transaction.atomic():
        changes.touched(person.of, RecordSequence.take())
    search.refresh()
    if count := files.refused_files(words):
        _count(erasure, "files of refused rows", [0, 0, count])
    files.snapshots()
    with transaction.atomic():
        erasure.state, erasure.done_at, erasure.person = Erasure.State.DONE, clock.now(), {}
        erasure.save(update_fields=["state", "done_at", "person", "counts"])
        audit.write(access.UNASKED, "person.erased", ("erasure", erasure.pk))
    if says := files.clean():
        erasure.notes = [says]
        erasure.save(update_fields=["notes"])
    return erasure


def certificate(erasure: Erasure) -> dict[str, Any]:
    """What was done, when, by whose hand; with a digest of it all. No word of who they were."""
    told = {
        "erasure": erasure.pk, "whole_customer": erasure.whole, "state": erasure.state, "asked_at": erasure.asked_at,
        "done_at": erasure.done_at, "by": erasure.actor, "tables": {
            name: dict(zip(("gone", "emptied", "named_no_more"), found, strict=True))
            for name, found in sorted(erasure.counts.items())
        }, "digests": sorted(erasure.digests.values_list("digest", flat=True)), "notes": erasure.notes,
    }  # fmt: skip
    return told | {"sha256": sha256(dumps(told, default=str, sort_keys=True).encode()).hexdigest()}


def again(ids: Iterable[str]) -> int:
    """Erase anew whoever is back although they were erased: a backup brought them. How many that were."""
    done = 0
    for erasure in Erasure.objects.filter(pk__in=list(ids)).order_by("asked_at"):
        person = _back(erasure)
        if person is not None:
            erasure.person, erasure.state = person.document(), Erasure.State.ASKED
            erasure.save(update_fields=["person", "state"])
            carry_out(erasure, lambda done, whole, says: None)
            done += 1
        else:
            Erasure.objects.filter(pk=erasure.pk).update(state=Erasure.State.DONE, done_at=clock.now())
    return done


def _back(erasure: Erasure) -> Person | None:
    """Whom an erasing was about, where they are in the record: found by their digests."""
    held = set(ErasedDigest.objects.filter(erasure=erasure).values_list("digest", flat=True))
    known = erased.Erased.known()
    if known is None or not held:
        return None
    rows = Contact.objects.values_list("contact_id", "email", "phone", "customer_id", "customer__kind")
    for pk, email, phone, customer, kind in rows.iterator(2_000):
        told = [f"contact={pk}", email, phone, *([f"customer={customer}"] if kind == "person" else [])]
        if any(one and digest(one, known.by, known.country) in held for one in told):
            return find(access.COMMAND_LINE, ACT, str(pk))
    if erasure.whole:
        for pk in Customer.objects.filter(kind="person").values_list("pk", flat=True).iterator(2_000):
            if digest(f"customer={pk}", known.by, known.country) in held:
                return find(access.COMMAND_LINE, ACT, pk)
    return None


def one(actor: access.Actor, erasure: str) -> Erasure:
    """An erasing by its id. Raises NotAllowed, and Http404 where there is none."""
    access.require(actor, ACT)
    found = Erasure.objects.filter(pk=erasure).first()
    if found is None:
        raise Http404("There is no such erasing.")
    return found
