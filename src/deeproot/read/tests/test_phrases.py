"""Cues in a text: found in a sentence as in the sentence alone, and only where their words are."""

import subprocess
import sys

import pytest

from deeproot.read.phrases import Phrases
from deeproot.read.sentences import plain, sentences

CUES = [
    ("a", 1.0, "we will .. send|deliver"),
    ("b", 1.0, "(the) (main) reason we"),
    ("c", 1.0, "^ thanks"),
    ("d", 2.0, "not very_happy|pleased_with"),
    ("e", 1.0, "get .. disappoint*"),
    ("f", 1.0, "with your|the add-on"),
]
TEXT = plain(
    "Hm! (thanks) The main reason we came: we'll see. Thanks, we will gladly send it with the add-on. Not very happy."
)


def test_a_cue_in_one_sentence_is_what_it_is_in_that_sentence_alone():
    phrases = Phrases(CUES)
    assert len(sentences(TEXT)) == 4
    for start, end in sentences(TEXT):
        assert phrases.find(TEXT, start, end) == phrases.find(TEXT[start:end])


def test_cues_keep_their_order_and_places():
    found = Phrases(CUES).find(TEXT)
    assert [(hit.label, TEXT[hit.start : hit.end]) for hit in found] == [
        ("c", "thanks"),
        ("b", "the main reason we"),
        ("b", "main reason we"),
        ("b", "reason we"),
        ("c", "thanks"),
        ("a", "we will gladly send"),
        ("f", "with the add-on"),
        ("d", "not very happy"),
    ]


def test_a_word_that_begins_so_is_found_by_its_beginning():
    assert Phrases(CUES).find("they get really disappointed")[0].label == "e"
    assert not Phrases(CUES).find("they get a discount")


def test_many_words_are_forgotten_and_found_again(monkeypatch):
    monkeypatch.setattr("deeproot.read.remembered.MOST_WORDS_REMEMBERED", 5)
    phrases = Phrases(CUES)
    for i in range(30):
        assert phrases.find(f"word{i} we will send")[0].label == "a"


def found(cue: str, text: str, sets: dict[str, list[str]] | None = None) -> list[str]:
    low = plain(text)
    return [low[hit.start : hit.end] for hit in Phrases([("x", 1.0, cue)], sets).find(low)]


def test_a_next_word_that_a_cue_asks_for_must_be_the_next():
    assert found("pay now", "Please pay now.") == ["pay now"]
    assert found("pay now", "Please pay it now.") == []
    assert found("pay now|later", "We pay later.") == ["pay later"]
    assert found("pay", "We pay later.") == ["pay"], "a cue of one word asks for none"


def test_a_next_word_is_known_by_its_beginning_where_a_star_stands():
    assert found("get disappoint*", "We get disappointed.") == ["get disappointed"]
    assert found("get disappoint*", "We get disturbed.") == []
    assert found("get disappoint*|ang*", "They get angry.") == ["get angry"]


def test_a_next_word_that_may_be_absent_may_be_followed_by_the_one_after_it():
    assert found("send (it) today", "We send it today.") == ["send it today"]
    assert found("send (it) today", "We send today.") == ["send today"]
    assert found("send (it) today", "We send them today.") == []
    assert [one.strip() for one in found("send (it)", "We send them.")] == ["send"], "nothing need follow, so all may"


def test_words_in_between_leave_the_next_word_open():
    assert found("will .. send", "We will very gladly send it.") == ["will very gladly send"]
    assert found("will .. send", "We will only after three more weeks send it.") == []


def test_a_next_word_with_an_apostrophe_or_a_number_is_known_as_it_is_written():
    assert found("and we'll", "And we'll see.") == ["and we'll"]
    assert found("and we'll", "And well then.") == []
    assert found("and didn't", "And didnt come.") == ["and didnt"]
    assert found("in #", "In 3 days.") == ["in 3"]
    assert found("in #", "In three days.") == []


def test_several_cues_on_one_word_are_told_apart_by_the_next():
    cues = [("now", 1.0, "pay now"), ("bill", 2.0, "pay bill*"), ("any", 3.0, "pay"), ("set", 4.0, "pay {when}")]
    phrases = Phrases(cues, {"when": ["soon", "some_day"]})

    def labels(text: str) -> set[str]:
        return {hit.label for hit in phrases.find(plain(text))}

    assert labels("Pay now") == {"now", "any"}
    assert labels("Pay bills") == {"bill", "any"}
    assert labels("Pay soon") == labels("Pay some day") == {"set", "any"}
    assert labels("Pay some") == {"any"}
    assert labels("Pay") == {"any"}, "at the end of a text nothing follows"
    assert labels("Pay bills") == {"bill", "any"}, "asked again it is the same"


def test_phrases_that_say_the_same_each_keep_their_own_next_words():
    cues = [("x", 1.0, "pay (it) now"), ("x", 1.0, "pay bill*")]
    for text in ("Pay it now", "Pay now", "Pay bills"):
        assert [hit.label for hit in Phrases(cues).find(plain(text))] == ["x"], text
        assert [hit.label for hit in Phrases(cues[::-1]).find(plain(text))] == ["x"], text
    assert found("pay_now*|pay_lat*", "Pay nowadays.") == ["pay nowadays"]
    assert found("pay_now*|pay_lat*", "Pay later.") == ["pay later"]


def test_a_next_word_that_is_known_by_its_end_leaves_all_open():
    assert found("pay *ing", "We pay using cash.") == ["pay using"]
    assert found("pay *ing", "We pay cash.") == []


@pytest.mark.parametrize("run", ["%" * 60, "-" * 300, "a-" * 200, "/&" * 100, "€5-" * 100])
def test_marks_that_may_stand_in_words_and_between_them_are_not_shared_out_in_every_way(run: str) -> None:
    code = (
        "import sys; from deeproot.read.phrases import Phrases;"
        "print(len(Phrases([('a', 1.0, 'we ... send|deliver')]).find(f'we have {sys.argv[1]} x. we deliver')))"
    )
    asked = [sys.executable, "-c", code, run]  # another process: a pattern that is at work cannot be stopped
    assert subprocess.run(asked, check=True, timeout=60, capture_output=True, text=True).stdout == "1\n"


def test_words_in_between_may_end_inside_a_compound() -> None:
    [found] = Phrases([("a", 1.0, "we .. send")]).find("we have them re-send it")
    assert (found.start, found.end) == (0, 20)
