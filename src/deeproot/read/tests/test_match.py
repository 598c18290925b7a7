"""Items of the library that fit a customer's words, by letters alone."""

import time

import pytest

from deeproot.read.match import Library, Offer, match

OFFERS = [
    Offer("pin", "Change your PIN", examples=("I want to set a new pin",)),
    Offer("cash", "Cash withdrawals and their fees"),
    Offer("rates", "How exchange rates are made", needs=("paying in another currency",)),
    Offer("invoice", "Rechnungen und Mahnungen verstehen"),
    Offer("delivery", "配送状況の確認"),
    Offer("returns", "рассрочка и возврат денег"),
    Offer("harvest", "किसानों के लिए भुगतान"),
]


def best(text, offers=OFFERS):
    return [found.id for found in match(text, offers)][:1]


def test_the_item_that_shares_the_words_is_first_and_says_which():
    first = match("Why was I charged a fee when I made a cash withdrawal?", OFFERS)[0]
    assert first.id == "cash"
    assert {"cash", "withdrawal"} <= set(first.why)
    assert match("purple pin", OFFERS)[0].why == ("pin",)


def test_words_meet_in_other_forms_and_with_typing_errors():
    assert best("my withdrawls are expensive") == ["cash"]
    assert best("exchanging") == ["rates"]
    assert best("Ich verstehe die Rechnung nicht") == ["invoice"]


def test_needs_and_example_sentences_count_as_the_item_does():
    assert best("in another currency please") == ["rates"]
    assert best("I want to set something new") == ["pin"]


def test_any_script_is_matched():
    assert best("配送はいつですか") == ["delivery"]
    assert best("Когда будет возврат?") == ["returns"]
    assert best("भुगतान कब होगा") == ["harvest"]


def test_what_shares_nothing_is_not_offered():
    assert match("zzz qqq", OFFERS) == []
    assert match("", OFFERS) == []
    assert match("  \n ", OFFERS) == []
    assert match("anything", []) == []


def test_no_more_are_given_than_asked_for_and_the_best_come_first():
    found = match("fees for cash in another currency and a new pin", OFFERS, most=2)
    assert len(found) == 2
    assert found[0].score >= found[1].score > 0
    assert match("fees", OFFERS, most=0) == []


def test_a_score_is_a_share_and_grows_with_what_is_said_of_the_item():
    off, on = (match(text, OFFERS)[0].score for text in ("my cash is somewhere under the sofa", "cash withdrawals"))
    assert 0 < off < on <= 1


def test_an_item_that_repeats_itself_gains_little():
    offers = [Offer("loud", "refund " * 50 + "policy"), Offer("plain", "refund not showing up")]
    assert best("my refund is not showing", offers) == ["plain"]


def test_an_item_that_says_much_does_not_win_by_it():
    offers = [Offer("long", "refund, " + "delivery by ship or rail to any harbour, " * 5), Offer("short", "refund")]
    assert best("a refund", offers) == ["short"]


def test_two_items_with_one_id_are_refused():
    with pytest.raises(ValueError, match="have the id 'a'"):
        match("x", [Offer("a", "one"), Offer("a", "two")])


def test_many_texts_get_what_each_gets_alone():
    library = Library(OFFERS)
    texts = ["new pin", "", "exchange rates", "new pin"]
    assert library.match_many(texts) == [library.match(text) for text in texts]


def test_a_hostile_text_takes_no_longer_than_its_beginning():
    began = time.process_time()
    match("\ud800\u0000" * 100 + "a" * 5_000_000, OFFERS)
    assert time.process_time() - began < 1
