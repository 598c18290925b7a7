"""What is wrong with an answer is said at its field, whatever is typed."""

from __future__ import annotations

import pytest

from deeproot_app.channels.shapes import Setting
from deeproot_app.record.arrivals.offers import wrong

ADDRESS = Setting("address", "Address", kind="address")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("https://forum.example.org/feed", ""),
        ("https://ann:secret@forum.example.org/feed", "Leave the user and the password out"),
        ("http://[::1", "whole web address"),
        ("forum.example.org/feed", "whole web address"),
        ("javascript:alert(1)", "whole web address"),
        ("", "needed"),
    ],
)
def test_an_address_is_one_of_the_web_without_a_secret_in_it(value: str, says: str) -> None:
    assert says in wrong(ADDRESS, value)
    assert bool(says) == bool(wrong(ADDRESS, value))
