"""The customer that somebody names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deeproot_app.record.models import Customer


def customer(said: str) -> Customer:
    """The leading customer with that id or name. Raises UserError where there is none, or several."""
    from django.db.models import Q

    from deeproot_app.base.errors import UserError
    from deeproot_app.record.models import Customer

    rows = Customer.objects.select_related("merged_into").filter(Q(pk=said) | Q(name__iexact=said))
    found = {row.leader.pk: row.leader for row in rows[:20]}
    if len(found) != 1:
        raise UserError(f"{'Several customers are' if found else 'No customer is'} called {said!r}; give an id.")
    return next(iter(found.values()))
