"""Somebody struck out of what others wrote of them: every column of words of every table is looked through.

The database finds the rows that may name them; what names them is struck there. An id that stands in the place of a
row's key is struck in the key too, and wherever it is referred to, so that references stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection, models, transaction
from django.db.models import Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from deeproot_app.base.life import lives, ways
from deeproot_app.record.person.rows import Table, in_order
from deeproot_app.record.person.whom import Person
from deeproot_app.record.person.words import Words

ROWS: Final = 500
SHORT: Final = 30
"""Shorter columns hold a word of ours (`email`, `open`), never an address or an id of somebody else's."""


def searched(person: Person, words: Words) -> Iterator[tuple[Table, QuerySet[Any]]]:
    """For each table whose words are searched, the rows that may name them."""
    certain, named = words.literals(named=False), words.literals(named=True)
    for model in in_order():
        life = lives()[model]
        columns = of_words(model) if life.searched else []
        if not columns or not named:
            continue
        held = _holding(columns, certain)
        own = _of(model, person)
        held |= _holding(columns, named) & own if own is not None else _holding(columns, named)
        spoken = {f"_{field.name}": Cast(field.name, TextField()) for field in columns if _is_json(field)}
        found = model._base_manager.alias(**spoken).filter(held)
        yield model, found


def of_words(model: Table) -> list[Field[Any, Any]]:
    """The columns of a table in which anybody may be named."""
    return [field for field in model._meta.concrete_fields if _is_json(field) or _is_text(field)]


def _is_json(field: Field[Any, Any]) -> bool:
    return isinstance(field, models.JSONField)


def _is_text(field: Field[Any, Any]) -> bool:
    if not isinstance(field, models.CharField | models.TextField) or field.choices:
        return False
    return field.max_length is None or field.max_length >= SHORT


def _of(model: Table, person: Person) -> Q | None:
    """That a row is their own customers'; None where a table's rows are nobody's."""
    told = ways(lives()[model].customer)
    if not told:
        return None
    own = Q()
    for way in told:
        own |= Q(**{f"{way}__in": [*person.customers, *person.of]})
    return own


def _holding(columns: list[Field[Any, Any]], pieces: list[str]) -> Q:
    """That any of these columns holds one of these pieces; JSON may hold it in escapes."""
    held = Q(pk__in=[])
    for field in columns:
        name = f"_{field.name}" if _is_json(field) else field.name
        for piece in pieces:
            for form in {piece, piece.lower(), *_escaped(piece, json_too=_is_json(field))}:
                held |= Q(**{f"{name}__icontains": form})
    return held


def _escaped(piece: str, *, json_too: bool) -> set[str]:
    if not json_too or piece.isascii() or connection.vendor == "postgresql":
        return set()
    return {one.encode("ascii", "backslashreplace").decode() for one in (piece, piece.lower())}


def strike(person: Person, words: Words, model: Table, found: QuerySet[Any]) -> Iterator[int]:
    """Strike them out of these rows, some at a time, each time in a transaction of its own; how many rows that were."""
    columns = [field for field in of_words(model) if not field.primary_key]
    own = _of(model, person)
    last: Any = None
    while True:
        some = found.order_by("pk") if last is None else found.order_by("pk").filter(pk__gt=last)
        rows = list(some[:ROWS])
        if not rows:
            return
        last = rows[-1].pk
        mine = _mine(model, own, rows)
        with transaction.atomic():
            yield sum(_strike_row(words, row, columns, named=mine is None or row.pk in mine) for row in rows)


def _mine(model: Table, own: Q | None, rows: list[Any]) -> set[Any] | None:
    """The rows that are of their own customers, in which their names are struck too; None: all."""
    if own is None:
        return None
    return set(model._base_manager.filter(own, pk__in=[row.pk for row in rows]).values_list("pk", flat=True))


def _strike_row(words: Words, row: Model, columns: list[Field[Any, Any]], *, named: bool) -> bool:
    fresh: dict[str, Any] = {}
    for field in columns:
        value = getattr(row, field.attname)
        said = _struck(words, field, value, named=named)
        if said != value:
            fresh[field.attname] = said
    changed = bool(fresh)
    if fresh:
        type(row)._base_manager.filter(pk=row.pk).update(**fresh)
    if isinstance(row.pk, str) and row._meta.pk.remote_field is None and words.within(row.pk, named=False) and named:
        _rename(row, words.struck(row.pk, named=False))
        changed = True
    return changed


def _struck(words: Words, field: Field[Any, Any], value: Any, *, named: bool) -> Any:
    if value is None:
        return None
    if _is_json(field):
        return words.struck_json(value, named=named)
    if value in words.ids:
        return words.instead
    said = words.struck(value, named=named)
    return said[: field.max_length] if field.max_length else said


def _rename(row: Model, pk: str) -> None:
    """Give a row another key, and let all that refers to it follow; the constraints look at the transaction's end."""
    model, before = type(row), row.pk
    for relation in model._meta.related_objects:
        if relation.field.model is not model and relation.field.concrete:
            relation.field.model._base_manager.filter(**{relation.field.name: before}).update(
                **{relation.field.attname: pk}
            )
    model._base_manager.filter(pk=before).update(**{model._meta.pk.attname: pk})
