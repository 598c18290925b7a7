"""A row of every table that hangs on somebody, with a marker in every column of words: nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db import DatabaseError, models, transaction
from django.db.models import Q

from deeproot_app.base.life import Life, lives, ways
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.person.rows import in_order, name_of

MARK: Final = "MARKED"
OURS: Final = {"kind", "how", "channel", "digest"}
"""Columns that hold one of few words of ours, or a digest."""


def planted(customer: Customer, contact: Contact, says: str) -> Iterator[str]:
    """A row of every table that hangs on the customer or the person, with a marker in every column of words."""
    made: dict[type[models.Model], models.Model] = {Customer: customer, Contact: contact}
    for model in reversed(in_order()):
        life = lives()[model]
        if model not in made and (life.customer or life.contact) and not life.packed:
            _row(model, life, made, customer, contact)
        if model in made and _mark(model, life, customer, contact, says):
            yield name_of(model)


def _row(model: type[models.Model], life: Life, made: dict[Any, Any], customer: Customer, contact: Contact) -> None:
    """One row of a table, as plain as its columns allow, that is theirs. It stays out where the database refuses it."""
    given: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and isinstance(field, models.AutoField | models.BigAutoField):
            continue
        if field.related_model is Customer:
            given[field.attname] = customer.pk if field.name != "brought" else None
        elif field.related_model is Contact:
            given[field.attname] = contact.pk
        elif field.name in ("customer_id", "contact_id") and not field.is_relation:
            given[field.name] = customer.pk if field.name == "customer_id" else contact.pk
        elif field.related_model is not None:
            other = made.get(field.related_model) or _any(field.related_model)
            given[field.attname] = other.pk if other is not None else None
        elif field.name in ("next_at", "good_until") or (not field.null and not field.has_default()):
            given[field.name] = _plain(field)
    try:
        with transaction.atomic():
            made[model] = model._base_manager.create(**given)
    except (DatabaseError, ValueError, TypeError):
        there = model._base_manager.filter(_theirs(life, customer, contact)).first()
        if there is not None:
            made[model] = there


def _any(model: Any) -> Any:
    """A row of that table that is nobody's in particular; made where there is none and nothing else is needed."""
    if (there := model._base_manager.first()) is not None or model not in lives() or lives()[model].is_somebodys:
        return there
    given: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.is_relation and not field.null:
            other = _any(field.related_model)
            given[field.attname] = other.pk if other is not None else None
        elif not field.null and not field.has_default() and not isinstance(field, models.BigAutoField):
            given[field.name] = _plain(field)
    try:
        with transaction.atomic():
            return model._base_manager.create(**given)
    except (DatabaseError, ValueError, TypeError):
        return None


PLAIN: Final[tuple[tuple[Any, Any], ...]] = (
    (models.DateField, date(2026, 6, 30)), (models.BooleanField, False), (models.IntegerField, 1),
    (models.FloatField, 1.0), (models.JSONField, {}),
)  # fmt: skip
"""A value that every column of a type takes."""


def _plain(field: models.Field[Any, Any]) -> Any:
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return AS_OF + timedelta(days=field.name == "ends_at")
    return next((value for kind, value in PLAIN if isinstance(field, kind)), f"x{field.name}"[: field.max_length or 20])


def _mark(model: type[models.Model], life: Life, customer: Customer, contact: Contact, says: str) -> bool:
    """A marker in every column of words of their rows, as far as the database takes one."""
    rows = model._base_manager.filter(_theirs(life, customer, contact))
    done = False
    for field in model._meta.concrete_fields:
        if field.primary_key or field.is_relation or field.choices or field.name in {*_ways(life), *OURS}:
            continue
        words = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if not words or (field.max_length or 99) < 20 or (life.row and field.name == life.row[0]):
            continue
        value: Any = f"{MARK} {says}"[: field.max_length or 99]
        try:
            with transaction.atomic():
                done |= bool(rows.update(**{field.name: {MARK: [says]} if _json(field) else value}))
        except (DatabaseError, ValueError):
            continue
    return done


def _json(field: Any) -> bool:
    return isinstance(field, models.JSONField)


def _ways(life: Life) -> set[str]:
    return {way for told in (life.customer, life.contact) for way in ways(told)}


def _theirs(life: Life, customer: Customer, contact: Contact) -> Q:
    found = Q(pk__in=[])
    for way in ways(life.customer):
        found |= Q(**{way: customer.pk})
    for way in ways(life.contact):
        found |= Q(**{way: contact.pk})
    return found
