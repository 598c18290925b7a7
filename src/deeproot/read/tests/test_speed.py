"""What reading must not do twice: counted, not timed, so that a busy machine changes nothing."""

import pickle
from datetime import datetime

import pytest

from deeproot.read import parts, phrases, read, sentences
from deeproot.read.many import HANDED_OVER
from deeproot.read.parts import split
from deeproot.read.tokens import tokens_of

MOMENT = datetime.fromisoformat("2026-06-10T10:30")
TEXTS = [
    "Thanks for the call. We need a faster export, our team is really struggling with the old one. Could you help?",
    "The report fails again. I am not happy. Please send me the invoice for May, we can't close our books without it.",
    "All fine here, thank you very much for asking!",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("direction", ["in", "out", "internal"])
def test_a_message_is_cut_into_words_once(text, direction):
    read(f"{text} {direction}, first", MOMENT, direction=direction)  # a cue's own words are cut when it is first tried
    before = tokens_of.cache_info().misses
    read(f"{text} {direction}", MOMENT, direction=direction)
    assert tokens_of.cache_info().misses == before + 1


@pytest.mark.parametrize("text", TEXTS)
def test_a_message_is_cut_into_sentences_once(text):
    before = sentences.sentences.cache_info().misses
    read(f"{text} (sentences)", MOMENT)
    assert sentences.sentences.cache_info().misses == before + 1


@pytest.mark.parametrize("text", TEXTS)
def test_one_pass_finds_the_cues_of_all_topics(text, monkeypatch):
    looked = []
    look = phrases.Together.look
    monkeypatch.setattr(phrases.Together, "look", lambda self, *rest: looked.append(self) or look(self, *rest))
    read(f"{text} (pass)", MOMENT)
    assert len(looked) == 1


def test_a_cue_is_not_tried_where_a_word_only_begins_a_little_like_its_first():
    cues = phrases.Phrases([("thanks", 4.0, "thank* .. for")])
    assert cues.beginning("thanks")[0]
    assert not cues.beginning("that")[0]
    assert cues.find("thankfully, we have time for it")


def test_few_patterns_are_tried():
    tried = []

    class Counted:
        def __init__(self, pattern):
            self._pattern = pattern

        def match(self, *where):
            tried.append(where)
            return self._pattern.match(*where)

    many = phrases.Phrases([("a", 1.0, f"word{i} .. comes|goes") for i in range(500)])
    words = " ".join(f"word{i}" for i in range(0, 500, 10))
    for cues in many._alone.values():
        for cue in cues:
            cue.pattern = Counted(phrases._compiled(cue))
    assert not many.find(f"{words} stays")
    assert not tried  # no word that any of them needs
    assert many.find(f"{words} goes")
    assert len(tried) == 50  # none but those that begin with a word that is there


def test_what_crosses_to_another_process_is_whole():
    reading = read("We need help. I'll call you by Friday and send the offer soon.", MOMENT, direction="both")
    assert {type(reading), type(reading.parts), type(reading.kind), type(reading.promises[0])} <= set(HANDED_OVER)
    assert reading.beliefs
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_a_text_that_was_just_sent_is_not_taken_apart_again():
    text = "Hi Ana,\n\ncould you send it again?\n\nBest,\nTom"
    first = split(text)
    before = parts._apart_again.cache_info().hits
    assert split(text) == first
    assert parts._apart_again.cache_info().hits == before + 1


def test_cues_that_are_known_are_not_looked_for_again(monkeypatch):
    text = f"{TEXTS[0]} (known)"
    first = read(text, MOMENT)
    monkeypatch.setattr(phrases.Together, "look", None)
    assert read(text, MOMENT) == first
