"""The texts: of great variety, in several languages, and one with the columns beside them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from deeproot.sample import Company
from deeproot.sample.chance import stream
from deeproot.sample.sentences import GRAMMARS
from deeproot.sample.sentences.grammar import Grammar, parse, tidy

SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def written(told: Company) -> list[tuple[dict[str, Any], str, str]]:
    rows = [(row, *told.texts.get(row["interaction_id"], ("", ""))) for row in told.tables["interactions"]]
    return [(row, subject, body) for row, subject, body in rows if body]


def test_there_are_thousands_of_different_sentences_and_none_is_everywhere(told: Company) -> None:
    bodies = [body for row, _, body in written(told) if row["personal"] and not row["automatic"]]
    sentences = Counter(s for body in bodies for s in SENTENCE.split(body) if len(s.split()) > 3)
    assert len(sentences) > 7_000
    assert sentences.most_common(1)[0][1] < 0.02 * sum(sentences.values())
    assert len(set(bodies)) > 0.93 * len(bodies)


def test_no_text_shows_the_grammar_it_was_made_with(told: Company) -> None:
    for subject, body in told.texts.values():
        assert not re.search(r"[\[\]{}|<>¶]", subject + body), body
        assert "  " not in body
        assert not re.search(r" [.,]", body), body
        assert subject.strip()


def test_words_are_those_of_the_body_on_the_side_that_wrote_it(told: Company) -> None:
    for row, _, body in written(told):
        count = len(body.split())
        if row["direction"] == "in":
            assert (row["customer_words"], row["our_words"]) == (count, 0)
        elif row["direction"] in ("out", "internal"):
            assert (row["customer_words"], row["our_words"]) == (0, count)


def test_the_words_of_a_transcript_are_counted_by_who_spoke(told: Company) -> None:
    names = {row["member_id"]: row["name"].split()[0] for row in told.tables["members"]}
    transcripts = [(row, body) for row, _, body in written(told) if row["direction"] == "both"]
    assert len(transcripts) > 100
    for row, body in transcripts:
        ours = theirs = 0
        for line in body.splitlines():
            speaker, _, says = line.partition(": ")
            if speaker == names[row["member_id"]]:
                ours += len(says.split())
            else:
                theirs += len(says.split())
        assert (row["customer_words"], row["our_words"]) == (theirs, ours)
        assert row["customer_seconds"] > 0


def test_calls_without_a_transcript_have_seconds_and_no_words(told: Company) -> None:
    calls = [row for row in told.tables["interactions"] if row["direction"] == "both"]
    silent = [row for row in calls if not told.texts[row["interaction_id"]][1]]
    assert len(silent) > 100
    assert all(row["customer_words"] is None and row["our_seconds"] > 0 for row in silent)


def test_a_text_asks_where_the_record_says_so(told: Company) -> None:
    for row, _, body in written(told):
        if row["direction"] == "out" and not row["automatic"]:
            assert row["needs_answer"] == ("?" in body), body
        if (
            row["direction"] == "in"
            and not row["automatic"]
            and row["kind"] not in ("question", "request", "complaint", "cancel")
        ):
            assert not row["needs_answer"]
            assert "?" not in body, body
        if row["kind"] in ("question", "request", "complaint", "cancel"):
            assert row["needs_answer"]


def test_a_promise_stands_word_for_word_in_the_message_that_made_it(told: Company) -> None:
    rows = {row["interaction_id"]: row for row in told.tables["interactions"]}
    for promise in told.tables["promises"]:
        made = rows[promise["made_in"]]
        assert made["direction"] == "out"
        assert promise["text"] in told.texts[promise["made_in"]][1]
        assert promise["made_at"] == made["happened_at"] < promise["due_at"]
        assert [rows[held]["kind"] for held in promise["holding"]] == ["holding"] * len(promise["holding"])
        if promise["kept_in"]:
            assert rows[promise["kept_in"]]["happened_at"] == promise["kept_at"] > promise["made_at"]


def test_promises_are_kept_early_late_put_off_taken_back_and_open(told: Company) -> None:
    def due(promise: dict[str, Any]) -> Any:
        return promise["moved_to"] or promise["due_at"]

    promises = told.tables["promises"]
    assert any(p["kept_at"] and p["kept_at"] <= due(p) for p in promises)
    assert any(p["kept_at"] and p["kept_at"] > due(p) for p in promises)
    assert any(p["moved_to"] for p in promises)
    assert any(p["withdrawn_at"] for p in promises)
    assert any(due(p) > told.until and not p["kept_at"] for p in promises)
    assert any(due(p) <= told.until and not p["kept_at"] and not p["withdrawn_at"] for p in promises)


def test_messages_of_one_thread_are_about_one_thing(told: Company) -> None:
    subjects: dict[str, set[str]] = {}
    for row, subject, _ in written(told):
        if row["thread_id"] and not row["automatic"]:
            subjects.setdefault(row["thread_id"], set()).add(re.sub(r"^(Re|RE|AW): ", "", subject))
    assert all(len(found) == 1 for found in subjects.values())
    assert sum(1 for row in told.tables["interactions"] if row["thread_id"]) > 4_000


def test_four_languages_are_written(told: Company) -> None:
    found = Counter(text["language"] for text in told.truth["texts"].values())
    assert found["en"] > 0.7 * sum(found.values())
    assert min(found["de"], found["fr"], found["es"]) > 40


def test_members_sign_in_their_own_way(told: Company) -> None:
    ends: dict[str, Counter[str]] = {}
    for row, _, body in written(told):
        if row["direction"] == "out" and row["channel"] == "email" and row["personal"]:
            lines = body.splitlines()
            ends.setdefault(row["member_id"], Counter())[lines[-2] if len(lines) > 1 else ""] += 1
    favourites = [signs.most_common(1)[0][0] for signs in ends.values() if sum(signs.values()) > 20]
    assert len(set(favourites)) >= 8


def test_every_rule_of_every_language_can_be_said() -> None:
    facts: dict[str, str] = {}

    class Anything(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return "something"

    for grammar in GRAMMARS.values():
        for rule in grammar.rules:
            assert grammar.say(rule, Anything(facts), stream("test", rule))


def test_the_grammar_nests_choices_facts_and_rules() -> None:
    grammar = Grammar({"greet": "[hello|hello] {name}<end>", "end": ", [how [are|are] you|how are you]?"})
    assert grammar.say("greet", {"name": "Ada"}, stream("x")) == "Hello Ada, how are you?"
    assert tidy("one  two ,three. four ¶ five") == "One two ,three. Four\n\nFive"


def test_a_bracket_left_open_is_refused_with_the_pattern() -> None:
    for pattern in ("[one|two", "one]", "a|b"):
        try:
            parse(pattern)
        except ValueError as error:
            assert pattern in str(error)
        else:
            raise AssertionError(f"{pattern} was accepted")
