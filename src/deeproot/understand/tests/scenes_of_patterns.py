"""Scenes of what went wrong between two rows: told again, without a clue, hollow, given up, not asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deeproot.understand.tests.scenes import INSTANT, NOW, Row, ago, belief, case, heard, note, scene, talk, touch

DAY = timedelta(days=1)


def in_case(row: Row, case_id: str = "case") -> Row:
    return row | {"case_id": case_id}


def told(first: str, second: str, *between: Row, **more: Any) -> list[Row]:
    """Two touches of one case, ten and two days ago, by these members, and what lay between."""
    return [
        in_case(touch(ago(10), member_id=first)),
        *(in_case(row) for row in between),
        in_case(touch(ago(2), member_id=second) | more),
    ]


RETOLD = [
    scene("explained_again", "another colleague answers, nothing handed over", 1,
          *told("ann", "bob", heard(ago(5), interaction_id="it")), n=1, rows=["it"]),
    scene("explained_again", "the same colleague answers", 0, *told("ann", "ann", heard(ago(5)))),
    scene("explained_again", "it was handed over", 0,
          *told("ann", "bob", heard(ago(5)), note(ago(4), kind="handover"))),
    scene("explained_again", "handed over before they wrote", 0, *told("ann", "bob", note(ago(6)), heard(ago(5)))),
    scene("explained_again", "nobody wrote between", 0, *told("ann", "bob")),
    scene("explained_again", "the last of what they wrote shows it", 1,
          *told("ann", "bob", heard(ago(5)), heard(ago(4), interaction_id="it")), rows=["it"]),
    scene("explained_again", "automatic rows are passed over", 1,
          *told("ann", "bob", heard(ago(5)), note(ago(4), automatic=True), touch(ago(3), automatic=True))),
    scene("explained_again", "an automatic word is none", 0, *told("ann", "bob", heard(ago(5), automatic=True))),
    scene("explained_again", "who answered is not known", 0, *told("ann", "bob", heard(ago(5)), member_id=None)),
    scene("explained_again", "another case is another story", 0, in_case(touch(ago(10)), "one"),
          in_case(heard(ago(5)), "two"), in_case(touch(ago(2), member_id="bob"), "two")),
    scene("explained_again", "only the answer must lie in the window", 1, in_case(touch(ago(400))),
          in_case(heard(ago(390))), in_case(touch(ago(300), member_id="bob"))),
    scene("explained_again", "an answer before the window", 0, in_case(touch(ago(400))),
          in_case(heard(ago(390))), in_case(touch(ago(365), member_id="bob"))),
    scene("explained_again", "again and again", 2, *told("ann", "bob", heard(ago(5))),
          in_case(heard(ago(1.5))), in_case(talk(ago(1), member_id="cy"))),
]  # fmt: skip

CARE = touch(ago(10), "care", interaction_id="it")
CLUELESS = [
    scene("uninformed_contacts", "care while a case is open, by someone without a part", 1, CARE, cases=[case(ago(20))],
          rows=["it"]),
    scene("uninformed_contacts", "no case", 0, CARE),
    scene("uninformed_contacts", "the case was closed then", 0, CARE, cases=[case(ago(20), closed_at=ago(10))]),
    scene("uninformed_contacts", "it was closed just after", 1, CARE,
          cases=[case(ago(20), closed_at=ago(10) + INSTANT)]),
    scene("uninformed_contacts", "it was opened at that instant", 1, CARE, cases=[case(ago(10))]),
    scene("uninformed_contacts", "it was opened just after", 0, CARE, cases=[case(ago(10) + INSTANT)]),
    scene("uninformed_contacts", "by the owner", 0, CARE, cases=[case(ago(20), owner="ann")]),
    scene("uninformed_contacts", "by another than the owner", 1, CARE, cases=[case(ago(20), owner="bob")]),
    scene("uninformed_contacts", "by someone who had a part in it", 0, CARE, in_case(note(ago(15))),
          cases=[case(ago(20))]),
    scene("uninformed_contacts", "who has a part only later", 1, CARE, in_case(touch(ago(9))), cases=[case(ago(20))]),
    scene("uninformed_contacts", "informed of one case, not of the other", 1, CARE, in_case(touch(ago(15))),
          cases=[case(ago(20)), case(ago(30), "other")], n=1),
    scene("uninformed_contacts", "not informed of two cases is one contact", 1, CARE,
          cases=[case(ago(20)), case(ago(30), "other")], n=1),
    scene("uninformed_contacts", "a note in the day before", 0, CARE, note(ago(11)), cases=[case(ago(20))]),
    scene("uninformed_contacts", "a note earlier than that", 1, CARE, note(ago(11) - INSTANT), cases=[case(ago(20))]),
    scene("uninformed_contacts", "a note at that instant is not before", 1, CARE, note(ago(10), interaction_id="a"),
          cases=[case(ago(20))]),
    scene("uninformed_contacts", "by nobody known", 0, touch(ago(10), "care", member_id=None), cases=[case(ago(20))]),
    scene("uninformed_contacts", "other touches ask nothing of the kind", 0, touch(ago(10), "value"),
          cases=[case(ago(20))]),
]  # fmt: skip

HARD_TIMES = [
    scene("pitched_in_hard_times", "a pitch while capacity is low", 1, touch(ago(10), "pitch", interaction_id="it"),
          beliefs=[belief(ago(20), "capacity")], rows=["it"]),
    scene("pitched_in_hard_times", "from the first instant on", 1, touch(ago(20), "pitch"),
          beliefs=[belief(ago(20), "capacity")]),
    scene("pitched_in_hard_times", "up to, not at, its end", 1, touch(ago(9), "pitch"), touch(ago(8), "pitch"),
          beliefs=[belief(ago(20), "capacity", until=ago(8))]),
    scene("pitched_in_hard_times", "not before it", 0, touch(ago(21), "pitch"), beliefs=[belief(ago(20), "capacity")]),
    scene("pitched_in_hard_times", "twice low is one pitch", 1, touch(ago(10), "pitch"),
          beliefs=[belief(ago(20), "capacity"), belief(ago(15), "capacity")]),
    scene("pitched_in_hard_times", "a renewal is no pitch, a pain no low capacity", 0, touch(ago(10), "renewal"),
          touch(ago(9), "pitch"), beliefs=[belief(ago(9.5), "pain"), belief(ago(20), "capacity", until=ago(9.5))]),
]  # fmt: skip

MISSED = touch(ago(30), "miss_you", interaction_id="it")
HOLLOW = [
    scene("hollow_words", "nothing after", 1, MISSED, rows=["it"]),
    scene("hollow_words", "a personal gift within 14 days", 0, MISSED, touch(ago(16), "value")),
    scene("hollow_words", "a gift later than that", 1, MISSED, touch(ago(16) + INSTANT, "value")),
    scene("hollow_words", "at the same instant is not after", 1, MISSED, touch(ago(30), "care", interaction_id="z")),
    scene("hollow_words", "a bulk mail is no follow-up", 1, MISSED, touch(ago(29), "value", personal=False)),
    scene("hollow_words", "nor is a pitch", 1, MISSED, touch(ago(29), "pitch")),
    scene("hollow_words", "too early to say", 0, touch(ago(14) + INSTANT, "miss_you")),
    scene("hollow_words", "just late enough to say", 1, touch(ago(14), "miss_you")),
]  # fmt: skip

GREAT = heard(ago(30), "all_great", interaction_id="it")
UNPROBED = [
    scene("great_unprobed", "nobody asked", 1, GREAT, touch(ago(29), "value"), rows=["it"]),
    scene("great_unprobed", "we asked", 0, GREAT, touch(ago(16), "care", needs_answer=True)),
    scene("great_unprobed", "we asked too late", 1, GREAT, touch(ago(16) + INSTANT, "care", needs_answer=True)),
    scene("great_unprobed", "too early to say", 0, heard(ago(14) + INSTANT, "all_great")),
    scene("great_unprobed", "an automatic question is none", 1, GREAT,
          touch(ago(29), needs_answer=True, automatic=True)),
]  # fmt: skip


def complains(days: float, **more: Any) -> Row:
    return heard(ago(days), "complaint", thread_id="t", **more)


GIVEN_UP = [
    scene("silent_complaints", "a complaint, then nothing", 1, complains(30, interaction_id="it"), rows=["it"]),
    scene("silent_complaints", "the last of a thread stands for it", 1, complains(40),
          complains(30, interaction_id="it"),
          n=1, rows=["it"]),
    scene("silent_complaints", "two threads are two", 2, complains(30), heard(ago(30), "complaint", thread_id="u")),
    scene("silent_complaints", "without a thread each stands for itself", 2,
          heard(ago(30), "complaint"), heard(ago(20), "complaint")),
    scene("silent_complaints", "too early to say", 0, heard(ago(14) + INSTANT, "complaint")),
    scene("silent_complaints", "just late enough to say", 1, complains(14)),
    scene("silent_complaints", "thanks came after", 0, complains(30), heard(ago(29), "thanks", thread_id="t")),
    scene("silent_complaints", "thanks came before", 1, heard(ago(31), "praise", thread_id="t"), complains(30)),
    scene("silent_complaints", "they still speak", 0, complains(30),
          heard(ago(14) + INSTANT, "question", thread_id="t")),
    scene("silent_complaints", "they spoke last 14 days ago", 1, complains(30),
          heard(ago(14), "question", thread_id="t")),
    scene("silent_complaints", "an automatic word is no sign of life", 1,
          complains(30), heard(ago(1), "question", thread_id="t", automatic=True)),
    scene("silent_complaints", "what we wrote settles nothing", 1, complains(30), touch(ago(1), thread_id="t")),
    scene("silent_complaints", "they speak of something else", 1, complains(30), heard(ago(1), thread_id="u")),
    scene("silent_complaints", "they confirmed that it is solved", 0, complains(30, case_id="case"),
          cases=[case(ago(40), confirmed_at=ago(1))]),
    scene("silent_complaints", "closed is not confirmed", 1, complains(30, case_id="case"),
          cases=[case(ago(40), closed_at=ago(1))]),
    scene("silent_complaints", "confirmed only after now", 1, complains(30, case_id="case"),
          cases=[case(ago(40), confirmed_at=NOW + DAY)]),
]  # fmt: skip
