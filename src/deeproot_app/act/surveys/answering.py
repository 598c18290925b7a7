"""What somebody answers on their link: read, kept, told in their story; changed until the survey or the link ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot_app.act.models import Answer, Asked, Question, Survey
from deeproot_app.act.surveys import flow, heard, telling, wording
from deeproot_app.act.surveys.flow import Said
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

LONGEST: Final = 4_000
"""Characters of one answer."""
CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
"""What no sentence holds: control characters, and those that turn the direction of what stands around them."""


class Closed(UserError):  # noqa: N818 - what the page says
    """No answer is taken any more; ``why`` is `closed` (the survey) or `over` (the link ran out)."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__("The survey is closed." if why == "closed" else "The link has run out.")


class Wrong(UserError):  # noqa: N818 - what the page says
    """Answers that cannot be kept; ``of`` says which and why: {question id: `required`, `mark`, `choice`, `long`}.

    The id 0 stands for the whole: `empty`, where nothing was answered.
    """

    def __init__(self, of: Mapping[int, str]) -> None:
        self.of = dict(of)
        super().__init__("Some answers are missing, or are none of those that there are.")


def closed(asked: Asked, at: datetime) -> str:
    """Why no answer is taken: `closed`, `over`; empty while one is."""
    if asked.survey.state != Survey.State.OPEN:
        return "closed"
    return "over" if asked.ends_at <= at else ""


def name(question: Question) -> str:
    """What a question is called in a form."""
    return f"q{question.pk}"


def read(questions: Sequence[Question], given: Mapping[str, str]) -> tuple[dict[int, Said], dict[int, str]]:
    """What was answered to the questions that are asked, and what is wrong: {question id: `mark`, `choice`, `long`}.

    Words that are too long are among both: they are shown again whole. Whatever stands in ``given`` beside the
    questions is nobody's answer and is left out.
    """
    raw, wrong = {one.pk: given.get(name(one), "") for one in questions}, {}
    said: dict[int, Said] = {}
    for one in questions:
        found = _read(one, raw[one.pk])
        if found is None:
            wrong[one.pk] = "choice" if one.kind == Question.Kind.CHOICE else "mark"
        elif found:
            said[one.pk] = found
            if len(found.text) > LONGEST:
                wrong[one.pk] = "long"
    there = {one.pk for one in flow.asked(questions, said)}
    return (
        {pk: one for pk, one in said.items() if pk in there},
        {pk: why for pk, why in wrong.items() if pk in there},
    )


def _read(question: Question, given: str) -> Said | None:
    """One answer; an empty one where nothing was given, None for what is none of those that there are."""
    if question.kind == Question.Kind.TEXT:
        return Said(text=clean(given))
    if not given:
        return Said()
    if question.kind == Question.Kind.CHOICE:
        return Said(choice=given) if given in {one["id"] for one in question.choices} else None
    low, high = wording.SCALES[Question.Kind(question.kind)]
    is_mark = re.fullmatch(r"[0-9]{1,2}", given, re.ASCII) and low <= int(given) <= high
    return Said(mark=int(given)) if is_mark else None


def clean(words: str) -> str:
    """Words as they are kept: no characters that are none."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return CONTROL.sub("", lines).strip()


def missing(questions: Sequence[Question], said: Mapping[int, Said]) -> dict[int, str]:
    """The questions that are asked, must be answered, and are not: {question id: `required`}."""
    return {one.pk: "required" for one in flow.asked(questions, said) if one.required and one.pk not in said}


def answer(
    asked_id: int, given: Mapping[str, str], at: datetime | None = None, before_them: Collection[int] | None = None
) -> Asked:
    """Keep what somebody answers, in the place of what they answered before; the same again changes nothing.

    ``given`` holds answers by the names of their questions; ``before_them`` the ids of the questions that they saw,
    where they saw a page: what only now comes to be asked cannot be missing yet. Raises Closed where no answer is
    taken any more, Wrong where one that must be there is missing, or is none of those that there are.
    """
    with transaction.atomic():
        asked = Asked.objects.select_for_update(of=("self",)).select_related("survey", "customer").get(pk=asked_id)
        now = at or clock.now()
        if why := closed(asked, now):
            raise Closed(why)
        questions = list(asked.survey.questions.order_by("place"))
        said, wrong = read(questions, given)
        lacks = {pk: why for pk, why in missing(questions, said).items() if before_them is None or pk in before_them}
        if wrong := wrong | lacks or ({} if said else {0: "empty"}):
            raise Wrong(wrong)
        if flow.of_answers(asked.answers.all()) == said:
            return asked
        _keep(asked, questions, said, now)
    return asked


def _keep(asked: Asked, questions: Sequence[Question], said: Mapping[int, Said], now: datetime) -> None:
    score = telling.scored(asked.survey, questions)
    asked.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(asked=asked, question_id=pk, mark=one.mark, choice=one.choice, text=one.text) for pk, one in said.items()
    )
    asked.score = said.get(score.pk, Said()).mark if score is not None else None
    asked.answered_at, asked.changed_at = asked.answered_at or now, now
    asked.save(update_fields=["score", "answered_at", "changed_at"])
    telling.tell(asked, questions, said, now)
    heard.tell()
    audit.write(access.UNASKED, "survey.answer", asked, on="their own link")
