"""What the next one must know of a customer, drafted from the record: a text that its writer changes as they like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from deeproot_app.act.briefs.brief import Brief, Held, brief
from deeproot_app.record.models import Case, Customer, Interaction, Promise, Step

LONGEST_WORDS: Final = 160
ABOUT: Final = {
    "capacity": "hard times", "pain": "it hurts them", "need": "they need", "goal": "they want to reach",
    "gain": "it would gain them", "strength": "they are strong in", "origin": "where they come from",
}  # fmt: skip


def drafted(customer: Customer, now: datetime) -> str:
    """The handover note: open cases and promises, the shared plan, what we believe, their last words. A dozen queries.

    What is not known is left out; nothing is made up.
    """
    known = brief(customer, now)
    steps = Step.objects.filter(customer__in=customer.ids, done_at__isnull=True, dropped_at__isnull=True)
    parts = [
        ("Open cases", list(_cases(known))),
        ("Promises that are open", [_promise(one) for one in known.promises]),
        ("Steps of their plan", [_step(one) for one in steps.order_by("due_at", "pk")[:10]]),
        ("What we believe of them", [_belief(one) for one in known.beliefs[:10]]),
        ("Their last words", [_words(one) for one in known.words]),
    ]
    told = [f"{title}:\n" + "\n".join(f"- {line}" for line in lines) for title, lines in parts if lines]
    return "\n\n".join(told)


def _cases(known: Brief) -> Iterator[str]:
    for one in known.cases:
        offered = f"; may be offered: {', '.join(agreed.option.text for agreed in one.options)}" if one.options else ""
        who = f", {one.case.owner.name} works on it" if one.case.owner else ""
        yield f"{_case(one.case)}, open since {one.case.opened_at:%Y-%m-%d}{who}{offered}"
    for case in known.silent:
        yield f"{_case(case)}, closed by us on {case.closed_at:%Y-%m-%d}; they never said that it is solved"


def _case(one: Case) -> str:
    """By what it is about, and by its id, for whoever looks it up where it is worked on."""
    return f"“{_short(one.about)}” ({one.pk})" if one.about else one.pk


def _promise(one: Promise) -> str:
    due, text = one.moved_to or one.due_at, _short(one.text)
    overdue = ", overdue" if getattr(one, "overdue", False) else ""
    return f"“{text}”" + (f", due {due:%Y-%m-%d}{overdue}" if due else ", no day was said")


def _step(one: Step) -> str:
    whose = "ours" if one.whose == Step.Whose.US else "theirs"
    return f"{_short(one.text)} ({whose}{f', by {one.due_at:%Y-%m-%d}' if one.due_at else ''})"


def _belief(one: Held) -> str:
    mark = " (assumed)" if one.assumed else " (not confirmed for long)" if one.stale else ""
    return f"{ABOUT.get(one.belief.about, one.belief.about)}: {_short(one.belief.text)}{mark}"


def _words(one: Interaction) -> str:
    said = getattr(one, "text", None)
    return f"{one.happened_at:%Y-%m-%d}: “{_short(said.body or said.subject) if said else ''}”"


def _short(text: str) -> str:
    plain = " ".join(text.split()).replace("@", "＠")  # an address in their words mentions nobody
    return plain if len(plain) <= LONGEST_WORDS else f"{plain[: LONGEST_WORDS - 1]}…"
