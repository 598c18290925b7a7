"""What is somebody's, table by table, as each table tells of itself (`base.life`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model, Q, QuerySet

from deeproot_app.base.life import Life, lives, ways
from deeproot_app.record.person.whom import Person

Table = type[Model]


@dataclass(frozen=True)
class Part:
    """The rows of one table that are somebody's for one reason, and what becomes of them when they are erased."""

    model: Table
    wanted: Q
    left: dict[str, Any] | None
    """What their columns hold afterwards; None: they go."""

    def rows(self) -> QuerySet[Any]:
        """The rows that are there; of those that stay, the ones that still tell of the person."""
        found = self.model._base_manager.filter(self.wanted)
        return found.exclude(**self.left) if self.left else found


def name_of(model: Table) -> str:
    """What a table is called in counts and in files."""
    return model._meta.label.removeprefix("deeproot_")


def theirs(person: Person, life: Life) -> Q:
    """The rows of a table that are this person's: of a customer that is them, of their contact, at their address."""
    return _whole(person, life) | _own(person, life) | _at(person, life)


def parts(person: Person) -> Iterator[Part]:
    """What is theirs, those tables first that refer to others."""
    for model in in_order():
        life = lives()[model]
        whole, own, at = _whole(person, life), _own(person, life), _at(person, life)
        if whole:
            yield from _part(model, whole, life.outlives)
        if own:
            yield from _part(model, own, life.left)
        if at:
            yield Part(model, at, None)
        if person.of and life.quotes and (again := _led_by(life.customer, person.of)):
            yield Part(model, again, dict(life.quotes))


def _part(model: Table, wanted: Q, left: Any) -> Iterator[Part]:
    if left is None or left:
        yield Part(model, wanted, dict(left) if left else None)


def _whole(person: Person, life: Life) -> Q:
    return _led_by(life.customer, person.customers)


def _own(person: Person, life: Life) -> Q:
    return _led_by(life.contact, person.contacts)


def _at(person: Person, life: Life) -> Q:
    return _led_by(life.address, person.addresses)


def _led_by(told: str | tuple[str, ...], values: tuple[str, ...]) -> Q:
    wanted = Q()
    for way in ways(told) if values else ():
        wanted |= Q(**{f"{way}__in": values})
    return wanted


@cache
def in_order() -> tuple[Table, ...]:
    """All tables, those that refer to others before these."""
    left = dict.fromkeys(sorted(lives(), key=name_of))
    done: list[Table] = []

    def visit(model: Table, above: frozenset[Table]) -> None:
        if model in done or model in above:
            return
        for one in left:
            if one is not model and any(field.related_model is model for field in one._meta.concrete_fields):
                visit(one, above | {model})
        done.append(model)

    for model in left:
        visit(model, frozenset())
    return tuple(done)
