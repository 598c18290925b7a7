"""One call reads a whole message, and leaves out what does not apply."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
import subprocess
import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read import read
from deeproot.read.asks import needs_answer
from deeproot.read.kinds import kind
from deeproot.read.message import find_label_cues
from deeproot.read.phrases import Hit, Phrases, Together
from deeproot.read.sentences import plain
from deeproot.read.sentiment import sentiment
from deeproot.read.tests.growth import grows_with_its_text

WEDNESDAY = datetime(2026, 6, 10, 10, 30)


def test_only_the_new_text_is_read() -> None:
    mail = (
        "Hi Ana,\n\nthe export works now, thanks!\n\nBen\n\nOn 9 June 2026 at 10:00, Ana wrote:\n> Does it still fail?"
    )
    reading = read(mail, WEDNESDAY)
    assert reading.parts.body == "the export works now, thanks!"
    assert reading.words == 5
    assert reading.needs_answer.value is False
    assert reading.kind.value == "thanks"
    assert reading.language.value == "en"


def test_only_our_texts_promise_and_only_theirs_feel() -> None:
    text = "I'll send you the signed contract by Friday. We are very happy."
    ours, theirs = read(text, WEDNESDAY, direction="out"), read(text, WEDNESDAY, direction="in")
    assert [promise.clear for promise in ours.promises] == [True]
    assert theirs.promises == ()
    assert ours.sentiment.value is None
    assert theirs.sentiment.value is not None


def test_a_machines_message_asks_nothing_and_means_nothing() -> None:
    headers = {"Auto-Submitted": "auto-replied"}
    reading = read("I am out of the office. We need help. Please call Ana?", WEDNESDAY, headers=headers)
    assert reading.automatic.value == "auto_reply"
    assert reading.kind.value is None
    assert reading.needs_answer.value is False
    assert reading.beliefs == ()


def test_a_mailing_is_not_personal() -> None:
    reading = read("Here are three tips.", WEDNESDAY, direction="out", headers={"List-Unsubscribe": "<x>"})
    assert reading.personal is False


@given(st.text(), st.sampled_from(["in", "out", "both", "internal"]))
def test_every_message_can_be_read(text: str, direction: str) -> None:
    reading = read(text, WEDNESDAY, direction=direction, html=text)
    assert reading.words >= 0


@pytest.mark.parametrize("piece", ["\x00", "a", "\ud800", "😀", "> ", "?\n", "please ", "İ", "\u202e", "<b>", "١"])
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(lambda text: read(text, WEDNESDAY, direction="both"), piece)
    assert grows_with_its_text(lambda text: read("", WEDNESDAY, direction="both", html=text), piece)


def test_reading_loads_no_heavy_library_and_no_framework() -> None:
    code = (
        "import sys; from datetime import datetime; from deeproot.read import read;"
        "read('I will call you on Friday, please wait. We need help.', datetime(2026, 6, 10), direction='both');"
        "print([name for name in ('pandas', 'ibis', 'django', 'socket', 'ssl') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_cues_looked_for_together_are_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[str] = []
    look = Together.look

    def counted(self: Together, text: str, start: int, end: int) -> dict[Phrases, list[Hit]]:
        passes.append(text)
        return look(self, text, start, end)

    monkeypatch.setattr(Together, "look", counted)
    text = "The seventh lamp flickers again. Could you send somebody? I am quite fed up with it."
    find_label_cues(text, "in")
    assert (kind(text).value, needs_answer(text).value) == ("complaint", True)
    sentiment(text)
    assert passes == [plain(text)]
    kind("The eighth lamp flickers again. Could you send somebody? I am quite fed up with it.")
    assert len(passes) > 2
