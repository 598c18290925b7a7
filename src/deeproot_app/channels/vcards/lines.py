"""The lines of a vCard: unfolded, taken apart into name, parameters and value, whatever encoding each is in."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 100_000
"""Characters of a value that are read: a photo is longer, and no value of ours."""
LINE: Final = re.compile(r"(?:[A-Za-z0-9\-]+\.)?([A-Za-z0-9\-]+)((?:;(?:\"[^\"]*\"|[^;:\"])*)*):", re.ASCII)
PARAMETER: Final = re.compile(r";((?:\"[^\"]*\"|[^;:\"])*)")
ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
SOFT: Final = re.compile(r"=[ \t]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One property."""

    name: str
    """In capitals, without the group before it."""
    kinds: frozenset[str]
    """Its types, in lower case: `work`, `cell`, `pref`."""
    preference: int
    """1 for the first, 100 where nothing is said."""
    value: str

    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value).strip()

    def parts(self, delimiter: str = ";") -> list[str]:
        """The parts of a value that has several."""
        found, start, at = [], 0, 0
        while at < len(self.value):
            if self.value[at] == "\\":
                at += 2
                continue
            if self.value[at] == delimiter:
                found.append(self.value[start:at])
                start = at + 1
            at += 1
        return [unescaped(part).strip() for part in (*found, self.value[start:])]


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def unfolded(lines: list[str]) -> Iterator[str]:
    """Whole lines: one that begins with a blank goes on with the one before, as does a soft quoted-printable one."""
    held = ""
    for line in lines:
        if held and SOFT.search(held) and "QUOTED-PRINTABLE" in held[:200].upper():
            held = SOFT.sub("", held) + line.lstrip(" \t") if len(held) < LONGEST else held
        elif line[:1] in (" ", "\t") and held:
            held = held + line[1:] if len(held) < LONGEST else held
        else:
            if held:
                yield held
            held = line
    if held:
        yield held


def line_of(text: str) -> Line | None:
    """A property; None for what is none."""
    match = LINE.match(text)
    if match is None:
        return None
    parameters: dict[str, list[str]] = {}
    for parameter in PARAMETER.findall(match[2]):
        name, equals, value = parameter.partition("=")
        key = name.strip().upper() if equals else "TYPE"  # version 2.1 names types and encodings alone
        parameters.setdefault(key, []).extend((value if equals else name).strip().strip('"').split(","))
    kinds = frozenset(word.strip().casefold() for word in parameters.get("TYPE", []))
    value = _decoded(text[match.end() :], parameters, kinds)
    return Line(match[1].upper(), kinds, _preference(parameters, kinds), value)


def _preference(parameters: dict[str, list[str]], kinds: frozenset[str]) -> int:
    told = "".join(parameters.get("PREF", [])[:1])
    if told.isascii() and told.isdigit():
        return int(told[:4])
    return 1 if "pref" in kinds else 100


def _decoded(value: str, parameters: dict[str, list[str]], kinds: frozenset[str]) -> str:
    encodings = {one.casefold() for one in parameters.get("ENCODING", [])} | kinds
    charset = "".join(parameters.get("CHARSET", [])[:1]) or "utf-8"
    raw = value[:LONGEST].encode("utf-8", "surrogateescape")
    if "quoted-printable" in encodings:
        raw = quopri.decodestring(raw)
    elif "charset" not in {name.casefold() for name in parameters}:
        charset = "utf-8"
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError, ValueError):
        return raw.decode("cp1252", "replace")
