"""The questions of a survey as they are written: added, changed, moved, taken away, while nobody answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.http import Http404

from deeproot_app.act.models import Question, Survey
from deeproot_app.act.surveys import wording, written
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

MOST: Final = 40
MOST_CHOICES: Final = 20
Kind = Question.Kind


@dataclass(frozen=True)
class Put:
    """All that a person says of a question."""

    kind: str
    words: wording.Words
    required: bool = False
    ends: dict[str, list[str]] = field(default_factory=dict)
    choices: list[dict[str, Any]] = field(default_factory=list)
    only_after: int | None = None
    """The id of the earlier question that it hangs on."""
    least: int | None = None
    most: int | None = None
    one_of: list[str] = field(default_factory=list)


def found(actor: access.Actor, question_id: int) -> Question:
    """One question, with its survey. Raises Http404."""
    access.require(actor, written.ACT)
    return _one(question_id)


def add(actor: access.Actor, survey_id: int, put: Put) -> Question:
    """Put a question at the end. Raises UserError for one that cannot be, or where people answered already."""
    access.require(actor, written.ACT)
    with transaction.atomic():
        survey = _changed(survey_id)
        count = survey.questions.count()
        if count >= MOST:
            raise UserError(f"A survey has at most {MOST} questions; who would answer more?")
        row = Question(survey=survey, place=count + 1)
        _write(row, put)
        audit.write(actor, "survey.question", survey, added=row.pk)
    return row


def change(actor: access.Actor, question_id: int, put: Put) -> Question:
    """Write a question anew. Raises UserError for what cannot be."""
    access.require(actor, written.ACT)
    with transaction.atomic():
        row = _one(question_id)
        row.survey = _changed(row.survey_id)
        if row.kind != put.kind and row.leads_to.exists():
            raise UserError("Other questions hang on it: change them first, then what kind it is.")
        _write(row, put)
        audit.write(actor, "survey.question", row.survey, changed=row.pk)
    return row


def move(actor: access.Actor, question_id: int, by: int) -> Question:
    """Let a question change places with its neighbour, above (-1) or below (1); at the end it stays.

    Raises UserError where it came before the one that it hangs on.
    """
    access.require(actor, written.ACT)
    with transaction.atomic():
        row = _one(question_id)
        row.survey = _changed(row.survey_id)
        other = row.survey.questions.filter(place=row.place + (1 if by > 0 else -1)).first()
        if other is None:
            return row
        upper, lower = (row, other) if row.place > other.place else (other, row)
        if upper.only_after_id == lower.pk:
            raise UserError("One hangs on the other: it comes after it.")
        _swap(row, other)
        audit.write(actor, "survey.question", row.survey, moved=row.pk)
    return row


def _swap(row: Question, other: Question) -> None:
    row.place, other.place = other.place, row.place
    Question.objects.filter(pk=row.pk).update(place=MOST + 1)
    other.save(update_fields=["place"])
    row.save(update_fields=["place"])


def remove(actor: access.Actor, question_id: int) -> Question:
    """Take a question away. Raises UserError where others hang on it."""
    access.require(actor, written.ACT)
    with transaction.atomic():
        row = _one(question_id)
        survey = _changed(row.survey_id)
        if row.leads_to.exists():
            raise UserError("Other questions hang on it: change them first.")
        audit.write(actor, "survey.question", survey, removed=row.pk)
        row.delete()
        for place, pk in enumerate(survey.questions.order_by("place").values_list("pk", flat=True), 1):
            Question.objects.filter(pk=pk).update(place=place)
    return row


def _one(question_id: int) -> Question:
    row = Question.objects.select_related("survey").filter(pk=question_id if question_id < 2**63 else 0).first()
    if row is None:
        raise Http404("There is no such question.")
    return row


def _changed(survey_id: int) -> Survey:
    """The survey, held, where its questions may still change: an answer belongs to the question that was read."""
    survey = written.held(survey_id)
    if survey.state == Survey.State.CLOSED or survey.asked.exists():
        raise UserError("People were asked already: its questions stay as they were read. Copy it to ask otherwise.")
    survey.changed_at = clock.now()
    survey.save(update_fields=["changed_at"])
    return survey


def _write(row: Question, put: Put) -> None:
    _refuse_nonsense(put)
    earlier = _earlier(row, put)
    row.kind, row.words, row.required = put.kind, put.words, put.required
    row.ends = put.ends or wording.ENDS.get(put.kind, {}) if put.kind in wording.SCALES else {}
    row.choices = put.choices if put.kind == Kind.CHOICE else []
    row.only_after, row.least, row.most, row.one_of = earlier, put.least, put.most, put.one_of
    row.save()


def _earlier(row: Question, put: Put) -> Question | None:
    """The question that it hangs on. Raises UserError for one that comes later, or a condition it cannot meet."""
    if put.only_after is None:
        if put.least is not None or put.most is not None or put.one_of:
            raise UserError("Say on which question it hangs.")
        return None
    earlier = row.survey.questions.filter(pk=put.only_after, place__lt=row.place).first()
    if earlier is None:
        raise UserError("It can only hang on a question that comes before it.")
    if earlier.kind in wording.SCALES:
        _refuse_marks(put, *wording.SCALES[Kind(earlier.kind)])
    elif put.least is not None or put.most is not None:
        raise UserError("The question it hangs on has no marks.")
    if unknown := set(put.one_of) - {one["id"] for one in earlier.choices}:
        raise UserError(f"The question it hangs on has no answer {', '.join(sorted(unknown))}.")
    return earlier


def _refuse_marks(put: Put, low: int, high: int) -> None:
    least, most = low if put.least is None else put.least, high if put.most is None else put.most
    if put.one_of or not low <= least <= most <= high:
        raise UserError(f"The question it hangs on has marks from {low} to {high}: ask after a part of these.")


def _refuse_nonsense(put: Put) -> None:
    if put.kind not in Kind.values:
        raise UserError(f"A question is one of {', '.join(Kind.values)}.")
    if not any(one.strip() for one in put.words.values()):
        raise UserError("A question needs words, in at least one language.")
    written.refuse_words(put.words)
    for one in put.choices:
        written.refuse_words(one["words"])
    if put.kind == Kind.CHOICE and (not 2 <= len(put.choices) <= MOST_CHOICES or _alike(put.choices)):
        raise UserError(f"Give two to {MOST_CHOICES} answers to choose from, each different.")


def _alike(choices: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two answers have one id, or are the same words to somebody who reads them in one language."""
    ids = [one["id"] for one in choices]
    read = [(code, words.strip().casefold()) for one in choices for code, words in one["words"].items()]
    return len(set(ids)) < len(ids) or len(set(read)) < len(read)
