"""Which questions are asked, given what was answered: a question may hang on an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deeproot_app.act.models import Answer, Question


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered to one question; empty in the parts that it does not have."""

    mark: int | None = None
    choice: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return self.mark is not None or bool(self.choice or self.text)


def of_answers(answers: Iterable[Answer]) -> dict[int, Said]:
    """What is kept, by question."""
    return {one.question_id: Said(one.mark, one.choice, one.text) for one in answers}


def asked(questions: Sequence[Question], said: Mapping[int, Said]) -> list[Question]:
    """The questions that these answers lead to, in their order.

    One that hangs on a question which is not asked itself is not asked either.
    """
    there: set[int] = set()
    for one in questions:
        if one.only_after_id is None or (
            one.only_after_id in there and holds(one, said.get(one.only_after_id, Said()))
        ):
            there.add(one.pk)
    return [one for one in questions if one.pk in there]


def holds(question: Question, earlier: Said) -> bool:
    """Whether a question is asked after this answer to the one that it hangs on. Never where there is none."""
    if not earlier:
        return False
    if question.one_of:
        return earlier.choice in question.one_of
    if question.least is None and question.most is None:
        return True
    if earlier.mark is None:
        return False
    low = question.least is None or earlier.mark >= question.least
    return low and (question.most is None or earlier.mark <= question.most)
