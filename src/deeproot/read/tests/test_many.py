"""Many messages are read side by side as each is read alone, in their order."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read import many, read, read_many
from deeproot.read.message import read_together

MOMENT = datetime.fromisoformat("2026-06-10T10:30")
MESSAGES = [
    (f"I'll send offer {i} by Friday. Could you confirm?", MOMENT, {"direction": "out" if i % 2 else "in"})
    for i in range(40)
]


@pytest.mark.parametrize("processes", [1, 2])
def test_they_are_read_as_each_alone(processes, monkeypatch):
    monkeypatch.setattr(many, "PAYS", 10)
    monkeypatch.setattr(many, "BLOCK", 7)
    monkeypatch.setattr(many, "TOGETHER", 3)
    found = list(read_many(MESSAGES, processes=processes))
    assert found == [read(text, said_at, **how) for text, said_at, how in MESSAGES]


OTHERS = [
    ("Hi Ana,\n\nthe export fails again, the third time. Could you look?\n\nBest,\nTom", {"direction": "in"}),
    ("We have to close two shops. Please stop our plan.", {"direction": "in", "subject": "Re: offer"}),
    ("Ich melde mich bis Freitag bei Ihnen.", {"direction": "both", "country": "DE", "zone": "Europe/Berlin"}),
    ("Left a voicemail.", {"direction": "internal"}),
    ("", {"subject": "How much is it?"}),
    ("I am out of the office until Monday.", {"direction": "out"}),
    ("Thanks! All fine. " * 20, {"channel": "survey", "personal": False}),
]


@given(st.lists(st.sampled_from(OTHERS), max_size=9))
def test_what_stands_beside_a_message_changes_nothing_in_it(some):
    messages = [(text, MOMENT, how) for text, how in some]
    assert read_together(messages) == [read(text, said_at, **how) for text, said_at, how in messages]


def test_few_are_read_without_another_process(monkeypatch):
    monkeypatch.setattr(many, "_side_by_side", None)
    assert len(list(read_many(MESSAGES, processes=2))) == 40


def test_an_error_comes_through():
    with pytest.raises(ValueError, match="direction"):
        list(read_many([("hi", MOMENT, {"direction": "sideways"})]))
