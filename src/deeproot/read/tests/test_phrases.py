"""Cues in a text: found in a sentence as in the sentence alone, and only where their words are."""

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
