"""An answer as it stands in the record: one interaction a link, with its mark and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from deeproot_app.act.models import Asked, Question, Survey
from deeproot_app.act.surveys import wording
from deeproot_app.act.surveys.flow import Said
from deeproot_app.base.models import Organisation
from deeproot_app.record import acted


def interaction_id(asked: Asked) -> str:
    """The id under which their answer is recorded; that of a changed answer is the same."""
    return f"deeproot:survey-{asked.survey_id}-{asked.pk}"


def scored(survey: Survey, questions: Sequence[Question]) -> Question | None:
    """The question whose mark is the survey's score: the first of its kind."""
    return next((one for one in questions if one.kind == survey.kind), None)


def tell(asked: Asked, questions: Sequence[Question], said: Mapping[int, Said], at: datetime) -> None:
    """Record an answer, in the transaction at hand, or bring what is recorded of it up to date.

    Its moment is that of the last change: that is when they said it. Of what they wrote nothing is made up: an answer
    of a mark alone has no words, asks nothing, and shows no mood.
    """
    own, score = interaction_id(asked), scored(asked.survey, questions)
    mark = said[score.pk].mark if score is not None and score.pk in said else None
    words = words_of(asked, questions, said)
    row: dict[str, Any] = {
        "interaction_id": own, "customer_id": asked.customer_id, "channel": "survey", "direction": "in", "kind": None,
        "happened_at": at.replace(microsecond=0), "contact_id": asked.contact_id, "thread_id": own,
        "automatic": False, "personal": True, "subject": _subject(asked, questions, score), "body": words,
        "score": None if mark is None else float(mark), "score_kind": None if mark is None else asked.survey.kind,
    }  # fmt: skip
    acted.record_many([row if words else row | {"customer_words": 0, "needs_answer": False, "sentiment": None}])


def words_of(asked: Asked, questions: Sequence[Question], said: Mapping[int, Said]) -> str:
    """What they wrote and chose, a paragraph a question."""
    told = []
    for one in questions:
        answer = said.get(one.pk, Said())
        if answer.text:
            told.append(answer.text)
        elif answer.choice:
            words: wording.Words = next((of["words"] for of in one.choices if of["id"] == answer.choice), {})
            told.append(f"{wording.said(words, asked.language, asked.survey.language)}.")
    return "\n\n".join(told)


def _subject(asked: Asked, questions: Sequence[Question], score: Question | None) -> str:
    """Our question, as the subjects of answers from other tools are: it is read as ours, never as their words."""
    first = score or (questions[0] if questions else None)
    if first is None:
        return asked.survey.title
    words = wording.said(first.words, asked.language, asked.survey.language)
    return str(wording.of_us(words, Organisation.get().name))[:300]
