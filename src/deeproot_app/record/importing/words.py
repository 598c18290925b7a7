"""Columns that hold one of few words: which a cell means, or what is wrong and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from typing import Final

from deeproot_app.record.importing import standards

SAME: Final[dict[str, dict[str, str]]] = {
    "channel": {"e_mail": "email", "mail": "email", "phone": "call", "telephone": "call", "ticket": "case"},
    "direction": {
        "inbound": "in",
        "incoming": "in",
        "received": "in",
        "outbound": "out",
        "outgoing": "out",
        "sent": "out",
    },
    "customers.kind": {"organization": "organisation", "company": "organisation", "individual": "person"},
}
"""Other words for ours, by column."""
TRUE: Final = dict.fromkeys(("true", "yes", "y", "t", "1"), True) | dict.fromkeys(("false", "no", "n", "f", "0"), False)
GREAT_BRITAIN: Final = "did you mean 'GB'?"
NOUNS: Final = {
    "channel": "a channel",
    "direction": "a direction",
    "kind": "a kind",
    "score_kind": "a kind of score",
    "about": "something a belief is about",
    "horizon": "a horizon",
    "state": "a state",
    "arm": "an arm",
}

Meaning = Callable[[str], str]
"""Gives the word a cell means; raises ValueError, in a clause, where it means none."""


@cache
def one_of(table: str, column: str, words: tuple[str, ...]) -> Meaning:
    """A column whose words are ours."""
    same = SAME.get(column, {}) | SAME.get(f"{table}.{column}", {})

    @cache
    def meaning(cell: str) -> str:
        word = cell.casefold().replace("-", "_").replace(" ", "_")
        if word in words:
            return word
        if word in same:
            return same[word]
        raise ValueError(f"{shown(cell)} is not {NOUNS[column]}; {nearest(word, words)}")

    return meaning


@cache
def country(cell: str) -> str:
    """An ISO 3166-1 code in either case; a country's English name is suggested its code."""
    known = standards.countries()
    if (code := cell.upper()) in known:
        return code
    names = {name.casefold(): code for code, name in known.items()}
    near = get_close_matches(cell.casefold(), alike(cell, names), n=1, cutoff=0.75)
    hint = f"did you mean {names[near[0]]!r}?" if near else "it takes two letters, such as DE."
    raise ValueError(f"{shown(cell)} is not an ISO 3166 country; {GREAT_BRITAIN if code == 'UK' else hint}")


@cache
def currency(cell: str) -> str:
    """An ISO 4217 code in either case."""
    if (code := cell.upper()) in standards.CURRENCIES:
        return code
    raise ValueError(
        f"{shown(cell)} is not an ISO 4217 currency; {nearest(code, alike(code, standards.CURRENCIES), 'such as EUR.')}"
    )


@cache
def zone(cell: str) -> str:
    """An IANA time zone, as it is spelt."""
    known = standards.zones()
    if cell in known:
        return cell
    spelt = {name.casefold(): name for name in known}
    if found := spelt.get(cell.casefold().replace(" ", "_")):
        return found
    near = get_close_matches(cell.casefold(), alike(cell, spelt), n=1)
    hint = f"did you mean {spelt[near[0]]!r}?" if near else "it is written like Europe/Berlin."
    raise ValueError(f"{shown(cell)} is not an IANA time zone; {hint}")


def truth(cell: str) -> bool:
    """true, yes, y, t, 1, or their opposites."""
    try:
        return TRUE[cell.casefold()]
    except KeyError:
        raise ValueError(f"{shown(cell)} is neither true nor false") from None


def nearest(word: str, words: Iterable[str], otherwise: str | None = None) -> str:
    words = sorted(words)
    if near := get_close_matches(word, words, n=1):
        return f"did you mean {near[0]!r}?"
    return f"it is {otherwise or 'one of ' + ', '.join(words)}"


def alike(cell: str, known: Iterable[str]) -> list[str]:
    """Those that begin alike and are about as long: a file may hold a million mistakes, and comparing costs."""
    first, length = cell[:1].casefold(), len(cell)
    return [word for word in known if abs(len(word) - length) <= 3 and word[:1].casefold() == first]


def shown(cell: str) -> str:
    """A cell as a message shows it: not endless."""
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}...")
