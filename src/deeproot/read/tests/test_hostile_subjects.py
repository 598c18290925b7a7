"""Subjects that break or slow a reader, together with texts that do: read all the same, in a block as each alone."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read import read
from deeproot.read.message import read_together
from deeproot.read.tests.growth import grows_with_its_text
from deeproot.tables import DIRECTIONS

MOMENT = datetime.fromisoformat("2026-06-10T10:30+00:00")
ODD = (
    "", " \n\t", "?", "?!.,;:---…" * 30, "\x00", "\udce9 we miss you \ud800", "Re: " * 10_000,
    "Re[" + "1" * 5_000 + "]: x", "Strangers?\r\nBcc: x@y\r\n\r\nWe miss you\u2028x\x85",
    "{{ first_name }}, {0} %s ${subject} <%= x %>",
    "\u202eاشتقنا إليك، أين كنت؟ \u202d", "我們想念你", "💔❤", "e" + "\u0301" * 500, "Wir vermissen Sie!",
    "Strangers?", "The door is on the latch, as ever.",
)  # fmt: skip


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_any_odd_subject_over_any_odd_text_is_read_in_a_block_as_alone(direction: str) -> None:
    headed: list[tuple[str, dict[str, Any]]]
    headed = [(text, {"subject": subject, "direction": direction}) for text, subject in product(ODD, repeat=2)]
    alone = [read(text, MOMENT, **known) for text, known in headed]
    assert read_together([(text, MOMENT, known) for text, known in headed]) == alone


@given(st.text(), st.text(), st.sampled_from(DIRECTIONS), st.sampled_from(["email", "case", "chat", "survey"]))
def test_any_subject_over_any_text_is_read_in_a_block_as_alone(
    text: str, subject: str, direction: str, channel: str
) -> None:
    known: list[dict[str, Any]]
    known = [{"subject": each, "direction": direction, "channel": channel} for each in (subject, text, "Strangers?")]
    assert read_together([(text, MOMENT, each) for each in known]) == [read(text, MOMENT, **each) for each in known]


@pytest.mark.parametrize("piece", ["Re: ", " ", "\n", "\x00", "\udcff", "?", "we miss you ", "İ", "字", "{{ x }}"])
@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_hostile_subject_takes_no_longer_than_its_length(piece: str, direction: str) -> None:
    assert grows_with_its_text(lambda text: read("See below.", MOMENT, subject=text, direction=direction), piece)
