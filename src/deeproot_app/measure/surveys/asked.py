"""How each question of a survey was answered: marks, choices, words; of customers whom the reader may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from deeproot_app.act.models import Answer, Question, Survey
from deeproot_app.act.surveys import wording
from deeproot_app.base import access
from deeproot_app.base.models import Organisation


@dataclass(frozen=True)
class Answered:
    """One question and what came to it."""

    question: Question
    words: str
    n: int
    counts: tuple[tuple[str, int, str], ...]
    """(what was answered, how many, its mark or the id of its choice); for a question of words empty."""


def questions(actor: access.Actor, survey: Survey) -> list[Answered]:
    """Every question in its order. Three queries."""
    rows = access.customers(actor, Answer.objects.filter(asked__survey=survey), "asked__customer")
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows.values("question", "mark", "choice").annotate(n=Count("pk")).order_by():
        given = row["choice"] or ("" if row["mark"] is None else str(row["mark"]))
        counted[row["question"]][given] += row["n"]
    us = Organisation.get().name
    return [_answered(one, survey, counted[one.pk], us) for one in survey.questions.order_by("place")]


def _answered(one: Question, survey: Survey, counted: Counter[str], us: str) -> Answered:
    words = str(wording.of_us(wording.said(one.words, survey.language, survey.language), us))
    return Answered(one, words, counted.total(), tuple((label, counted[key], key) for key, label in _keys(one, survey)))


def _keys(one: Question, survey: Survey) -> list[tuple[str, str]]:
    """What can be answered: (mark or id of a choice, as it reads)."""
    if one.kind == Question.Kind.TEXT:
        return []
    if one.kind == Question.Kind.CHOICE:
        return [(of["id"], str(wording.said(of["words"], survey.language, survey.language))) for of in one.choices]
    lowest, highest = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[one.kind]
    return [(str(mark), str(mark)) for mark in range(highest, lowest - 1, -1)]
