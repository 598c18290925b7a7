"""What the next one must know of a customer, drafted from the record: a text that its writer changes as they like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from deeproot_app.act.briefs.brief import Brief, Held, brief
from deeproot_app.act.drafts import dates
from deeproot_app.base.models import Organisation
from deeproot_app.record.models import Case, Customer, Interaction, Promise, Step

Day = Callable[[datetime], str]
"""A day as people write it, with its year where that is not the present one."""
LONGEST_WORDS: Final = 160
ABOUT: Final = {
    "capacity": "hard times", "pain": "it hurts them", "need": "they need", "goal": "they want to reach",
    "gain": "it would gain them", "strength": "they are strong in", "origin": "where they come from",
}  # fmt: skip


def drafted(customer: Customer, now: datetime) -> str:
    """The handover note: open cases and promises, the shared plan, what we believe, their last words. A dozen queries.

    What is not known is left out; nothing is made up. Days are those of the organisation.
    """
    known, zone = brief(customer, now), ZoneInfo(Organisation.get().timezone)

    def day(moment: datetime) -> str:
        return dates.written(moment, "en", zone, now)

    steps = Step.objects.filter(customer__in=customer.ids, done_at__isnull=True, dropped_at__isnull=True)
    parts = [
        ("Open cases", list(_cases(known, day))),
        ("Promises that are open", [_promise(one, day) for one in known.promises]),
        ("Steps of their plan", [_step(one, day) for one in steps.order_by("due_at", "pk")[:10]]),
        ("What we believe of them", [_belief(one) for one in known.beliefs[:10]]),
        ("Their last words", [_words(one, day) for one in known.words]),
    ]
    told = [f"{title}:\n" + "\n".join(f"- {line}" for line in lines) for title, lines in parts if lines]
    return "\n\n".join(told)


def _cases(known: Brief, day: Day) -> Iterator[str]:
    for one in known.cases:
        offered = f"; may be offered: {', '.join(agreed.option.text for agreed in one.options)}" if one.options else ""
        who = f", {one.case.owner.name} works on it" if one.case.owner else ""
        yield f"{_case(one.case)}, open since {day(one.case.opened_at)}{who}{offered}"
    for case in known.silent:
        closed = f" on {day(case.closed_at)}" if case.closed_at else ""
        yield f"{_case(case)}, closed by us{closed}; they never said that it is solved"


def _case(one: Case) -> str:
    """By what it is about, and by its id, for whoever looks it up where it is worked on."""
    return f"“{_short(one.about)}” ({one.pk})" if one.about else one.pk


def _promise(one: Promise, day: Day) -> str:
    due, text = one.moved_to or one.due_at, _short(one.text)
    overdue = ", overdue" if getattr(one, "overdue", False) else ""
    return f"“{text}”" + (f", due {day(due)}{overdue}" if due else ", no day was said")


def _step(one: Step, day: Day) -> str:
    whose = "ours" if one.whose == Step.Whose.US else "theirs"
    return f"{_short(one.text)} ({whose}{f', by {day(one.due_at)}' if one.due_at else ''})"


def _belief(one: Held) -> str:
    mark = " (assumed)" if one.assumed else " (not confirmed for long)" if one.stale else ""
    return f"{ABOUT.get(one.belief.about, one.belief.about)}: {_short(one.belief.text)}{mark}"


def _words(one: Interaction, day: Day) -> str:
    said = getattr(one, "text", None)
    return f"{day(one.happened_at)}: “{_short(said.body or said.subject) if said else ''}”"


def _short(text: str) -> str:
    plain = " ".join(text.split()).replace("@", "＠")  # an address in their words mentions nobody
    return plain if len(plain) <= LONGEST_WORDS else f"{plain[: LONGEST_WORDS - 1]}…"
