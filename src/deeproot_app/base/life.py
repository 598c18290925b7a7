"""The life of what we hold of people: what becomes of the rows of each table, told once for every table there is.

Each room tells it in its own `lives.py`, beside its models:

    LIVES = {
        models.Gift: Life(customer="customer", contact="contact", taken=WITH_PERSON, merged=OWN_ID, swept=KEPT),
    }

By this a person's export finds what is theirs, erasing finds what must go, and a test finds the table that nobody
thought of. Of all tables alike: they are in a backup, since a backup is the whole database; and whoever was erased
since it was taken is erased again when it is put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Literal

from django.apps import apps
from django.db import models

Taken = Literal["table", "with_person", "no"]
TABLE: Final = "table"
"""In a file of `deeproot export`, which `deeproot import` reads again; and in a person's own export."""
WITH_PERSON: Final = "with_person"
"""In a person's own export alone: it hangs on users, mails or pages of this house, and is nowhere imported again."""
NOT_TAKEN: Final = "no"
"""In none: it tells nothing of anybody, or is reckoned from what is exported."""
Merged = Literal["own_id", "anew", "no"]
OWN_ID: Final = "own_id"
"""Its rows stay under the id they came with, and are read as the leader's: separated again, each is what it was."""
ANEW: Final = "anew"
"""Reckoned from the record, for whoever leads: a merge and a separation have it reckoned again."""
NOBODYS: Final = "no"
"""It is no customer's."""
KEPT: Final = "kept"
"""Rows stay for as long as whom they are about."""
RECKONED: Final = "reckoned"
"""Rows are written over by the next reckoning."""


@dataclass(frozen=True)
class Life:
    """What becomes of the rows of one table. Columns are named as lookups (`belief__customer`)."""

    customer: str | tuple[str, ...] = ()
    """The ways to the id of the customer whose row it is; none: no customer's."""
    contact: str | tuple[str, ...] = ()
    """The ways to the id of the one person it is about."""
    address: str | tuple[str, ...] = ()
    """Columns that hold somebody's mail address or number by themselves: a row that holds one of theirs is theirs."""
    row: tuple[str, str] | None = None
    """The columns that name another table and a row of it, of which this row tells; it goes with that row."""
    left: Mapping[str, Any] | None = None
    """What its columns hold once one person of a customer that stays is erased; None: the row goes."""
    outlives: Mapping[str, Any] | None = None
    """What its columns hold once the whole customer is erased; None: the row goes."""
    packed: str = ""
    """The column of compressed words in which somebody may be named; erasing opens it."""
    quotes: Mapping[str, Any] | None = None
    """What its columns that repeat words of texts hold until the next turn, once a person of its customer is erased."""
    taken: Taken = NOT_TAKEN
    merged: Merged = NOBODYS
    swept: str = KEPT
    """KEPT, RECKONED, or the task of `loop.py` that throws it away, and when."""
    secret: tuple[str, ...] = ()
    """Columns that no export shows."""
    searched: bool = True
    """Whether its words are searched for addresses and ids of whoever is erased; not where none can stand in them."""

    @property
    def is_somebodys(self) -> bool:
        """Whether its rows hang on a customer or a person."""
        return bool(self.customer or self.contact or self.address or self.row or self.packed)


def ways(told: str | tuple[str, ...]) -> tuple[str, ...]:
    """What a life tells of one thing, as several."""
    return ((told,) if told else ()) if isinstance(told, str) else told


def ours() -> list[type[models.Model]]:
    """Every table of the application."""
    return [model for model in apps.get_models() if model.__module__.startswith("deeproot_app.")]


@cache
def lives() -> dict[type[models.Model], Life]:
    """What every room tells of its tables."""
    told: dict[type[models.Model], Life] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("deeproot_app.") and find_spec(f"{app.name}.lives"):
            told |= import_module(f"{app.name}.lives").LIVES
    return told


def of(model: type[models.Model]) -> Life:
    """What becomes of the rows of ``model``. Raises KeyError for a table of which no room tells."""
    return lives()[model]
