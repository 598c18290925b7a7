"""What the walk over every route must know of a route: who may go there, and ids to go there with.

A room lists its routes in `<room>/tests/routes.py`, as `ROUTES: dict[str, Route]` by the route's full name; where they
need rows that the small record does not have, a function `prepare()` there makes them. `tests/test_every_route.py`
finds these files by their being there, and fails for a route that none of them lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Lowest = Literal["anyone", "viewer", "member", "manager", "administrator"]


@dataclass(frozen=True)
class Sample:
    """Values for one argument of a route. A function is called when the rows are there."""

    own: Any
    """One that Ada, of the north team, may see."""
    foreign: Any = None
    """One that exists, of a customer of the south team, which Ada may not see; None where there is no such thing."""
    unknown: Any = "no-such-id"
    """One that does not exist."""


@dataclass(frozen=True)
class Route:
    """One route: the lowest role that may go there, and sample arguments."""

    lowest: Lowest
    """Who may look. `anyone`: also somebody who is not signed in."""
    arguments: Mapping[str, Sample] = field(default_factory=dict)
    lowest_to_act: Lowest | None = None
    """Who may POST, where that is not who may look."""
    answers: frozenset[int] = frozenset({200, 302})
    """Statuses that a GET by somebody who may look gives."""
    looks: bool = True
    """False where there is nothing to look at: a GET is answered with 405."""
    acts: bool = True
    """False where nothing can be posted: a POST is answered with 405."""
    changes_by_looking: frozenset[str] = frozenset()
    """Tables that even a GET may write to; only for what is no act of a person's."""


def without_tokens(page: str) -> str:
    """The page without its CSRF tokens: what is left is the same for the same answer."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", page)


OWN_CUSTOMER: Final = Sample("c-birch", "c-dune", "c-nowhere")
