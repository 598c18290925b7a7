"""The words that a rule of ``due.toml`` needs: a text without one of them is not searched, and nothing is missed."""

from datetime import datetime

import pytest

from deeproot.read.cues import load
from deeproot.read.due import find
from deeproot.read.needed import DIGITS, needed
from deeproot.read.rules import rules, rules_for

MOMENT = datetime.fromisoformat("2026-06-10T10:30")
WORDS = {"weekday": {"monday": 0, "tuesday": 1}, "ordinal": {"first": 1, "second": 2}, "part": {"the end of": "end"}}


@pytest.mark.parametrize(
    ("template", "wanted"),
    [
        ("day after tomorrow", {("day",), ("after",), ("tomorrow",)}),
        ("next {weekday}", {("next",), ("monday", "tuesday")}),
        ("(?:the )?(?:next|following) business day", {("next", "following"), ("business",), ("day",)}),
        ("(?:by|on) {weekday}", {("monday", "tuesday")}),
        ("in (?:the|an) (?P<single>hour|(?:busy )?day)", {("hour", "day")}),
        ("in (?:the )?(?P<few>days|weeks)?", set()),
        ("(?:{part} )?(?:next month|years?)", set()),
        ("{day}\\.{mon}\\.", {DIGITS}),
        ("(?:{part} )?q{quarter}", {(*DIGITS, "second", "first")}),
        ("up (?:by|at) (?:\\d{1,2}|two|three)", {(*DIGITS, "two", "three")}),
        ("at (?:{clock}|noon)", {(*DIGITS, "noon")}),
        ("at (?:\\d?|noon) \\d*", set()),
        ("eom|eod", set()),
        ("todays?", set()),
    ],
)
def test_it_names_words_that_every_match_must_have(template, wanted):
    assert set(map(frozenset, needed(template, WORDS))) == set(map(frozenset, wanted))


def test_a_digit_of_any_script_is_a_digit():
    assert any(DIGITS in needs for _, _, needs in rules_for("um ٣ uhr", "de"))
    assert not any(DIGITS in needs for _, _, needs in rules_for("um drei uhr", "de"))


def test_a_rule_is_tried_only_where_all_its_words_stand():
    asked = {("next", "following"), ("business", "working"), ("day",)}
    assert any(asked <= needs for _, _, needs in rules_for("by the next business day", "en"))
    assert not any(asked <= needs for _, _, needs in rules_for("our business day", "en"))


def test_no_rule_finds_a_phrase_whose_needed_words_are_absent():
    """Each rule is tried on phrases that it finds: its needed words stand in every one of them."""
    phrases = [
        f"{before} {words} {after}".strip()
        for topic in load("due").values()
        for known in topic["words"].values()
        for words in known
        for before, after in (
            ("by", ""),
            ("at the end of next", "2027"),
            ("in 3", "at 5:30 pm"),
            ("4.", ""),
            ("", "12"),
        )
    ]
    tried = 0
    for language in load("due"):
        for phrase in phrases:
            may_find = rules_for(phrase, language)
            for rule in rules(language)[1]:
                if rule[1].search(phrase):
                    tried += 1
                    assert rule in may_find, (phrase, rule[1].pattern, rule[2])
    assert tried > 1000


def test_a_due_phrase_beside_others_is_still_found():
    assert [each.words for each in find("by friday, or the 3rd of july", MOMENT)] == ["friday, or the 3rd of july"]
