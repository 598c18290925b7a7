"""Somebody in what others wrote: their addresses, ids and full names, found in any text or JSON, and struck out."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from deeproot_app.record.person.whom import Person

LONG_ID: Final = 6
"""Shorter ids are struck only where a column or key says that it is somebody's id: `12` is in many texts."""
LONG_NAME: Final = 7
PERSONS: Final = re.compile(r"customer|contact|person|merged|separated|from_id|into_id|brought", re.IGNORECASE)
"""Keys under which the id of somebody stands."""
BEFORE, AFTER = r"(?<![\w@])", r"(?![\w@])"
WHOLE_BEFORE, WHOLE_AFTER = r"(?<![\w@.\-])", r"(?![\w@]|[.\-]\w)"
"""Around an id: `c-12` is not a part of `c-12-b`, which is somebody else's."""


class Words:
    """By what somebody is found in words, and what stands there afterwards."""

    def __init__(self, person: Person, instead: str) -> None:
        self.person, self.instead = person, instead
        self.ids = frozenset(person.ids)
        addresses = [_address(one) for one in person.addresses if len(one) >= LONG_ID]
        ids = [f"{WHOLE_BEFORE}{re.escape(one)}{WHOLE_AFTER}" for one in person.ids if len(one) >= LONG_ID]
        names = [r"\s+".join(map(re.escape, one.split())) for one in self.names]
        self._certain = _either([*addresses, *ids])
        self._all = _either([*addresses, *ids, *names])

    @property
    def names(self) -> list[str]:
        """Names by which somebody is known without a doubt: two words or more."""
        return [one for one in self.person.names if len(one) >= LONG_NAME and " " in one.strip()]

    def literals(self, *, named: bool) -> list[str]:
        """Pieces of which one is in any text that names them, to look for in a database; more texts may hold one."""
        pieces = [_piece(one) for one in self.person.addresses if len(one) >= LONG_ID]
        pieces += [one for one in self.person.ids if len(one) >= LONG_ID]
        pieces += [one.split()[0] for one in self.names] if named else []
        return list(dict.fromkeys(pieces))

    def within(self, text: str, *, named: bool = True) -> bool:
        """Whether a text names them."""
        pattern = self._all if named else self._certain
        return bool(pattern and pattern.search(text))

    def struck(self, text: str, *, named: bool = True) -> str:
        """The text without them."""
        pattern = self._all if named else self._certain
        return pattern.sub(self.instead, text) if pattern else text

    def struck_json(self, value: Any, *, named: bool = True, key: str = "") -> Any:
        """A value of JSON without them, its keys too."""
        if isinstance(value, str):
            if value in self.ids and (PERSONS.search(key) or len(value) >= LONG_ID):
                return self.instead
            return self.struck(value, named=named)
        if isinstance(value, list):
            return [self.struck_json(one, named=named, key=key) for one in value]
        if isinstance(value, dict):
            return {
                self.struck(str(name), named=named): self.struck_json(one, named=named, key=str(name))
                for name, one in value.items()
            }
        return value

    def pruned(self, value: Any) -> Any:
        """A value of JSON without the elements of lists that name them, and without them elsewhere."""
        if isinstance(value, list):
            kept = [one for one in value if not self.within(json.dumps(one, ensure_ascii=False))]
            return [self.pruned(one) for one in kept]
        if isinstance(value, dict):
            return {name: self.pruned(one) for name, one in value.items()}
        return self.struck_json(value)


def _either(patterns: list[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile(f"{BEFORE}(?:{'|'.join(longest_first)}){AFTER}", re.IGNORECASE)


def _address(one: str) -> str:
    """A mail address with whatever tag; a number with whatever stands between its digits."""
    local, at, domain = one.partition("@")
    if at:
        return rf"{re.escape(local)}(?:\+[^@\s]*)?@{re.escape(domain)}"
    digits = re.sub(r"\D", "", one)
    if len(digits) < LONG_ID:
        return re.escape(one)
    plus = r"\+?" if one.lstrip().startswith("+") else ""
    return plus + r"[\s().\-/]*".join(digits)


def _piece(address: str) -> str:
    local, at, _ = address.partition("@")
    if at:
        return local if len(local) >= 3 else address
    digits = re.sub(r"\D", "", address)
    return digits[-2:] if len(digits) >= LONG_ID else address
