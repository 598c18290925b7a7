"""Many messages are read side by side as each is read alone, in their order."""

from datetime import datetime

import pytest

from deeproot.read import many, read, read_many

MOMENT = datetime.fromisoformat("2026-06-10T10:30")
MESSAGES = [
    (f"I'll send offer {i} by Friday. Could you confirm?", MOMENT, {"direction": "out" if i % 2 else "in"})
    for i in range(40)
]


@pytest.mark.parametrize("processes", [1, 2])
def test_they_are_read_as_each_alone(processes, monkeypatch):
    monkeypatch.setattr(many, "PAYS", 10)
    monkeypatch.setattr(many, "BLOCK", 7)
    found = list(read_many(MESSAGES, processes=processes))
    assert found == [read(text, said_at, **how) for text, said_at, how in MESSAGES]


def test_few_are_read_without_another_process(monkeypatch):
    monkeypatch.setattr(many, "_side_by_side", None)
    assert len(list(read_many(MESSAGES, processes=2))) == 40


def test_an_error_comes_through():
    with pytest.raises(ValueError, match="direction"):
        list(read_many([("hi", MOMENT, {"direction": "sideways"})]))
