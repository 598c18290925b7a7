from datetime import UTC, datetime

import pytest

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError


def test_it_tells_the_present_moment_in_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_it_stands_still_where_the_environment_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-30T14:00:00+02:00")
    assert clock.now() == datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_a_date_alone_is_its_first_instant_in_utc() -> None:
    assert clock.moment("2026-06-30") == datetime(2026, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "", "2026-13-01", "2026-06-30T12:00:00"])
def test_it_refuses_what_names_no_one_moment_and_says_how_to_mend_it(text: str) -> None:
    with pytest.raises(UserError, match=r"--as-of is .* (must be ISO 8601|which zone)"):
        clock.moment(text, "--as-of")
