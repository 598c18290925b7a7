"""A whole library out of one document: what is there already is left as it is, what differs is a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction

from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.plan.library import change, files
from deeproot_app.plan.library.shelf import current
from deeproot_app.plan.models import Edition
from deeproot_app.record.models import RecordSequence, Resource

KNOWN: Final = frozenset({
    "resource_id", "title", "kind", "needs", "personas", "examples", "state", "editions",
})  # fmt: skip
ABOUT: Final = ("title", "kind", "needs", "personas", "examples", "state")
OF_EDITION: Final = frozenset({"language", "title", "says", "address", "file"})


def load(actor: access.Actor, documents: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Bring the library in line with these documents; return how many were added, changed, left, and new versions.

    A document names ``title`` and ``kind``, may name resource_id (else it is found by its title), needs, personas,
    examples, state, and editions (language, title, says, address or file: {"name", "text"}). What no document names
    stays. All or nothing: raises UserError, which says of which document, for what cannot be.
    """
    access.require(actor, "library.change")
    told = {"added": 0, "changed": 0, "unchanged": 0, "editions": 0}
    with transaction.atomic():
        for number, document in enumerate(documents, 1):
            try:
                told[_one(actor, document, told)] += 1
            except UserError as wrong:
                raise UserError(f"Document {number} ({document.get('title', 'no title')!r}): {wrong.message}") from None
    return told


def _one(actor: access.Actor, document: Mapping[str, Any], told: dict[str, int]) -> str:
    _refuse_unknown(document, KNOWN)
    about = {
        name: document[name] for name in ("title", "kind", "needs", "personas", "examples", "state") if name in document
    }
    row = _known(document)
    if row is None:
        about.setdefault("state", "ready")
        row, outcome = _added(actor, document, about), "added"
    else:
        before = change.standing(row)
        same = all(before[name] == value for name, value in about.items())
        outcome = "unchanged" if same else "changed"
        if not same:
            change.edit(actor, row.pk, **about)
    fresh = _editions(actor, row, document.get("editions", ()))
    told["editions"] += fresh
    return "changed" if fresh and outcome == "unchanged" else outcome


def _known(document: Mapping[str, Any]) -> Resource | None:
    if resource_id := document.get("resource_id"):
        return Resource.objects.filter(pk=resource_id).first()
    return Resource.objects.filter(title=document.get("title", "")).order_by("resource_id").first()


def _added(actor: access.Actor, document: Mapping[str, Any], about: Mapping[str, Any]) -> Resource:
    made = change.add(actor, about.get("title", ""), about.get("kind", ""), **{
        name: about[name] for name in ("needs", "personas", "examples", "state") if name in about
    })  # fmt: skip
    if not (resource_id := document.get("resource_id")):
        return change.one(made.row_id)
    shelved = change.standing(change.one(made.row_id))
    Resource.objects.filter(pk=made.row_id).delete()
    values = {name: shelved[name] for name in change.FIELDS}
    row = Resource.objects.create(resource_id=str(resource_id), recorded_seq=RecordSequence.take(), **values)
    change.shelve(row, shelved["state"], shelved["examples"])
    made.row_id = row.pk
    made.save(update_fields=["row_id"])
    return row


def _editions(actor: access.Actor, row: Resource, documents: Iterable[Mapping[str, Any]]) -> int:
    """Give each version that differs from the one that is given now; return how many."""
    given = current([row.pk]).get(row.pk, {})
    fresh = 0
    for document in documents:
        _refuse_unknown(document, OF_EDITION)
        if _same(given.get(document.get("language", "")), document):
            continue
        held = document.get("file")
        stored = files.store(held["text"].encode(), held["name"]) if held else None
        change.add_edition(
            actor, row.pk, document.get("language", ""), document.get("title", ""), document.get("says", ""),
            document.get("address", ""), stored,
        )  # fmt: skip
        fresh += 1
    return fresh


def _same(there: Edition | None, document: Mapping[str, Any]) -> bool:
    if there is None:
        return False
    held = document.get("file")
    digest = hashlib.sha256(held["text"].encode()).hexdigest() if held else None
    return (
        all(getattr(there, name) == document.get(name, "") for name in ("title", "says", "address"))
        and (there.file.digest if there.file else None) == digest
    )


def _refuse_unknown(document: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := sorted(set(document) - known):
        raise UserError(f"there is no {unknown[0]!r} here; it has {', '.join(sorted(known))}.")
