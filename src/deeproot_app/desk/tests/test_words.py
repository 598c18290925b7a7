"""What an event is called."""

from __future__ import annotations

import pytest

from deeproot_app.desk.words import called


@pytest.mark.parametrize(
    ("channel", "name"),
    [("usage", "You used the product"), ("purchase", "You bought"), ("survey", "You answered our survey")],
)
def test_what_a_customer_did_is_called_by_its_door_whatever_kind_it_was_given(channel: str, name: str) -> None:
    assert called(channel, "in", "feedback", automatic=False) == name
    assert called("email", "in", "feedback", automatic=False) == "You told us what you think"
