"""English for a letter: small numbers in words, days with their year, nouns in their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DAY = timedelta(days=1)


def number(n: int) -> str:
    """In words up to twelve, in figures above."""
    return SMALL[n] if 0 < n < len(SMALL) else f"{n:,}"


def many(n: int, one: str, more: str = "") -> str:
    """``one question``, ``three questions``, ``no questions``."""
    return f"{number(n) if n else 'no'} {one if n == 1 else more or one + 's'}"


def times(n: int) -> str:
    """``once``, ``twice``, ``three times``."""
    return {1: "once", 2: "twice"}.get(n) or f"{number(n)} times"


def span(days: float) -> str:
    """The nearest whole hour below two days, else the nearest whole day."""
    if days * 24 < 1 - 1e-9:
        return "less than an hour"
    hours = int(days * 24 + 0.5)
    return many(hours, "hour") if hours < 48 else many(int(days + 0.5), "day")


def percent(share: float) -> str:
    """Whole percent; never 0% or 100% for what is neither."""
    whole = round(share * 100)
    return f"{min(max(whole, 1), 99) if 0 < share < 1 else whole}%"


def day(moment: datetime, zone: str, year: int | None = None) -> str:
    """``12 June``; with the year where it is not ``year``."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B}" if local.year == year else f"{local.day} {local:%B} {local.year}"


def days(moments: Sequence[datetime], zone: str, year: int) -> str:
    """``on 3 March``, ``on 3 March and on 4 May``, ``first on 3 March and last on 4 May``; days said once each."""
    said = list(dict.fromkeys(day(moment, zone, year) for moment in sorted(moments)))
    if len(said) == 1:
        return f"on {said[0]}"
    return f"on {said[0]} and on {said[1]}" if len(said) == 2 else f"first on {said[0]} and last on {said[-1]}"


def start(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def set_off(when: str, n: int) -> str:
    """A single day follows at once; several are set off by a comma."""
    return when if n == 1 or not when else f",{when}"
