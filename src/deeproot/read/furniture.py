"""How the furniture of mail is told: patterns made of the words that stand around what somebody wrote.

The words of quote headers, greetings, closings and disclaimers in some thirty languages are in ``cues/mail.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from .cues import mail

LONGEST_LINE = 400
"""Longer lines are prose: they are not searched for furniture."""
MARKS = "# \t\n\r\f\v\u00a0\u2009\u200e\u200f\u202a\u202f\u3000\ufeff-–—_=*>([\"'“‘„«"
FIRST, LONGEST_BEGINNING = 4, 40


def begun(line: str, name: str) -> re.Pattern[str] | None:
    """The pattern of those words of a name that a line may begin with, past marks; None where it begins with none.

    A pattern of hundreds of words is slow: the first letters leave a few of them.
    """
    return _begun(name, line[:LONGEST_BEGINNING].lstrip(MARKS)[:FIRST].lower())


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of one name."""
    table: dict[str, Any] = mail()
    found = table["line"][name] if name in table["line"] else table[name]
    return _with_plain(found) if name in ("closings", "wrote", "greetings") else tuple(found)


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of one name, to ask whether a word is one of them."""
    return frozenset(words(name))


def _with_plain(found: list[str]) -> tuple[str, ...]:
    """Words, and the same as they are typed where accents are hard to type."""
    plain = (unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() for word in found)
    typed = (other for word, other in zip(found, plain, strict=True) if len(other) >= len(word) > 3)
    return tuple(dict.fromkeys([*found, *(word.replace("ß", "ss") for word in found), *typed, *_umlauts(found)]))


def _umlauts(found: list[str]) -> list[str]:
    """German words typed without umlauts: "Gruesse", "Grusse"."""
    marked = [word.replace("ß", "ss") for word in found if set("äöü") & set(word)]
    spelt = [word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue") for word in marked]
    return spelt + [word.replace("ä", "a").replace("ö", "o").replace("ü", "u") for word in marked]


@lru_cache(maxsize=20_000)
def _begun(name: str, start: str) -> re.Pattern[str] | None:
    groups = _by_start(name)
    near = tuple(word for size in range(1, len(start) + 1) for word in groups.get(start[:size], ()))
    return _compiled(name, near) if near else None


@cache
def _by_start(name: str) -> dict[str, list[str]]:
    """The words of a name by their first letters; shorter ones by themselves."""
    groups: dict[str, list[str]] = {}
    for word in words(name):
        groups.setdefault(word[:FIRST], []).append(word)
    return groups


@cache
def _compiled(name: str, near: tuple[str, ...]) -> re.Pattern[str]:
    return _BEGUN[name]("|".join(map(re.escape, _longest(near))))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of one piece of furniture, wherever it stands in a line."""
    return _MADE[name]()


def _original(near: str) -> re.Pattern[str]:
    marks = r"[-_=*#\s>]{0,40}"
    return re.compile(rf"{marks}(?:{near})\s?:?(?:[-_=*#\s]{{0,40}}$|\s?[-_=]{{4,40}})", re.IGNORECASE)


def _field() -> re.Pattern[str]:
    names = {kind: "|".join(map(re.escape, _longest(_with_plain(each)))) for kind, each in mail()["header"].items()}
    kinds = "|".join(f"(?P<{kind}>{each})" for kind, each in names.items())
    return re.compile(rf"(?:{kinds})\s?[*_]{{0,2}}\s?[:：][*_]{{0,2}}", re.IGNORECASE)


def _wrote() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b|(?<=\W))(?:{_any('wrote')})(?!\w)(?>\([^()]{{0,80}}\)|[^:：]|(?<=\d):(?=\d)){{0,80}}(?:[:：]|-{{3,}})[\s\u200e\u200f\u202a-\u202e-]*$|写道[:：]$",
        re.IGNORECASE,
    )


def _wrote_bare() -> re.Pattern[str]:
    return re.compile(rf"(?:\b|(?<=\W))(?:{_any('wrote')})[\s-]*$", re.IGNORECASE)


def _dashed() -> re.Pattern[str]:
    return re.compile(rf"-{{3,}}[^-].{{1,120}}\b(?:{_any('wrote')})\s?-{{3,}}", re.IGNORECASE)


def _opens(near: str) -> re.Pattern[str]:
    return re.compile(rf"\s{{0,3}}(?:{near})\s", re.IGNORECASE)


def _device(near: str) -> re.Pattern[str]:
    return re.compile(rf"[-–—\s_*<(\[]{{0,4}}(?:{near})", re.IGNORECASE)


def _closing(near: str) -> re.Pattern[str]:
    return re.compile(
        rf"[-–—\s*_]{{0,4}}(?P<words>{near})(?!\w)(?:[^\w\n]{{0,6}}$|[\s,.!:;*_-]{{0,5}}"
        rf"(?P<name>(?:[^\W\d_][\w.'’-]{{0,24}}\s?){{0,3}})[^\w\n]{{0,6}}$)",
        re.IGNORECASE,
    )


def _greeting(near: str) -> re.Pattern[str]:
    return re.compile(
        rf"\s{{0,20}}(?P<greeting>(?:{near})(?!\w)[ ,]{{0,2}}"
        rf"(?:(?!i\b|we\b|please\b|can\b|thanks?\b)[^\W\d_][\w.'’&/-]{{0,24}}[ ]?){{0,5}})(?=[,!:;.\n–-]|$)",
        re.IGNORECASE,
    )


def _disclaimer() -> re.Pattern[str]:
    return re.compile(_any("disclaimer"))


def _any(name: str) -> str:
    return "|".join(map(re.escape, _longest(words(name))))


def _longest(each: tuple[str, ...] | list[str]) -> list[str]:
    return sorted(each, key=len, reverse=True)


_MADE: dict[str, Callable[[], re.Pattern[str]]] = {
    "field": _field,
    "wrote": _wrote,
    "wrote_bare": _wrote_bare,
    "dashed": _dashed,
    "disclaimer": _disclaimer,
}
_BEGUN: dict[str, Callable[[str], re.Pattern[str]]] = {
    "original": _original,
    "opens": _opens,
    "device": _device,
    "closings": _closing,
    "greetings": _greeting,
}
