"""Scenes of what reached a customer: touches, silences, renewals, answers, conversations, people and doors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deeproot.understand.tests.scenes import INSTANT, NOW, Row, ago, heard, note, scene, talk, term, touch

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

TOUCHES = [
    scene("heard_from_us", "nothing ever came", 0, n=0),
    scene("heard_from_us", "out and both are touches, in and internal are none", 2,
          touch(ago(1)), talk(ago(2)), heard(ago(3)), note(ago(4)), n=2),
    scene("heard_from_us", "automatic rows are no touches", 1, touch(ago(1)), touch(ago(2), automatic=True)),
    scene("heard_from_us", "the window is open at its start", 1, touch(ago(365)), touch(ago(365) + INSTANT)),
    scene("heard_from_us", "the window is closed at its end", 1, touch(NOW), touch(NOW + INSTANT)),
    scene("heard_from_us", "of one who left, all is told for that moment", 1,
          touch(ago(100)), touch(ago(10)), customer={"left_at": ago(50)}),
    scene("heard_from_us", "who leaves later is still here", 2, touch(ago(100)), touch(ago(10)),
          customer={"left_at": NOW + DAY}),
    scene("heard_from_us", "what came before the first day counts all the same", 1, touch(ago(9)),
          customer={"since": ago(5)}),
    scene("asked_share", "pitch and renewal ask", 0.5, touch(ago(1), "pitch"), touch(ago(2), "renewal"),
          touch(ago(3), "value"), touch(ago(4), "admin"), n=4),
    scene("asked_share", "a touch of unknown kind is left out", 1, touch(ago(1), "pitch"), touch(ago(2), None), n=1),
    scene("asked_share", "without a known kind there is no share", None, touch(ago(2), None), n=0),
    scene("value_share", "value, care and appreciation give", 0.75, touch(ago(1), "care"), touch(ago(2), "value"),
          touch(ago(3), "appreciation"), touch(ago(4), "answer"), n=4),
    scene("value_share", "without a touch there is no share", None, heard(ago(2)), n=0),
    scene("thanked", "appreciation from us, not praise from them", 1,
          touch(ago(1), "appreciation"), heard(ago(2), "praise"), touch(ago(3), "care"), n=1),
    scene("people_met", "each colleague once, in personal touches", 2, touch(ago(1)), touch(ago(2)),
          touch(ago(3), member_id="bob"), touch(ago(4), member_id="cy", personal=False), n=3),
    scene("people_met", "a touch by nobody known is by nobody", 0, touch(ago(1), member_id=None), n=0),
    scene("channels_used", "each door once, bulk mail too", 2, touch(ago(1)), touch(ago(2), personal=False),
          talk(ago(3)), heard(ago(4), channel="chat"), n=3),
    scene("mood_change", "the last 90 days less the days before", -0.75,
          heard(ago(1), sentiment=-0.5), heard(ago(90), sentiment=0.5), heard(ago(200), sentiment=0.0), n=3),
    scene("mood_change", "the 90 days are open at their start", 0.5,
          heard(ago(90) + INSTANT, sentiment=0.5), heard(ago(90), sentiment=0.0)),
    scene("mood_change", "without a feeling before there is no change", None, heard(ago(1), sentiment=0.5), n=1),
    scene("mood_change", "only what they said counts", None, heard(ago(1), sentiment=0.5), heard(ago(100)),
          talk(ago(100), sentiment=0.1), heard(ago(100), sentiment=0.2, automatic=True), n=1),
]  # fmt: skip

SILENCES = [
    scene("longest_silence_days", "no touch: the whole window", 365, n=1, rows=[]),
    scene("longest_silence_days", "no touch: since the first day", 30, customer={"since": ago(30)}, rows=[]),
    scene("longest_silence_days", "between two touches", 200,
          touch(ago(300)), touch(ago(100), interaction_id="it"), n=3, rows=["it"]),
    scene("longest_silence_days", "before the first touch", 300, touch(ago(65), interaction_id="it"), rows=["it"]),
    scene("longest_silence_days", "the one that still runs shows no row", 200, touch(ago(200)), rows=[]),
    scene("longest_silence_days", "their own words end no silence", 365, heard(ago(100))),
    scene("longest_silence_days", "a touch before the first day ends none", 30, touch(ago(31)),
          customer={"since": ago(30)}),
    scene("longest_silence_days", "a touch at the first instant ends none", 30, touch(ago(30)),
          customer={"since": ago(30)}),
    *(scene("longest_silence_days", f"the first in order of those at one instant ends it, given {given}", 355,
            *(touch(ago(10), interaction_id=name) for name in given), n=4, rows=["a"]) for given in ("abc", "cba",
          "bca")),
    scene("longest_silence_days", "parts of a day count", 364.75, touch(ago(0.25))),
    scene("longest_silence_days", "of one who left it runs to that day", 40, touch(ago(90)), touch(ago(385)),
          customer={"left_at": ago(50), "since": ago(120)}),
    scene("longest_silence_days", "who left before the first day has no silence", None,
          customer={"left_at": ago(50), "since": ago(20)}, n=0),
    scene("current_silence_days", "from the last touch to now", 7, touch(ago(7)), touch(ago(60)), heard(ago(1)), n=1,
          rows=[]),
    scene("current_silence_days", "no touch: the whole window", 365),
    scene("current_silence_days", "a touch just now", 0, touch(NOW)),
    scene("current_silence_days", "an automatic reply ends none", 8, touch(ago(8)), touch(ago(7), automatic=True)),
]  # fmt: skip

RENEWALS = [
    scene("renewal_only_share", "without a renewal it is not known", None, touch(ago(1)), n=0),
    scene("renewal_only_share", "45 days before to 14 days after, both included", 0.5,
          touch(ago(145)), touch(ago(145) - INSTANT), touch(ago(86)), touch(ago(86) + INSTANT),
          subscriptions=[term(ago(100))], n=4),
    scene("renewal_only_share", "a renewal 45 days ahead counts", 1, touch(NOW), subscriptions=[term(NOW + 45 * DAY)]),
    scene("renewal_only_share", "one further ahead does not", None, touch(NOW),
          subscriptions=[term(NOW + 45 * DAY + INSTANT)]),
    scene("renewal_only_share", "one at the start of the window does not", None, touch(ago(360)),
          subscriptions=[term(ago(365))]),
    scene("renewal_only_share", "a term that has not begun does not", None, touch(ago(1)),
          subscriptions=[term(NOW, starts_at=NOW + INSTANT)]),
    scene("renewal_only_share", "bulk mail is not counted", 1, touch(ago(10)), touch(ago(100), personal=False),
          subscriptions=[term(NOW)], n=1),
    scene("renewal_only_share", "near two renewals it is near once", 0.5, touch(ago(20)), touch(ago(200)),
          subscriptions=[term(ago(10)), term(NOW), term(NOW)], n=2),
    scene("renewal_only_share", "without a personal touch it is not known", None, subscriptions=[term(NOW)]),
]  # fmt: skip


def asks(days: float, **more: Any) -> Row:
    return heard(ago(days), needs_answer=True, **more)


ANSWERS = [
    scene("answer_hours", "hours to the first touch in the thread", 30,
          asks(9, thread_id="t"), touch(ago(9) + 30 * HOUR, thread_id="t"), touch(ago(1), thread_id="t"), n=1),
    scene("answer_hours", "a touch in another thread is no reply", None, asks(9, thread_id="t"),
          touch(ago(8), thread_id="u"), n=0),
    scene("answer_hours", "without a thread any touch is", 24, asks(9), touch(ago(8), thread_id="u")),
    scene("answer_hours", "a call is a reply too", 24, asks(9, thread_id="t"), talk(ago(8), thread_id="t")),
    scene("answer_hours", "an automatic one is none", 48, asks(9, thread_id="t"),
          touch(ago(8), thread_id="t", automatic=True), touch(ago(7), thread_id="t")),
    scene("answer_hours", "the median of several", 36, asks(9), touch(ago(8)), asks(5), touch(ago(3)), n=2),
    scene("answer_hours", "one touch answers all asked before it", 36, asks(9), asks(8), touch(ago(7)), n=2),
    scene("answer_hours", "at one instant the larger id came later", 0,
          asks(9, thread_id="t", interaction_id="a"), touch(ago(9), thread_id="t", interaction_id="b")),
    scene("answer_hours", "at one instant the smaller id came before", None,
          asks(9, thread_id="t", interaction_id="b"), touch(ago(9), thread_id="t", interaction_id="a")),
    scene("answer_hours", "what asks nothing waits for nothing", None, heard(ago(9)), touch(ago(8))),
    scene("answer_hours", "what was asked before the window is out of it", None, asks(365), touch(ago(364))),
    scene("answer_hours", "a reply after now is not known", None, asks(1), touch(NOW + INSTANT)),
    scene("unanswered", "older than 48 hours, to the instant", 1, asks(2), heard(ago(2) + INSTANT, needs_answer=True),
          n=1),
    scene("unanswered", "answered is not unanswered", 0, asks(9), touch(ago(8)), n=0),
    scene("unanswered", "nor is an automatic question", 0, asks(9, automatic=True)),
    scene("unanswered", "a conversation that asks is no question", 0, talk(ago(9), needs_answer=True)),
]  # fmt: skip

CONVERSATIONS = [
    scene("listening_share", "their words over all words of a two-way thread", 0.75,
          heard(ago(9), thread_id="t", customer_words=30, our_words=0),
          touch(ago(8), thread_id="t", customer_words=0, our_words=10), n=2),
    scene("listening_share", "a thread of one side is no conversation", None,
          touch(ago(8), thread_id="t", customer_words=0, our_words=10), n=0),
    scene("listening_share", "a call is one by itself", 0.2, talk(ago(8), customer_words=20, our_words=80)),
    scene("listening_share", "seconds stand for words, 2.5 each", 0.25,
          talk(ago(8), customer_seconds=10.0, our_words=75, our_seconds=1.0)),
    scene("listening_share", "what is not known on one side says nothing", 0.5,
          talk(ago(8), customer_words=20), talk(ago(7), customer_words=1, our_words=1), n=1),
    scene("listening_share", "a thread with a call but nothing out is not two-way: the call counts alone", 0.5,
          heard(ago(9), thread_id="t", customer_words=30, our_words=0),
          talk(ago(8), thread_id="t", customer_words=5, our_words=5), n=1),
    scene("listening_share", "the row out must lie in the window", None,
          touch(ago(365), thread_id="t", customer_words=0, our_words=10),
          heard(ago(9), thread_id="t", customer_words=30, our_words=0)),
    scene("listening_share", "automatic and internal rows neither make a thread two-way nor count", None,
          heard(ago(9), thread_id="t", customer_words=30, our_words=0),
          touch(ago(8), thread_id="t", customer_words=0, our_words=9, automatic=True),
          note(ago(7), thread_id="t", customer_words=0, our_words=9)),
    scene("listening_share", "not a word was said", None, talk(ago(8), customer_words=0, our_words=0)),
    scene("two_way_conversations", "threads of both sides, and calls outside them", 2,
          heard(ago(9), thread_id="t"), touch(ago(8), thread_id="t"), heard(ago(8), thread_id="t"),
          talk(ago(7), thread_id="t"), talk(ago(6)), touch(ago(5), thread_id="u")),
]  # fmt: skip
