"""Public holidays: days on which nobody is called."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

YEARS = 2
"""This one and the next: as far ahead as a permitted moment is looked for."""


def days_off(country: str | None, at: datetime) -> frozenset[date]:
    """The public holidays of a country (ISO 3166) that year and the next; none where they are not known."""
    return _of(country, at.year) if country else frozenset()


@cache
def _of(country: str, year: int) -> frozenset[date]:
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=range(year, year + YEARS)))
    except NotImplementedError:  # so `holidays` says that it does not know the country
        return frozenset()
