"""Scores in words, and as one JSON document: each figure beside what it is made of."""

from __future__ import annotations

from typing import Any, Final

from deeproot.measure.surveys.intervals import LEAST, Estimate
from deeproot.measure.surveys.marks import Marks
from deeproot.measure.surveys.reach import NeverAsked, Part, Reach, Response
from deeproot_app.act.models import Survey
from deeproot_app.measure.surveys.asked import Answered
from deeproot_app.measure.surveys.reckoned import Results

NAMES: Final = {
    "nps": "Recommendation (NPS)",
    "csat": "Satisfaction (CSAT)",
    "ces": "Effort (CES)",
    "easy": "Found it easy",
    "response": "Response rate",
}
RULES: Final = {
    "nps": "Share of 9 and 10 less share of 0 to 6, from -100 to 100.",
    "csat": "Share of 4 and 5, of five.",
    "ces": "Mean of the marks from 1 (hard) to 7 (easy).",
    "easy": "Share of 5 to 7.",
    "response": "Answered of asked; a reminder is no second asking.",
}
PARTS: Final = {
    "nps": ("Promoters, 9 and 10", "Passives, 7 and 8", "Detractors, 0 to 6"),
    "csat": ("Satisfied, 4 and 5", "Between, 3", "Dissatisfied, 1 and 2"),
    "ces": ("Easy, 5 to 7", "Between, 4", "Hard, 1 to 3"),
}
"""What good marks, those between and low ones are called."""
TOO_FEW: Final = f"Fewer than {LEAST} customers answered: too few to say anything."


def value(name: str, figure: float) -> str:
    """A figure as one reads it: `+23`, `64 %`, `5.3`."""
    if name == "nps":
        return f"{round(figure):+d}".replace("-", "\N{MINUS SIGN}") if round(figure) else "0"
    return f"{figure:.1f}" if name == "ces" else f"{figure:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


def score(one: Estimate) -> str:
    """The figure of an estimate."""
    return value(one.id, one.value)


def between(one: Estimate) -> str:
    """Its interval: `+5 to +41`."""
    return f"{value(one.id, one.low)} to {value(one.id, one.high)}"


def sentence(one: Marks) -> str:
    """What the marks of one scale say, in one line."""
    who = f"{one.n:,} answers of {one.customers:,} customers"
    if not one.estimates:
        return f"{who}; {TOO_FEW[0].lower()}{TOO_FEW[1:]}"
    parts = (f"{NAMES[each.id]} {score(each)} ({between(each)})" for each in one.estimates)
    return f"{'; '.join(parts)}; {who}."


def document(found: Results) -> dict[str, Any]:
    """As one JSON document."""
    return {
        "as_of": found.as_of,
        "begins": found.span.begins,
        "survey": None if found.survey is None else survey(found.survey),
        "by": found.by,
        "scores": [marks(one) for one in found.whole],
        "months": [marks(one) for one in found.months],
        "groups": [marks(one) for one in found.groups],
        "response": None if found.response is None else response(found.response),
        "responses": [response(one) for one in found.responses],
        "reach": reach(found.reach),
        "reaches": [reach(one) for one in found.reaches],
        "rules": RULES,
        "least_customers": LEAST,
    }


def survey(row: Survey) -> dict[str, Any]:
    """One survey."""
    return {
        "survey_id": row.pk, "title": row.title, "kind": row.kind, "state": row.state, "made_at": row.made_at,
        "opened_at": row.opened_at, "closed_at": row.closed_at,
    }  # fmt: skip


def marks(one: Marks) -> dict[str, Any]:
    """The marks of one scale, in one stretch of time and group."""
    return {
        "begins": one.begins, "ends": one.ends, "scale": one.scale.id, "group": one.group, "n": one.n,
        "customers": one.customers, "good": one.good, "low": one.low, "off_scale": one.off_scale,
        "counts": {f"{mark:g}": times for mark, times in one.counts.items()},
        "estimates": [estimate(each) for each in one.estimates],
    }  # fmt: skip


def estimate(one: Estimate) -> dict[str, Any]:
    """One figure with its interval."""
    return {
        "id": one.id, "value": one.value, "low": one.low, "high": one.high, "n": one.n, "customers": one.customers,
        "level": one.level, "method": one.method,
    }  # fmt: skip


def response(one: Response) -> dict[str, Any]:
    """What became of askings."""
    return {
        "group": one.group, "asked": one.asked, "answered": one.answered, "waiting": one.waiting,
        "customers": one.customers, "rate": None if one.rate is None else estimate(one.rate),
    }  # fmt: skip


def reach(one: Reach) -> dict[str, Any]:
    """Who was reached."""
    return {
        "group": one.group, "customers": one.customers, "answered": _part(one.answered),
        "unanswered": _part(one.unanswered), "never_asked": _part(one.never_asked),
    }  # fmt: skip


def _part(one: Part) -> dict[str, int]:
    return {"customers": one.customers, "silent": one.silent, "at_risk": one.at_risk}


def never(one: NeverAsked, name: str) -> dict[str, Any]:
    """Somebody whom nobody asked."""
    return {
        "customer_id": one.customer_id, "name": name, "heard_at": one.heard_at, "silent": one.silent,
        "at_risk": one.at_risk,
    }  # fmt: skip


def responded(one: Response | None) -> str:
    """What became of askings, in one line."""
    if one is None:
        return "Response rate: not known; these answers came from elsewhere, without those who were asked."
    rate = f"{score(one.rate)} ({between(one.rate)})" if one.rate else "too few were asked for a rate"
    waits = f"; {one.waiting:,} asked within the last 7 days may still answer" if one.waiting else ""
    return f"Response rate: {rate}; {one.answered:,} of {one.asked:,} asked{waits}."


def question(one: Answered) -> dict[str, Any]:
    """One question and how it was answered."""
    return {
        "question_id": one.question.pk, "place": one.question.place, "kind": one.question.kind, "words": one.words,
        "n": one.n, "counts": {key: times for _, times, key in one.counts},
    }  # fmt: skip
