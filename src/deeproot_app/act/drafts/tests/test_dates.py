"""Days in letters."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from deeproot_app.act.drafts.dates import written

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "this_year", "another", "first"),
    [
        ("en", "3 June", "3 March 2027", "1 August"),
        ("de", "3. Juni", "3. März 2027", "1. August"),
        ("fr", "3 juin", "3 mars 2027", "1er août"),
        ("es", "3 de junio", "3 de marzo de 2027", "1 de agosto"),
        ("it", "3 June", "3 March 2027", "1 August"),
    ],
)
def test_a_day_is_said_as_the_language_says_it(language: str, this_year: str, another: str, first: str) -> None:
    days = (
        datetime(2026, 6, 3, 9, tzinfo=UTC),
        datetime(2027, 3, 3, 9, tzinfo=UTC),
        datetime(2026, 8, 1, 9, tzinfo=UTC),
    )
    assert [written(day, language, BERLIN, NOW) for day in days] == [this_year, another, first]


def test_the_day_is_that_of_the_readers_zone() -> None:
    assert written(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "en", BERLIN, NOW) == "1 January 2027"
