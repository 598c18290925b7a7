"""A day as a letter says it, in each of the languages that we write."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

MONTHS: Final = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
FORMS: Final = {"en": "{day} {month}", "de": "{day}. {month}", "fr": "{day} {month}", "es": "{day} de {month}"}
YEARS: Final = {"en": " {year}", "de": " {year}", "fr": " {year}", "es": " de {year}"}


def written(moment: datetime, language: str, zone: ZoneInfo, now: datetime) -> str:
    """``3 June``, ``3. Juni``, ``1er juin``, ``3 de junio``; with its year where that is not the year of ``now``."""
    here, known = moment.astimezone(zone), language if language in FORMS else "en"
    day = "1er" if known == "fr" and here.day == 1 else str(here.day)
    said = FORMS[known].format(day=day, month=MONTHS[known][here.month - 1])
    return said if here.year == now.astimezone(zone).year else said + YEARS[known].format(year=here.year)
