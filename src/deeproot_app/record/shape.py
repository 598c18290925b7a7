"""Where each table of `deeproot.tables` is kept: its model, and the database column behind each of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import Model

from deeproot.tables import TABLES, Column, Table
from deeproot_app.record import models

MICROS: Final = 1_000_000
"""Amounts are kept as whole millionths of the currency's major unit."""


@dataclass(frozen=True)
class Shape:
    """One table of the record, as it is kept."""

    table: Table
    model: type[Model]

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def key(self) -> tuple[str, ...]:
        return self.table.key

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Canonical columns that a file may give; `recorded_seq` is ours alone."""
        return tuple(column for column in self.table.columns if column.name != "recorded_seq")

    @cached_property
    def db_table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def pk(self) -> str:
        """The database's primary key: the table's own key where that is one column, else a number."""
        return str(self.model._meta.pk.column)

    @cached_property
    def customer(self) -> str | None:
        """The column that says whose row it is; None where rows are nobody's in particular."""
        return "customer_id" if "customer_id" in self.table.names else None


def stored_in(column: str) -> str:
    """The database column behind a canonical one."""
    return "amount_micros" if column == "amount" else column


SHAPES: Final[dict[str, Shape]] = {
    name: Shape(TABLES[name], model)
    for name, model in {
        "members": models.Member,
        "customers": models.Customer,
        "contacts": models.Contact,
        "identities": models.Identity,
        "resources": models.Resource,
        "cases": models.Case,
        "subscriptions": models.Subscription,
        "purchases": models.Purchase,
        "coverage": models.Coverage,
        "interactions": models.Interaction,
        "promises": models.Promise,
        "beliefs": models.Belief,
        "assignments": models.Assignment,
    }.items()
}
"""Every table, in an order that keeps references whole: what is referred to comes before what refers to it."""
