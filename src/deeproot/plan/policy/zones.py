"""In which zones may somebody be? All that remain possible: what is permitted must be permitted in each of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones


def candidates(
    stated: Iterable[str | None], countries: Iterable[str | None] = (), otherwise: str | None = None
) -> tuple[str, ...]:
    """The zones (IANA names) somebody may be in, each once.

    Those ``stated`` for them count first (several where two records differ); else all zones of their countries (ISO
    3166, such as those of their telephone numbers); else ``otherwise``. Names of no zone count as not stated.
    """
    if named := _known(stated):
        return named
    if of_countries := tuple(dict.fromkeys(zone for one in countries if one for zone in of_country(one.upper()))):
        return of_countries
    return _known((otherwise,))


def _known(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and is_zone(name)))


@lru_cache(maxsize=4096)
def is_zone(name: str) -> bool:
    """Whether there is a zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@cache
def of_country(country: str) -> tuple[str, ...]:
    """The zones of a country (ISO 3166, upper case) as the zone database lists them; none for one it does not know."""
    return _by_country().get(country, ())


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    """The zone database's own list (zone.tab), of the pinned package, so that it is the same on every machine."""
    found: dict[str, list[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def every() -> list[str]:
    """The names of all zones there are."""
    return sorted(available_timezones())
