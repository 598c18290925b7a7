"""Tests of the words of a message shown in their place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from deeproot_app.record.reading.highlight import places
from deeproot_app.record.review.marked import AFTER, BEFORE, WHOLE, marked

BODY = "Hi,\nI will send you\nthe offer by Friday. Thanks."


def test_the_words_are_marked_in_their_place_and_nothing_is_lost() -> None:
    found = marked(BODY, places(BODY, ["I will send you the offer by Friday."]))
    assert [piece.text for piece in found.pieces if piece.marked] == ["I will send you\nthe offer by Friday."]
    assert "".join(piece.text for piece in found.pieces) == BODY
    assert not found.cut


def test_places_that_overlap_are_one_mark_and_spoilt_ones_none() -> None:
    spoilt = [
        {"text": "will", "start": 5, "end": 900},
        {"text": "x", "start": "1"},
        {"text": "other words", "start": 0, "end": 2},
    ]
    words = [*places(BODY, ["I will send", "will send you", "not said"]), *spoilt]
    found = marked(BODY, words)
    assert [piece.text for piece in found.pieces if piece.marked] == ["I will send you"]


def test_a_long_message_is_cut_to_what_stands_around_the_words() -> None:
    body = "a " * 2_000 + "I promise it." + " b" * 30_000
    found = marked(body, places(body, ["I promise it."]))
    assert found.cut_before and found.cut_after
    assert sum(len(piece.text) for piece in found.pieces) == BEFORE + AFTER
    assert [piece.text for piece in found.pieces if piece.marked] == ["I promise it."]
    whole = marked(body, places(body, ["I promise it."]), whole=True)
    assert sum(len(piece.text) for piece in whole.pieces) == WHOLE


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(-5, 320), st.integers(-5, 320)), max_size=6))
def test_whatever_the_places_say_the_text_stays_what_it_is(body: str, spans: list[tuple[int, int]]) -> None:
    words = [{"text": body[max(a, 0) : max(b, 0)], "start": a, "end": b} for a, b in spans]
    assert "".join(piece.text for piece in marked(body, words).pieces) == body
