"""How long what we hold is kept: for each kind a term, who may change it between which bounds, and what goes by it.

Each room tells its terms in its own `terms.py`; what is not told there stays for as long as whom it is about. The
nightly jobs of the rooms ask `until` here, so that whatever an administrator set is obeyed from the next night on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.apps import apps
from django.db import transaction

from deeproot_app.base import access, audit, clock, look
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import KeepingTerm, User

ACT: Final = "organisation.change"
EVER: Final = "for as long as whom it is about"


@dataclass(frozen=True)
class Term:
    """How long one kind of thing is kept."""

    name: str
    label: str
    what: str
    """What it is, and what it is for."""
    default: int | None
    """Days; None: for as long as whom it is about."""
    goes: Callable[[datetime], int] | None = None
    """How many there are that began before a moment, and would go by it now; None: the term is not free."""
    least: int = 1
    most: int = 3_650
    ever: bool = False
    """Whether it may be kept for as long as whom it is about."""
    why: str = ""
    """Why it may not be shorter or longer: the law, or what would break."""

    @property
    def free(self) -> bool:
        """Whether an administrator may change it."""
        return self.goes is not None


@dataclass(frozen=True)
class Standing:
    """A term as it is in force."""

    term: Term
    days: int | None
    row: KeepingTerm | None
    """Who set it, and when; None: nobody changed it."""
    goes: int | None = None
    """How much would go tonight; None: nothing goes by this term."""

    @property
    def says(self) -> str:
        return says(self.days)


def says(days: int | None) -> str:
    """A term in words."""
    return EVER if days is None else f"{days:,} day{'' if days == 1 else 's'}"


@cache
def terms() -> Mapping[str, Term]:
    """What every room tells, by name, those that are free first."""
    told: list[Term] = []
    for app in apps.get_app_configs():
        if app.name.startswith("deeproot_app.") and find_spec(f"{app.name}.terms"):
            told += import_module(f"{app.name}.terms").TERMS
    return {term.name: term for term in sorted(told, key=lambda term: (not term.free, term.label))}


def days(name: str) -> int | None:
    """The term in force, in days; None: for as long as whom it is about."""
    rows = look.once("terms of keeping", lambda: {row.pk: row for row in KeepingTerm.objects.all()})
    return rows[name].days if name in rows else terms()[name].default


def until(name: str, now: datetime) -> datetime | None:
    """What began before this moment goes; None: nothing does."""
    term = days(name)
    return None if term is None else now - timedelta(days=term)


def standing(now: datetime) -> list[Standing]:
    """Every term as it is in force, with what would go tonight. One query, and one for each term."""
    rows = {row.pk: row for row in KeepingTerm.objects.select_related("by")}
    return [_as_it_stands(term, rows.get(term.name), now) for term in terms().values()]


def _as_it_stands(term: Term, row: KeepingTerm | None, now: datetime) -> Standing:
    in_force = row.days if row else term.default
    goes = term.goes(now - timedelta(days=in_force)) if term.goes and in_force is not None else None
    return Standing(term, in_force, row, goes)


def preview(name: str, wanted: int | None, now: datetime) -> int:
    """How much would go by this term now. Raises UserError for a term that may not be."""
    term = allowed(name, wanted)
    assert term.goes is not None
    return 0 if wanted is None else term.goes(now - timedelta(days=wanted))


def allowed(name: str, wanted: int | None) -> Term:
    """The term of that name, where it may be so long. Raises UserError with the reason where not."""
    term = terms().get(name)
    if term is None:
        raise UserError(f"There is no term {name!r}; the terms are {', '.join(terms())}.")
    if not term.free:
        raise UserError(f"{term.label}: that term is not free. {term.why}")
    if not (term.ever if wanted is None else term.least <= wanted <= term.most):
        raise UserError(f"{term.label}: give {term.least} to {term.most:,} days. {term.why}".strip())
    return term


def change(actor: access.Actor, name: str, wanted: int | None) -> bool:
    """Set a term; whether it was another before. Raises NotAllowed, and UserError for one that may not be."""
    access.require(actor, ACT)
    term = allowed(name, wanted)
    with transaction.atomic():
        row = KeepingTerm.objects.select_for_update().filter(pk=name).first()
        before = row.days if row else term.default
        if before == wanted:
            return False
        user = actor if isinstance(actor, User) else None
        told = {"days": wanted, "set_at": clock.now(), "by": user, "actor": str(actor)[:254]}
        KeepingTerm.objects.update_or_create(pk=name, defaults=told)
        audit.write(actor, "keeping.change", ("term", name), before=before, after=wanted)
    return True
