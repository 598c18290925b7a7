"""Tests of many texts that come in one file: they are read together, each as it would be alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot.read.many import TOGETHER
from deeproot_app.record.conftest import Load
from deeproot_app.record.importing import reading
from deeproot_app.record.importing.reading import FELT, READ, Said
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Interaction

HEAD = "interaction_id,customer_id,happened_at,channel,direction,subject,body"
WORDS = (
    "Why is invoice {0} higher than agreed?",
    "The booking page is down again for the {0}th time, and our customers are waiting.",
    "Thank you for guide {0}, it helped us to shorten the queues.",
    "I am out of the office until the {0}th.",
    "Could you please send us offer {0}?\n\nKind regards,\nAda Berg",
)
SAID = [
    Said(direction, channel, subject, WORDS[at % 5].format(at), automatic=(None, False, True)[at % 3], gives=at % 7 < 1)
    for at, (direction, channel, subject) in enumerate(
        [("in", "email", "Re: May"), ("out", "email", ""), ("both", "call", ""), ("internal", "note", ""),
         ("in", "survey", "How was it?"), ("in", "case", "The oven"), ("in", "email", "")] * 24
    )
]  # fmt: skip


def file(begin: int, count: int, more: str = "") -> str:
    """A file of so many texts of one customer."""
    rows = [f'mail:{at},c1,2025-01-01T00:00:00Z,email,in,,"{WORDS[at % 3].format(at)}{more}"' for at in range(count)]
    return "\n".join([HEAD, *(row.replace("mail:", f"mail:{begin}-") for row in rows), ""])


def test_what_is_read_together_is_read_as_alone() -> None:
    wanted = [[*READ, FELT], ["kind"], ["needs_answer"], ["our_words", FELT]]
    asked = [(said, wanted[at % 4]) for at, said in enumerate(SAID)]
    assert list(reading.read_together(asked)) == [reading.read(said, missing) for said, missing in asked]


def test_the_kinds_of_one_side_are_weighed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[int] = []
    found = reading.named

    def named(facts: Any, side: str, **how: Any) -> Any:
        weighed.append(len(facts))
        return found(facts, side, **how)

    monkeypatch.setattr(reading, "named", named)
    theirs = [Said("in", "email", "", WORDS[0].format(at), automatic=False) for at in range(TOGETHER + 5)]
    assert len(list(reading.read_together((said, ["kind"]) for said in theirs))) == TOGETHER + 5
    assert weighed == [TOGETHER, 5]


@pytest.mark.parametrize("more", ["", " Please answer."])
def test_what_is_asked_of_the_record_does_not_follow_the_number_of_texts(load: Load, base: Report, more: str) -> None:
    """Neither where they are new nor where their words changed."""
    load({"before.csv": file(1, 3), "few before.csv": file(2, 4), "many before.csv": file(3, 80)})
    few, many = (2, 3) if more else (4, 5)
    with CaptureQueriesContext(connection) as of_few:
        load({"few.csv": file(few, 4, more)})
    with CaptureQueriesContext(connection) as of_many:
        load({"many.csv": file(many, 80, more)})
    assert Interaction.objects.filter(pk__startswith=f"mail:{many}-").exclude(read_from_text=None).count() == 80
    assert len(of_many) == len(of_few)
