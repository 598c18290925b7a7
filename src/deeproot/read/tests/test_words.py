"""Words are counted in any script, and in time that follows the length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.tests.growth import grows_with_its_text
from deeproot.read.words import count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   \n\t -- … !!! 😀", 0),
        ("Don't you know it's well-known?", 6),
        ("It cost 10,000.50 at 10:30.", 5),
        ("See https://example.org/a?b=c&d=e for it", 4),
        ("Müller’s Größe – naïve café", 4),
        ("नमस्ते दुनिया यह हिन्दी है", 5),
        ("안녕하세요 세계", 2),
        ("مرحبا بالعالم", 2),
        ("привет, мир!", 2),
        ("cafe\u0301 du Monde", 3),
        ("soft\u00adhyphen", 1),
    ],
)
def test_it_counts_words_between_spaces(text: str, words: int) -> None:
    assert count(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("我们今天会给您回复", 6), ("今日はとても良い天気ですね", 8), ("สวัสดีครับ ขอบคุณมาก", 5)],
)
def test_it_estimates_words_of_scripts_without_spaces(text: str, words: int) -> None:
    assert abs(count(text) - words) <= 3


def test_each_script_without_spaces_is_estimated_by_itself_where_two_stand_side_by_side() -> None:
    assert count("漢字") + count("カナ") == count("漢字カナ") == count("カナ漢字") == 3
    assert count("漢字カナ, see a_b at https://a.example/_b") == 7


@given(st.text(), st.text())
def test_two_texts_apart_have_the_words_of_both(one: str, other: str) -> None:
    assert count(f"{one}\n\n{other}") == count(one) + count(other)


@pytest.mark.parametrize("piece", ["a", "a.", "é_", "ก", "'", "http://", "1,", "a\u0300", "\u200d"])
def test_a_long_line_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(count, piece, 120_000)
