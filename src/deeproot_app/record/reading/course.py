"""How a promise's thread went on: what a message of ours did for it, told by its place beside its words.

Words alone do not say what a message brings: "twelve pages, the second is the one you want" delivers where a report was
promised. So each later message of ours in the promise's own thread is weighed twice, as its delivery and as a reply
that puts it off. Each fact adds its weight, in log odds: what its words were read to say, what all of them sound like
(`deeproot.read.delayed`), whether it names a new day or promises anew, whether we wrote again before the customer did,
what the customer wrote next, its kind. The weights are whole and half steps: those of words by logistic regression on
messages whose authors were left out of what they sound like, what came before and after by judgement, for made stories
go on more alike than life does. Only words take a promise back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from deeproot.read.delayed import Heard

SURE: Final = 1.0
"""From which weight a verdict is applied by rule: about three to one."""
LIKELY: Final = 0.5
"""From which weight it is worth a person's look."""
FIRM: Final = 0.7
"""From which confidence the words weigh fully."""
UNDONE: Final = 0.65
"""From which confidence a customer's words alone open a promise again."""
GLAD: Final = frozenset({"thanks", "praise", "all_great"})
UNASKED: Final = frozenset({"pitch", "renewal", "care", "miss_you", "appreciation"})
"""Kinds that bring nothing that was promised."""
LONG_AFTER: Final = timedelta(days=45)

Verdict = Literal["delivers", "holding"]


@dataclass(frozen=True)
class Step:
    """One message of the promise's thread, as it bears on the promise."""

    at: datetime
    ours: bool
    kind: str | None = None
    asks: bool = False
    words: str | None = None
    """What its words alone were read to say of the promise."""
    sure: float = 0.0
    """How surely."""
    new_day: bool = False
    """It names a day to come."""
    promises: bool = False
    """It promises by a day, and names nothing else than what was promised before."""
    names: bool = False
    """It shares a word with what was promised."""
    gives: bool = False
    """An item of the library goes with it."""
    personal: bool = True
    heard: Heard | None = None
    """What all its words sound like beside the promise; None where they are not known."""
    telling: str = ""
    """The words by which it sounds so."""
    of_another: bool = False
    """Its words speak of another promise, or name nothing of this one while another of the thread is open."""


@dataclass(frozen=True)
class Weighed:
    """What a message is taken for, how surely (0 to 1), whether by rule, and why."""

    verdict: Verdict
    weight: float
    reasons: tuple[str, ...]

    @property
    def by_rule(self) -> bool:
        return self.weight >= SURE

    @property
    def confidence(self) -> float:
        return min(0.95, 0.5 + self.weight / 8)


Fact = tuple[float, float, str]
"""What a fact adds to delivery and to putting off, and the sentence that tells it."""


def weigh(steps: Sequence[Step], place: int, due_at: datetime | None, *, report: bool = False) -> Weighed | None:
    """What the message of ours at a place of the thread does for a promise still open; None where that stays unknown.

    ``report`` is true for a promise only to write or call again: whatever we tell then keeps it.
    """
    step = steps[place]
    if not step.personal:
        return None
    facts = [
        *_of_words(step),
        *_of_sound(step, report=report),
        *_of_kind(step),
        *_of_what_follows(step, steps[place + 1 :]),
    ]
    facts += [*_of_what_came_before(steps[:place]), *_of_time(step, due_at)]
    if report and not step.promises:
        facts.append((1.5, 0.0, "Only word was promised, and this is word."))
    delivers = 0.5 + sum(fact[0] for fact in facts)
    holding = (-1.0 if step.heard is None else -0.5) + sum(fact[1] for fact in facts)
    if max(delivers, holding) < LIKELY:
        return None
    if delivers >= holding:
        return Weighed("delivers", delivers, tuple(why for more, less, why in facts if more > 0 and more > less))
    return Weighed("holding", holding, tuple(why for less, more, why in facts if more > 0 and more > less))


def reopens(step: Step) -> bool:
    """Whether a customer's message opens a promise again that was taken to be kept."""
    if step.words != "not_solved":
        return False
    return step.sure >= (FIRM if step.kind in GLAD else UNDONE) or (step.asks and step.kind not in GLAD)


def _of_words(step: Step) -> list[Fact]:
    """What its signs say; all its words, where they are known, say part of that again."""
    facts: list[Fact] = []
    firm, heard = step.sure >= FIRM, step.heard is not None
    if step.words == "delivers":
        alone = (3.0 if firm else 2.0, -1.0)
        facts.append((*((1.0, 0.0) if heard else alone), "Its words tell of a delivery."))
    elif step.words == "holding":
        plainly = step.promises or firm
        alone = (-3.0, 3.0) if plainly else (-2.0, 1.0)
        facts.append((*((0.0, 1.5 if plainly else 1.0) if heard else alone), "Its words put something off."))
    if step.of_another:
        facts.append((-2.0, -2.0, "It may be about another promise."))
    if step.promises:
        facts.append((-1.5, 2.5, "It promises again, by a day to come."))
    elif step.new_day:
        facts.append((0.0, 1.0, "It names a day to come."))
    if step.names:
        facts.append((0.5, 0.0, "It names what was promised."))
    return facts


def _of_sound(step: Step, *, report: bool) -> list[Fact]:
    """Its log odds as they are heard. Whatever is told keeps a ``report``: it need not sound like a delivery."""
    if step.heard is None:
        return []
    delivers, holding = step.heard.delivers, step.heard.holding
    return [
        (max(0.0, delivers) if report else delivers, 0.0, f'It sounds like a delivery: "{step.telling}".'),
        (0.0, holding, f'It sounds like a delay: "{step.telling}".'),
    ]


def _of_kind(step: Step) -> list[Fact]:
    facts: list[Fact] = []
    if step.gives:
        facts.append((1.0, -1.0, "Something of the library goes with it."))
    if step.kind in ("answer", "value"):
        facts.append((0.5, 0.0, "It gives an answer."))
    elif step.kind == "holding":
        facts.append((-1.0, 1.0, "It asks to wait."))
    elif step.kind in UNASKED:
        facts.append((-1.0, -1.0, "It is of a kind that brings nothing promised."))
    if step.asks and step.words != "delivers":
        facts.append((-1.0, 0.0, "It asks something."))
    return facts


def _of_what_follows(step: Step, later: Sequence[Step]) -> list[Fact]:
    if not later:
        return [(0.5, 0.0, "Nothing was asked again in this thread.")]
    following = later[0]
    if following.ours:
        gap = following.at - step.at
        return [(-1.0, 1.5, "We wrote again before the customer did.")] if gap > timedelta(hours=1) else []
    if following.words == "not_solved" and reopens(following):
        return [(-2.5, 0.5, "The customer says that it is not done.")]
    if following.words == "confirms" or (following.kind in GLAD and not following.asks):
        return [(2.5, -2.0, "The customer thanks for it.")]
    if following.asks:
        return [(-1.5, 0.5, "The customer asks again.")]
    return [(0.5, 0.0, "The customer wrote after it, and asks nothing.")]


def _of_what_came_before(before: Sequence[Step]) -> list[Fact]:
    if before and not before[-1].ours and before[-1].asks:
        return [(-0.5, 0.0, "It may only answer what was asked meanwhile.")]
    return []


def _of_time(step: Step, due_at: datetime | None) -> list[Fact]:
    if due_at is None or step.at <= due_at + timedelta(days=1):
        return [(0.5, 0.0, "It came by the promised time.")]
    return [(-1.0, 0.0, "It came long after the promised time.")] if step.at > due_at + LONG_AFTER else []
