"""Changing the numbers of the rule of health; the next turn reads everybody by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from deeproot_app.base import access, audit
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation


def change(actor: access.Actor, given: Sequence[str]) -> list[str]:
    """Set numbers by ``NAME=NUMBER``; ``NAME=`` puts one back. Returns the names of those that differ now.

    Raises UserError for what is no such name or number; then nothing is changed.
    """
    from deeproot.understand.health.rule import DEFAULTS, Rule

    access.require(actor, "organisation.change")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().filter(pk=1).first() or Organisation.get()
        before: dict[str, Any] = dict(organisation.thresholds.get("health", {}))
        numbers = dict(before)
        for each in given:
            name, equals, number = (part.strip() for part in each.partition("="))
            if not equals or name not in DEFAULTS:
                raise UserError(f"--set {each}: give NAME=NUMBER; the names are {', '.join(DEFAULTS)}.", exit_code=2)
            numbers.pop(name, None)
            if number:
                numbers[name] = _number(each, number)
        try:
            Rule.of(numbers)
        except ValueError as wrong:
            raise UserError(f"These numbers cannot be used: {wrong}.", exit_code=2) from None
        changed = sorted(name for name in {*before, *numbers} if before.get(name) != numbers.get(name))
        if changed:
            organisation.thresholds = {**organisation.thresholds, "health": numbers}
            organisation.save()
            audit.write(actor, "organisation.change", ("organisation", "1"), health=changed)
    return changed


def _number(each: str, number: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise UserError(f"--set {each}: {number!r} is no number.", exit_code=2) from None
