"""Whom a programme is for: a condition over what is known of a customer, with its check and its words.

A condition is JSON, so that pages, files and the API write the same:

    {"all": [C, ...]}   {"any": [C, ...]}   {"not": C}
    {"of": "persona", "is": ["Founder", "Owner"]}            texts: one of these
    {"of": "current_silence_days", "at_least": 60}           numbers and measures: within these bounds, ends included
    {"of": "renews_in_days", "at_least": 30, "at_most": 90}
    {"lives": "hollow_miss_you"}                             lives through a scenario
    {"holds": "need", "says": "report", "horizon": "now"}    a belief holds; words and horizon may be left out

What is not known is neither true nor false (Kleene's strong three-valued logic, 1952): a customer is in an audience
only where the condition is known to be true, so that `not` never takes in those of whom nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Final

from deeproot.plan.programme.facts import NUMBERS, TEXTS, Known
from deeproot.plan.words import listed

Condition = Mapping[str, Any]
ABOUT: Final = ("need", "pain", "gain", "goal", "strength", "origin", "capacity")
HORIZONS: Final = ("now", "quarter", "some_day")
DEEPEST: Final = 20


class NotReadable(ValueError):  # noqa: N818 - it is told to a person
    """A definition that cannot be read: what, where in it, how to mend it."""


def holds(condition: Condition, known: Known) -> bool | None:
    """Whether a checked condition is true of a customer; None where what it asks for is not known."""
    for word, decide in DECIDERS.items():
        if word in condition:
            return decide(condition, known)
    raise NotReadable(f"a condition has none of {_words(DECIDERS)}")


def _all(condition: Condition, known: Known) -> bool | None:
    answers = [holds(one, known) for one in condition["all"]]
    return False if False in answers else None if None in answers else True


def _any(condition: Condition, known: Known) -> bool | None:
    answers = [holds(one, known) for one in condition["any"]]
    return True if True in answers else None if None in answers else False


def _not(condition: Condition, known: Known) -> bool | None:
    answer = holds(condition["not"], known)
    return None if answer is None else not answer


def _of(condition: Condition, known: Known) -> bool | None:
    name = condition["of"]
    if name in TEXTS:
        told = known.texts.get(name)
        return None if told is None else told in condition["is"]
    value = known.numbers.get(name)
    if value is None:
        return None
    least, most = condition.get("at_least"), condition.get("at_most")
    return (least is None or value >= least) and (most is None or value <= most)


def _lives(condition: Condition, known: Known) -> bool | None:
    return condition["lives"] in known.scenarios


def _holds(condition: Condition, known: Known) -> bool | None:
    said, horizon = condition.get("says", "").casefold(), condition.get("horizon")
    return any(
        belief.about == condition["holds"]
        and said in belief.text.casefold()
        and (horizon is None or belief.horizon == horizon)
        for belief in known.beliefs
    )


DECIDERS: Final[Mapping[str, Callable[[Condition, Known], bool | None]]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "of": _of,
    "lives": _lives,
    "holds": _holds,
}


# Is it a condition at all? ----------------------------------------------------------------------------------------


def check(condition: Any, measures: Sequence[str], scenarios: Sequence[str], where: str = "audience") -> None:
    """Return where it can be read; raise NotReadable, which says where it cannot and what belongs there.

    ``measures`` and ``scenarios`` are the ids that there are.
    """
    _check(condition, (*NUMBERS, *measures), scenarios, where, 0)


def _check(condition: Any, numbers: Sequence[str], scenarios: Sequence[str], where: str, depth: int) -> None:
    if not isinstance(condition, Mapping):
        raise NotReadable(f"{where}: a condition is an object such as {{'of': 'persona', 'is': ['Founder']}}")
    if depth > DEEPEST:
        raise NotReadable(f"{where}: conditions within conditions go {DEEPEST} deep at most")
    words = [word for word in DECIDERS if word in condition]
    if len(words) != 1:
        raise NotReadable(f"{where}: a condition has exactly one of {_words(DECIDERS)}")
    word = words[0]
    if word == "not":
        _check(condition["not"], numbers, scenarios, f"{where}.not", depth + 1)
    elif word in ("all", "any"):
        if not isinstance(condition[word], list) or not condition[word]:
            raise NotReadable(f"{where}.{word}: a list of at least one condition")
        for place, one in enumerate(condition[word]):
            _check(one, numbers, scenarios, f"{where}.{word}[{place}]", depth + 1)
    elif word == "of":
        _check_of(condition, numbers, where)
    elif word == "lives" and condition["lives"] not in scenarios:
        raise NotReadable(f"{where}.lives: there is no scenario {condition['lives']!r}; there are {_words(scenarios)}")
    elif word == "holds":
        _check_holds(condition, where)
    _nothing_else(condition, word, where)


def _check_of(condition: Condition, numbers: Sequence[str], where: str) -> None:
    name = condition["of"]
    if name in TEXTS:
        values = condition.get("is")
        if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
            raise NotReadable(f"{where}.is: a list of texts that {name} may be, such as ['Founder']")
        return
    if name not in numbers:
        raise NotReadable(f"{where}.of: nothing is known under {name!r}; there are {_words((*TEXTS, *numbers))}")
    bounds = [condition[bound] for bound in ("at_least", "at_most") if bound in condition]
    if not bounds or not all(_is_number(one) for one in bounds):
        raise NotReadable(f"{where}: {name} needs 'at_least', 'at_most' or both, each a number")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise NotReadable(f"{where}: at_least ({bounds[0]}) is above at_most ({bounds[1]}), so that nobody is meant")


def _check_holds(condition: Condition, where: str) -> None:
    if condition["holds"] not in ABOUT:
        raise NotReadable(f"{where}.holds: a belief is about {_words(ABOUT)}")
    if not isinstance(condition.get("says", ""), str):
        raise NotReadable(f"{where}.says: words that stand in the belief")
    if condition.get("horizon") not in (None, *HORIZONS):
        raise NotReadable(f"{where}.horizon: one of {_words(HORIZONS)}")


ALSO: Final[Mapping[str, tuple[str, ...]]] = {"of": ("is", "at_least", "at_most"), "holds": ("says", "horizon")}


def _nothing_else(condition: Condition, word: str, where: str) -> None:
    unknown = [name for name in condition if name not in (word, *ALSO.get(word, ()))]
    if unknown:
        raise NotReadable(f"{where}: {unknown[0]!r} does not belong beside {word!r}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _words(names: Any) -> str:
    return listed([repr(name) for name in names])


# In words ---------------------------------------------------------------------------------------------------------


def said(condition: Condition, names: Mapping[str, str]) -> str:
    """A checked condition as a sentence's part; ``names`` says measures and scenarios by their id."""
    if "not" in condition:
        return f"not ({said(condition['not'], names)})"
    for word, joint in (("all", " and "), ("any", " or ")):
        if word in condition:
            parts = [said(one, names) for one in condition[word]]
            return parts[0] if len(parts) == 1 else joint.join(f"({p})" if " or " in p else p for p in parts)
    if "lives" in condition:
        return f"“{names.get(condition['lives'], condition['lives'])}”"
    if "holds" in condition:
        return _said_belief(condition)
    return _said_of(condition, names)


def _said_belief(condition: Condition) -> str:
    horizon = f" ({condition['horizon'].replace('_', ' ')})" if condition.get("horizon") else ""
    about = f" that says “{condition['says']}”" if condition.get("says") else ""
    return f"a {condition['holds']}{about}{horizon}"


def _said_of(condition: Condition, names: Mapping[str, str]) -> str:
    name = condition["of"]
    told = names.get(name) or TEXTS.get(name) or NUMBERS.get(name) or name
    if "is" in condition:
        return f"{told}: {' or '.join(condition['is'])}"
    least, most = condition.get("at_least"), condition.get("at_most")
    if least is not None and most is not None:
        return f"{told}: {least:g} to {most:g}"
    return f"{told}: at least {least:g}" if least is not None else f"{told}: at most {most:g}"
