"""A day as a letter says it, in each of the languages that we write."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import formats, translation

from deeproot_app.act.drafts.house import LANGUAGES

OF_DJANGO: Final = ("MONTH_DAY_FORMAT", "DATE_FORMAT")
OURS: Final = {"en": ("j F", "j F Y")}
"""A day without and with its year, where Django's own would be June 3 or 3 Jun 2026."""


def written(moment: datetime, language: str, zone: ZoneInfo, now: datetime) -> str:
    """``3 June``, ``3. Juni``, ``1er juin``, ``3 de junio``; with its year where that is not the year of ``now``."""
    here, known = moment.astimezone(zone), language if language in LANGUAGES else "en"
    with_year = here.year != now.astimezone(zone).year
    with translation.override(known):
        said = formats.date_format(here, OURS.get(known, OF_DJANGO)[with_year])
    return f"1er{said[1:]}" if known == "fr" and here.day == 1 else said
