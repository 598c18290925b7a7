"""A survey as its page shows it: each question in the reader's language, with what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deeproot_app.act.models import Question, Survey
from deeproot_app.act.surveys import answering, flow, wording
from deeproot_app.act.surveys.flow import Said


@dataclass(frozen=True)
class Entry:
    """One question on the page."""

    question: Question
    name: str
    words: str
    said: Said
    asked: bool
    """Whether it is asked, by what was answered so far; one that is not is there for the script to uncover."""
    wrong: str = ""
    ends: tuple[str, str] = ("", "")
    marks: tuple[int, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    after: str = ""
    """The name of the question that it hangs on."""

    @property
    def one_of(self) -> str:
        """The choices after which it is asked, for the script."""
        return " ".join(self.question.one_of)


def entries(
    survey: Survey, questions: Sequence[Question], said: Mapping[int, Said], language: str, company: str,
    wrong: Mapping[int, str] | None = None,
) -> list[Entry]:  # fmt: skip
    """All questions of a survey, in their order."""
    there = {one.pk for one in flow.asked(questions, said)}
    return [
        _entry(survey, one, said.get(one.pk, Said()), language, company, one.pk in there, (wrong or {}).get(one.pk, ""))
        for one in questions
    ]


def _entry(
    survey: Survey, one: Question, said: Said, language: str, company: str, asked: bool, wrong: str
) -> Entry:  # fmt: skip
    low, high = wording.SCALES.get(Question.Kind(one.kind), (0, -1))
    ends = wording.said(one.ends, language, survey.language) or ("", "")
    return Entry(
        question=one,
        name=answering.name(one),
        words=wording.of_us(wording.said(one.words, language, survey.language), company),
        said=said,
        asked=asked,
        wrong=wrong,
        ends=(ends[0], ends[-1]),
        marks=tuple(range(low, high + 1)),
        choices=tuple((of["id"], wording.said(of["words"], language, survey.language)) for of in one.choices),
        after=f"q{one.only_after_id}" if one.only_after_id else "",
    )


def first_mark(questions: Sequence[Question], survey: Survey, given: str) -> dict[int, Said]:
    """The mark that a link in a mail chose beforehand, for the first question of the survey's kind; nothing is kept."""
    for one in questions:
        if one.kind == survey.kind and one.only_after_id is None:
            said, _ = answering.read([one], {answering.name(one): given})
            return said
    return {}
