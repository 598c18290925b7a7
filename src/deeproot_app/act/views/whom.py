"""The customer that some typed words name."""

from __future__ import annotations

from django.db.models import Q

from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer


def named(actor: access.Actor, said: str) -> str:
    """The id of the customer that some words name. Raises UserError where they name none, or several."""
    words = said.replace("\x00", "").strip()
    seen = access.customers(actor, Customer.objects.filter(merged_into=None))
    rows = list(seen.filter(Q(pk=words) | Q(name__iexact=words))[:2])
    if not rows:
        raise UserError(f"No customer is called {words!r}.")
    if len(rows) > 1:
        raise UserError(f"Several customers are called {words!r}; give the id of the one you mean.")
    return rows[0].pk
