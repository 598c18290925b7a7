"""The library of small disruptions: each a habit with a plain rule, and the scenarios (S2) that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from deeproot.plan.habits import rules
from deeproot.plan.habits.rules import Rule


@dataclass(frozen=True)
class Habit:
    """One small disruption of an old habit."""

    id: str
    title: str
    rule: str
    """How it is reckoned, for a person."""
    every: Literal["day", "week"]
    how: Literal["do", "each"]
    """``do``: done at least once in each period. ``each``: every occasion was met; without one, nothing counts."""
    answers: tuple[str, ...]
    """Ids of scenarios, the nearest first."""
    finds: Rule


HABITS: Final = (
    Habit("call_one_silent", "Call one silent customer each day",
          "A call or meeting that day with a customer who had heard nothing from us for 30 days.",
          "day", "do", ("heard_only_at_renewal",), rules.silent_called),
    Habit("gift_before_asking", "No offer and no renewal mail without a gift before",
          "Before each offer or renewal of the week, something of value, care or thanks in the 45 days before, "
          "since we last asked.",
          "week", "each", ("asked_never_given", "heard_only_at_renewal"), rules.gift_before_asking),
    Habit("probe_all_great", "One probing question after every “all great”",
          "Each time a customer says that all is great, a question of ours within 3 days.",
          "week", "each", ("all_great_nothing_asked",), rules.great_probed),
    Habit("brief_before_call", "Read the brief before every call",
          "Before each call or meeting of the day, its caller opened the brief or wrote a note within 24 hours.",
          "day", "each", ("ok_without_a_clue",), rules.briefed_before_call),
    Habit("deed_after_miss_you", "A deed after every “we miss you”",
          "After each “we miss you” of the week, an answer, care or something of value within 14 days.",
          "week", "each", ("hollow_miss_you",), rules.deed_after_miss_you),
    Habit("word_before_due", "A word before it is late",
          "Each promise due in the week was kept, or moved by a holding reply, by the moment it was due.",
          "week", "each", ("promise_forgotten",), rules.word_before_due),
    Habit("speak_at_third_holding", "Instead of a third holding reply, speak with them",
          "After a third holding reply within 30 days, a call or meeting within 3 days.",
          "week", "each", ("endless_loop",), rules.spoken_at_third_holding),
    Habit("ask_after_complaint", "After every complaint, ask whether it is solved",
          "After each complaint of the week, a question of ours within 7 days.",
          "week", "each", ("complaint_went_silent",), rules.complaint_asked_back),
    Habit("ask_one_question", "Ask one customer one open question each day",
          "That day, a question to a customer in words that sell nothing.",
          "day", "do", ("stopped_listening", "assumptions_about_you"), rules.asked_something),
    Habit("note_for_the_next", "Write the next one of us a note each week",
          "That week, a note or a handover on a customer.",
          "week", "do", ("too_many_touchpoints",), rules.noted),
    Habit("spare_in_hard_times", "No offer in hard times",
          "No offer of the week went to a customer whose hard times we knew of.",
          "week", "each", ("pitched_in_hard_times",), rules.spared_in_hard_times),
    Habit("thank_one", "Thank one customer each week",
          "That week, a word of appreciation to a customer.",
          "week", "do", ("asked_never_given",), rules.thanked),
)  # fmt: skip
BY_ID: Final[Mapping[str, Habit]] = {habit.id: habit for habit in HABITS}


def answering(scenario: str) -> Habit | None:
    """The habit that answers a scenario the nearest; None for one that there is not."""
    found = (habit for habit in HABITS if scenario in habit.answers)
    return min(found, key=lambda habit: habit.answers.index(scenario), default=None)
