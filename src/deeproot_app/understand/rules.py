"""By which rules customers are understood: the thresholds an organisation changed, its zone, and what we may know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import deeproot
from deeproot.plan.thresholds import Thresholds
from deeproot.understand.health import VERSION as HEALTH
from deeproot.understand.health.rule import Rule
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.record.models import Interaction


@dataclass(frozen=True)
class Rules:
    """What a reckoning is told beside the record and the moment."""

    changed: Mapping[str, Mapping[str, Any]]
    """What the organisation changed: {scenario or reason: {name: number}}."""
    zone: str
    touches_known: bool
    """Whether the record holds what we send at all; where it does not, no silence is known."""

    @cached_property
    def name(self) -> str:
        """Sixteen hexadecimal digits that differ where the rules do, or the program that reckons by them."""
        told = [deeproot.__version__, HEALTH, self.changed, self.zone, self.touches_known]
        return hashlib.blake2b(json.dumps(told, sort_keys=True).encode(), digest_size=8).hexdigest()

    @cached_property
    def limits(self) -> dict[str, Mapping[str, float]]:
        """The thresholds of the scenarios in force. Raises UserError where the organisation's name one there is not."""
        from deeproot.understand import scenarios

        known = {name: numbers for name, numbers in self.changed.items() if name in scenarios.BY_ID}
        try:
            return scenarios.limits_of(known)
        except ValueError as error:
            raise UserError(
                f"The organisation's thresholds cannot be used: {error}. Change them in its settings."
            ) from None

    @cached_property
    def plan(self) -> Thresholds:
        """The thresholds of the reasons of today."""
        return Thresholds.of(self.changed)

    @cached_property
    def health(self) -> Rule:
        """The rule of health, with the numbers in force. Raises UserError where the organisation's cannot be used."""
        try:
            return Rule.of(self.changed.get("health", {}))
        except ValueError as error:
            raise UserError(f"The organisation's numbers of health cannot be used: {error}.") from None

    def day(self, moment: datetime) -> date:
        """The organisation's day at a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day_begins(self, moment: datetime) -> datetime:
        """The first instant of that day, in UTC."""
        return datetime.combine(self.day(moment), time(), ZoneInfo(self.zone)).astimezone(UTC)

    def month_ends(self, moment: datetime, months: int) -> list[datetime]:
        """The last instant of each of so many months before the moment's, the latest first, in UTC."""
        ends, first = [], self.day(moment).replace(day=1)
        for _ in range(months):
            ends.append(
                datetime.combine(first, time(), ZoneInfo(self.zone)).astimezone(UTC) - timedelta(microseconds=1)
            )
            first = (first - timedelta(days=1)).replace(day=1)
        return ends


def in_force(as_of: datetime) -> Rules:
    """The rules as the organisation has them, with what the record holds at ``as_of``."""
    organisation = Organisation.get()
    touches = Interaction.objects.filter(direction__in=("out", "both"), automatic=False, happened_at__lte=as_of)
    return Rules(organisation.thresholds, organisation.timezone, touches.exists())
