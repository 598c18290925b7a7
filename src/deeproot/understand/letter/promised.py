"""The sentences about answers waited for and promises made."""

from __future__ import annotations

from collections.abc import Iterator

from deeproot.understand.letter import words
from deeproot.understand.letter.shapes import Sentence
from deeproot.understand.letter.story import Story


def answers(story: Story) -> Iterator[Sentence]:
    hours, n = story.value("answer_hours"), story.n("answer_hours")
    if hours is None or n == 0:
        return
    waited = words.span(hours / 24)
    if n == 1:
        said = f"you answered one question of {story.voice.mine}, after {waited}"
    else:
        said = story.pick(
            "answer_hours",
            f"you answered {words.number(n)} questions of {story.voice.mine}, typically after {waited}",
            f"for the {words.number(n)} answers you gave {story.voice.me}, the wait was typically {waited}",
        )
    yield story.tell(f"{said}.", "answer_hours")


def unanswered(story: Story) -> Iterator[Sentence]:
    n, v = story.count("unanswered"), story.voice
    if n:
        when = story.days(story.moments("unanswered"))
        gaps = story.unsure(min(story.moments("unanswered"), default=story.start), story.end)
        hedge = ", as far as the record goes" if gaps else ""
        said = (
            f"what {v.i} asked{when} has not been answered"
            if n == 1
            else (f"{words.times(n)} {v.i} asked and got no answer{words.set_off(when, n)}")
        )
        yield story.tell(f"{said}{hedge}.", "unanswered", gaps=gaps)
    elif story.n("answer_hours") and story.value("unanswered") is not None:
        yield story.tell(f"no older question of {v.mine} is still waiting.", "unanswered")


def promises(story: Story) -> Iterator[Sentence]:
    due, kept = story.n("promises_kept_share"), story.ones("promises_kept_share")
    if not due or story.value("promises_kept_share") is None:
        return
    if due == 1:
        said = f"one promise of yours fell due, and {'you kept it in time' if kept else 'it was not kept in time'}"
    elif kept == due:
        both = "both promises" if due == 2 else f"all {words.number(due)} promises"
        said = story.pick("promises_due", f"you kept {both} in time", f"{both} that fell due you kept in time")
    elif kept == 0:
        said = f"{words.number(due)} promises of yours fell due, and not one was kept in time"
    else:
        said = f"of {words.number(due)} promises that fell due you kept {words.number(kept)} in time"
    yield story.tell(f"{said}.", "promises_due", "promises_kept_share")
    yield from _early(story)
    yield from _late(story, due - kept)


def _early(story: Story) -> Iterator[Sentence]:
    if early := story.ones("early_share"):
        ids = [row.id for row in story.rows("early_share") if row.value]
        yield story.tell(f"{words.times(early)} you were a day or more earlier than promised.", "early_share", ids=ids)


def _late(story: Story, late: int) -> Iterator[Sentence]:
    delay = story.value("promise_delay_days")
    if delay is None or late < 1:
        return
    by = words.span(delay)
    said = f"you were late by {by}" if late == 1 else f"where you were late, it was typically by {by}"
    yield story.tell(f"{said}.", "promise_delay_days")


def put_off(story: Story) -> Iterator[Sentence]:
    if often := story.count("holding_loop"):
        said = f"over one promise you put {story.voice.me} off {words.times(often)}"
        yield story.tell(f"{said}.", "holding_loop")
