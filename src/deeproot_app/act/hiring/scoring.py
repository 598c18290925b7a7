"""An interviewer's own sheet: filled in by themselves, handed in, and only then laid beside the others'.

Whoever has seen what others scored scores like them (Kahneman, Sibony, Sunstein: Noise, 2021): so nobody sees any
sheet before their own is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.http import Http404

from deeproot_app.act.hiring import candidates
from deeproot_app.act.models import Candidate, Interview
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

SCORES: Final = (1, 2, 3, 4)


def own(actor: access.Actor, row: Candidate) -> Interview | None:
    """The actor's own sheet of a candidate; None for whoever does not interview them."""
    return row.interviews.filter(user=actor.pk).first() if actor.pk else None


@transaction.atomic
def keep(
    actor: access.Actor, candidate: int, scores: Mapping[str, int], notes: Mapping[str, str], words: str = "",
    *, hand_in: bool = False,
) -> Interview:  # fmt: skip
    """Keep what one scored and noted; with ``hand_in`` for good. Raises UserError for what no sheet can hold.

    A sheet that is handed in needs a score for each question, and changes no more.
    """
    row = candidates.one(actor, candidate)
    mine = own(actor, row)
    if mine is None:
        raise Http404("There is no such sheet.")
    mine = Interview.objects.select_for_update().get(pk=mine.pk)
    if mine.handed_in_at:
        raise UserError(
            "Your sheet is handed in already; what came to your mind since belongs in the talk with the others."
        )
    keys = [each["key"] for each in row.questions]
    _refuse(keys, scores, notes, words)
    if hand_in and (missing := [key for key in keys if key not in scores]):
        raise UserError(f"Give each question a score from 1 to 4 first; {len(missing)} have none.")
    mine.scores, mine.notes = dict(scores), {key: said.strip() for key, said in notes.items() if said.strip()}
    mine.words, mine.changed_at = words.strip(), clock.now()
    mine.handed_in_at = clock.now() if hand_in else None
    mine.save()
    if hand_in:
        audit.write(actor, "hiring.hand_in", row)
    return mine


def _refuse(keys: list[str], scores: Mapping[str, int], notes: Mapping[str, str], words: str) -> None:
    if set(scores) - set(keys) or set(notes) - set(keys) or not set(scores.values()) <= set(SCORES):
        raise UserError("Score the questions of this sheet, from 1 to 4.")
    if max(map(len, [words, *notes.values()])) > candidates.LONGEST:
        raise UserError(f"Note it in up to {candidates.LONGEST:,} characters each.")


@transaction.atomic
def take_back(actor: access.Actor, candidate: int) -> None:
    """Undo having handed in, as long as one can have seen nobody else's. Raises UserError from then on."""
    row = candidates.one(actor, candidate)
    Candidate.objects.select_for_update().get(pk=row.pk)
    mine = own(actor, row)
    if mine is None or not mine.handed_in_at:
        raise Http404("There is no such sheet.")
    if row.interviews.exclude(pk=mine.pk).filter(handed_in_at__isnull=False).exists():
        raise UserError("Others have handed theirs in: yours stays as it was before you could see them.")
    Interview.objects.filter(pk=mine.pk).update(handed_in_at=None)
    audit.write(actor, "hiring.hand_in", row, taken_back=True)


@dataclass(frozen=True)
class Line:
    """What was scored of one question."""

    question: dict[str, Any]
    given: list[tuple[str, int, str]]
    """(who, score, what they noted)"""

    @property
    def scores(self) -> list[int]:
        return [score for _, score, _ in self.given]

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.given else None

    @property
    def spread(self) -> int:
        """From the lowest score to the highest."""
        return max(self.scores) - min(self.scores) if self.given else 0

    @property
    def agree(self) -> bool:
        """Whether no two are further than one apart."""
        return self.spread <= 1


@dataclass(frozen=True)
class Summary:
    """What those who handed in scored: to be talked about, never a verdict."""

    lines: list[Line]
    who: list[tuple[str, float, str]]
    """(who, their mean, their last words)"""
    waiting: list[str]
    """Who has not handed in."""

    @property
    def mean(self) -> float | None:
        means = [mean for _, mean, _ in self.who]
        return sum(means) / len(means) if means else None

    @property
    def agreed(self) -> int:
        """Of how many questions no two are further than one apart."""
        return sum(line.agree for line in self.lines)


def summary(actor: access.Actor, row: Candidate) -> Summary | None:
    """The sheets that are handed in, side by side; None for whoever still has to hand in their own."""
    interviews = list(row.interviews.select_related("user").order_by("pk"))
    if any(each.user_id == actor.pk and not each.handed_in_at for each in interviews):
        return None
    given = [each for each in interviews if each.handed_in_at]
    lines = [
        Line(question, [
            (str(each.user), each.scores[question["key"]], each.notes.get(question["key"], ""))
            for each in given if question["key"] in each.scores
        ]) for question in row.questions
    ]  # fmt: skip
    who = [(str(each.user), sum(each.scores.values()) / max(len(each.scores), 1), each.words) for each in given]
    return Summary(lines, who, [str(each.user) for each in interviews if not each.handed_in_at])
