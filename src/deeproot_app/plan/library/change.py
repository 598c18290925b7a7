"""What people do with the library: add, edit, make ready, retire, give a new version; and back again.

Each act keeps what stood before (`record.Change`), is audited, and can be undone. Nothing that was given to somebody
is ever taken out of the record: a retired resource is only offered no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from deeproot.tables import TABLES
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.models.library import Edition, Shelved, StoredFile
from deeproot_app.record.models import Change, RecordSequence, Resource

KINDS: Final = TABLES["resources"].column("kind").words
LANGUAGES: Final = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "da": "Danish", "nb": "Norwegian", "fi": "Finnish",
    "cs": "Czech", "tr": "Turkish", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "ar": "Arabic",
}  # fmt: skip
"""Languages that an edition may be in; what customers write in these four first ones is read best."""
BY_HAND: Final = "hand:"
LONGEST: Final = 500
MANY: Final = 20
FIELDS: Final = ("title", "kind", "needs", "personas")
State = Shelved.State


def add(
    actor: access.Actor,
    title: str,
    kind: str,
    *,
    needs: Sequence[str] = (),
    personas: Sequence[str] = (),
    examples: Sequence[str] = (),
    state: str = State.DRAFT,
) -> Change:
    """A new resource, a draft unless told; the change's ``row_id`` is its id. Raises UserError for what cannot be."""
    access.require(actor, "library.change")
    values = _values({"title": title, "kind": kind, "needs": needs, "personas": personas})
    with transaction.atomic():
        seq = RecordSequence.take()
        row = Resource.objects.create(resource_id=f"{BY_HAND}{seq}", recorded_seq=seq, **values)
        shelve(row, _state(state), _lines(examples))
        return _trace(actor, "library.add", row, None, seq)


def edit(actor: access.Actor, resource_id: str, **changed: Any) -> Change:
    """Change a resource: title, kind, needs, personas, examples or state. Raises UserError for what cannot be."""
    access.require(actor, "library.change")
    with transaction.atomic():
        row = one(resource_id, lock=True)
        before = standing(row)
        after = before | changed
        seq = RecordSequence.take()
        Resource.objects.filter(pk=row.pk).update(**_values(after), recorded_seq=seq)
        shelve(row, _state(after["state"]), _lines(after["examples"]))
        return _trace(actor, "library.edit", row, before, seq, **_told(before, after))


def retire(actor: access.Actor, resource_id: str) -> Change:
    """Offer it no more. Whom it was given to stays known. Raises UserError where it is retired already."""
    if standing(one(resource_id))["state"] == State.RETIRED:
        raise UserError("It is retired already.")
    return edit(actor, resource_id, state=State.RETIRED)


def make_ready(actor: access.Actor, resource_id: str) -> Change:
    """Offer it from now on. Raises UserError where it is offered already."""
    if standing(one(resource_id))["state"] == State.READY:
        raise UserError("It is ready already.")
    return edit(actor, resource_id, state=State.READY)


def add_edition(
    actor: access.Actor,
    resource_id: str,
    language: str,
    title: str,
    says: str = "",
    address: str = "",
    file: StoredFile | None = None,
) -> Change:
    """A new version of a resource in a language; earlier ones are kept. Raises UserError for what cannot be."""
    access.require(actor, "library.change")
    told = _edition(language, title, says, address, file)
    with transaction.atomic():
        row = one(resource_id, lock=True)
        last = Edition.objects.filter(resource=row, language=language).aggregate(last=Max("number"))["last"]
        edition = Edition.objects.create(
            resource=row, number=(last or 0) + 1, made_at=clock.now(),
            by=actor if isinstance(actor, User) else None, actor=str(getattr(actor, "email", "")), **told,
        )  # fmt: skip
        seq = RecordSequence.take()
        audit.write(actor, "library.edition", row, language=language, number=edition.number)
        return _change(actor, "editions", str(edition.pk), None, seq)


def undo(actor: access.Actor, change_id: int) -> Resource:
    """Put the resource back as it stood before that change; a new version is withdrawn, a new resource goes.

    Raises UserError where it was changed again since: the later decision is not overwritten.
    """
    access.require(actor, "library.change")
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, batch=None).first()
        if change is None or change.table not in ("resources", "editions"):
            raise Http404("There is no such change.")
        later = Change.objects.filter(table=change.table, row_id=change.row_id, pk__gt=change.pk)
        if later.exists():
            raise UserError("It was changed again since; undo that first.")
        if change.table == "editions":
            return _withdraw(actor, change)
        row = one(change.row_id, lock=True)
        if change.before is None:
            return _take_away(actor, row, change)
        _put_back(actor, row, change.before)
        return row


def one(resource_id: str, lock: bool = False) -> Resource:
    """The resource. Raises Http404 where there is none."""
    rows = Resource.objects.select_for_update() if lock else Resource.objects.all()
    found = rows.filter(pk=resource_id.replace("\x00", "")).first()
    if found is None:
        raise Http404("There is no such resource.")
    return found


def standing(row: Resource) -> dict[str, Any]:
    """All that people may change of a resource, as it stands."""
    shelved = Shelved.objects.filter(pk=row.pk).first()
    return {
        **{name: getattr(row, name) for name in FIELDS},
        "state": shelved.state if shelved else State.READY.value,
        "examples": shelved.examples if shelved else [],
    }


def shelve(row: Resource, state: str, examples: Sequence[str]) -> None:
    """Say where a resource stands."""
    Shelved.objects.update_or_create(
        resource=row, defaults={"state": state, "examples": list(examples), "changed_at": clock.now()}
    )


def _withdraw(actor: access.Actor, change: Change) -> Resource:
    edition = Edition.objects.select_related("resource").filter(pk=int(change.row_id)).first()
    if edition is None:
        raise Http404("There is no such version.")
    Edition.objects.filter(pk=edition.pk).update(withdrawn_at=clock.now())
    _trace(actor, "library.undo", edition.resource, None, RecordSequence.take(), table="editions", row_id=change.row_id)
    return edition.resource


def _take_away(actor: access.Actor, row: Resource, change: Change) -> Resource:
    """A resource that was added by hand; what hangs on it goes with it, unless it has a version of its own."""
    if Edition.objects.filter(resource=row, withdrawn_at=None).exists():
        raise UserError("It has a version by now; retire it instead.")
    audit.write(actor, "library.undo", row)
    change.delete()
    Resource.objects.filter(pk=row.pk).delete()
    return row


def _put_back(actor: access.Actor, row: Resource, before: Mapping[str, Any]) -> None:
    seq, now = RecordSequence.take(), standing(row)
    Resource.objects.filter(pk=row.pk).update(**{name: before[name] for name in FIELDS}, recorded_seq=seq)
    shelve(row, before["state"], before["examples"])
    _trace(actor, "library.undo", row, now, seq)


def _trace(
    actor: access.Actor,
    act: str,
    row: Resource,
    before: dict[str, Any] | None,
    seq: int,
    table: str = "resources",
    row_id: str = "",
    **detail: object,
) -> Change:
    audit.write(actor, act, row, **detail)
    return _change(actor, table, row_id or row.pk, before, seq)


def _change(actor: access.Actor, table: str, row_id: str, before: dict[str, Any] | None, seq: int) -> Change:
    return Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table=table,
        row_id=row_id,
        before=before,
    )


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the record. Raises UserError where it cannot."""
    title = " ".join(str(given["title"]).split())
    if not title:
        raise UserError("Give it a title.")
    if given["kind"] not in KINDS:
        raise UserError(f"A resource is one of {', '.join(KINDS)}.")
    return {
        "title": title[:LONGEST],
        "kind": given["kind"],
        "needs": _lines(given["needs"]),
        "personas": _lines(given["personas"]),
    }


def _lines(given: Sequence[str]) -> list[str]:
    """Each once, without blanks, cut where they are long."""
    return list(dict.fromkeys(line for each in given if (line := " ".join(each.split())[:LONGEST])))[:MANY]


def _state(given: str) -> str:
    if given not in State.values:
        raise UserError(f"A resource is one of {', '.join(State.values)}.")
    return given


def _edition(language: str, title: str, says: str, address: str, file: StoredFile | None) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise UserError(f"There is no language {language!r} here; it is one of {', '.join(LANGUAGES)}.")
    named = " ".join(title.split())[:LONGEST]
    if not named:
        raise UserError("Give this version a title in its language.")
    if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname):
        raise UserError("The address must begin with https:// and name a site.")
    if any(sign <= " " for sign in address):
        raise UserError("The address holds blanks.")
    return {"language": language, "title": named, "says": says.strip()[:4_000], "address": address, "file": file}


def _told(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What was changed, for the trail."""
    return {name: after[name] for name in before if after[name] != before[name]}
