"""The text of a script: steps to say, questions to ask, and the step each answer leads to.

    # Begin
    Good day {contact}, this is {me} of {company}. Is this a good moment?
    > Yes -> The reason
    > Not now -> Another time

A line that begins with ``#`` opens a step, ``>`` gives an answer and where it leads. Words in braces are facts; a
line that needs one which is not known is left out, so that nobody reads out an empty brace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.text import slugify

from deeproot_app.base.errors import UserError

FACTS: Final[dict[str, str]] = {
    "contact": "the name of whom you call",
    "customer": "the customer's name",
    "me": "your own name",
    "company": "our company's name",
    "promise": "what we promised, in the words of then",
    "due": "the day on which it was due",
    "last_words": "the last thing they wrote or said",
    "silent_days": "for how many days they have heard nothing from us",
}
"""What a script may name in braces, and what stands there."""
LONGEST: Final = 20_000
BRACES: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Branch:
    """One answer, and where it leads."""

    answer: str
    title: str
    to: str
    """The anchor of that step."""


@dataclass
class Step:
    """What to say at one point of a call."""

    title: str
    anchor: str
    lines: list[str] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


def read(text: str) -> list[Step]:
    """The steps of a script in their order.

    Raises UserError, naming the line, where it has none, one has no words, two have one name, an answer leads nowhere,
    or braces name a fact that there is not.
    """
    if len(text) > LONGEST:
        raise UserError(f"A script has at most {LONGEST:,} characters; this one has {len(text):,}.")
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            _take(steps, number, line.strip())
    if not steps:
        raise UserError("A script needs at least one step: a line such as “# Begin”, and below it what to say.")
    _refuse_loose_ends(steps)
    return steps


def _take(steps: list[Step], number: int, line: str) -> None:
    if line.startswith("#"):
        steps.append(_opened(steps, number, line.lstrip("#").strip()))
    elif not steps:
        raise UserError(f"Line {number} stands before the first step; begin with a line such as “# Begin”.")
    elif line.startswith(">"):
        answer, arrow, title = (part.strip() for part in line[1:].partition("->"))
        if not (arrow and answer and title):
            raise UserError(f"Line {number} is no answer; write it as “> Not now -> Another time”.")
        steps[-1].branches.append(Branch(answer, title, _anchor(title)))
    else:
        if unknown := [name for name in BRACES.findall(line) if name not in FACTS]:
            raise UserError(f"Line {number} names {{{unknown[0]}}}; there are: {', '.join(FACTS)}.")
        steps[-1].lines.append(line)


def _opened(steps: Sequence[Step], number: int, title: str) -> Step:
    anchor = _anchor(title)
    if not title:
        raise UserError(f"The step in line {number} has no name; write one after the #.")
    if anchor in (step.anchor for step in steps):
        raise UserError(f"Line {number} opens a second step “{title}”; every step needs a name of its own.")
    return Step(title, anchor)


def _anchor(title: str) -> str:
    return f"step-{slugify(title, allow_unicode=True) or title.casefold().encode().hex()}"


def _refuse_loose_ends(steps: Sequence[Step]) -> None:
    known = {step.anchor for step in steps}
    for step in steps:
        if not step.lines and not step.branches:
            raise UserError(f"The step “{step.title}” says nothing.")
        for branch in step.branches:
            if branch.to not in known:
                raise UserError(f"“{branch.answer}” leads to “{branch.title}”, and there is no such step.")


def told(steps: Sequence[Step], facts: Mapping[str, str]) -> list[Step]:
    """The script with its facts filled in; lines that need a fact which is not known are left out."""
    return [Step(step.title, step.anchor, list(_filled(step.lines, facts)), step.branches) for step in steps]


def _filled(lines: Sequence[str], facts: Mapping[str, str]) -> list[str]:
    return [
        BRACES.sub(lambda found: facts[found[1]], line)
        for line in lines
        if all(facts.get(name) for name in BRACES.findall(line))
    ]
