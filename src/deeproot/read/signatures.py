"""Where does the signature of a mail begin?

Below the standard dashes or a drawn line, a closing ("Kind regards") that only a name and what belongs to it follow,
a line of a telephone ("Sent from my …"), a last paragraph that is a name or an address. What may be an answer is kept:
a thanks without a name, a word that is all there is beside the greeting, what a colon introduces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .disclaimers import last_paragraph
from .furniture import begun, words
from .html import SIGNATURE
from .signed import (
    BAR,
    DEVICE,
    NAME,
    POSTSCRIPT,
    belongs,
    closes,
    has_contact,
    is_a_name,
    is_first,
    is_foreign,
    is_of_device,
    is_person,
    is_signed,
    speaks,
)

LINES = 14
"""Written lines of a signature below its drawn line or as a paragraph."""
MOST_PARTS = 5
"""A closing, a name, an address, a telephone's line, a drawn line: each may stand above the other."""
LONGEST_TAIL = 40
"""Written lines, from the end, among which a signature begins."""
DRAWN_WITH, COMMAS = "-_—–=*~.", (",", "，")
DRAWN = re.compile(r"--\s?|[—–]|_{2,}|\**(?:[-_=*~—–.]\s?){3,}\**")
EXCUSED = re.compile(
    r"typo|brev|excus|spelling|errors|autocorrect|iphone|ipad|android|samsung|galaxy|outlook|http|k-9|entschuldig|fehler"
    r"|fautes|smartphone|blackberry",
    re.IGNORECASE,
)
TOLD = re.compile(
    r"\b(?:my|our|me|please|is|are|call|write|reach|bitte|mein\w*|unser\w*|ist|mon|ma|notre|est|mi|es)\b", re.I
)
"""Words with which an address is told to somebody: it is no signature then."""
MOST_WORDS_OF_CLOSING = 7
MOST_BEFORE_COMMA = 10
"""The same for a line that ends with a comma: a name below it leaves no doubt."""
MOST_AROUND_NAME = 10
"""Words of a line that is a name, with the marks that may stand around it."""
LATIN = re.compile(r"[a-zA-Z]{3}")
LAST_LATIN = "\u036f"
"""No letter up to here is of a script without large ones."""
INITIAL = re.compile(r"[-–—~/ ]{0,3}[^\W\d_]\.?")
LONGEST_LEADING_ON = 5
LEADS_ON = re.compile(
    r"\b(?:to|for|by|with|from|is|are|the|a|an|and|or|of|my|your|our|at|in|on|mit|für|von|an|zu|de)$", re.I
)
"""How a line ends that goes on in the next one: with so many letters at most, and what stands before them."""
OF_ONES_OWN = re.compile(r"(?:we|i|wir|ich|nous|je|can|could|do|is|are|the)\b|i'", re.IGNORECASE)
"""How a line begins that tells or asks something rather than closes."""
TOLD_BELOW = re.compile(
    r"address|deliver|ship|details|contact|number|names?\b|list|follow|below|order|send|invit|attend|anschrift|liefer|"
    r"direcci|entrega|livr|nomi|namen|noms",
    re.IGNORECASE,
)
"""What announces that names or an address follow."""


def unsigned(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without their signature, and the signature."""
    marked = [line[1:] for line in lines if line.startswith(SIGNATURE)]
    if marked:
        lines = [line for line in lines if not line.startswith(SIGNATURE)]
    below: list[str] = []
    lines, told = _without_first_device(lines)
    lines, added = _without_postscript(lines)
    for _ in range(MOST_PARTS):
        if (start := _start(lines)) is None:
            break
        below = lines[start:] + below
        lines = lines[:start]
    return lines + added, told + below + marked


def _without_first_device(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take a telephone's line off the top, where a paragraph of the author's follows."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if len(lines) < first + 3 or lines[first + 1].strip() or len(lines[first]) > 60:
        return lines, []
    alone = is_of_device(lines[first].strip()) and DEVICE.search(lines[first]) and len(lines[first].split()) <= 6
    return (lines[first + 1 :], lines[: first + 1]) if alone else (lines, [])


def _without_postscript(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands above a postscript, which is the author's own below the signature, and the postscript."""
    for i in range(max(1, len(lines) - LINES), len(lines)):
        if lines[i][:4].lstrip(" *_(")[:1] in ("P", "p", "N") and POSTSCRIPT.match(lines[i]):
            return lines[:i], lines[i:]
    return lines, []


@dataclass(frozen=True, slots=True)
class _Tail:
    """The lines of a mail; the places of those written last, and what these say; the place of the first written one."""

    lines: list[str]
    places: list[int]
    said: list[str]
    first: int

    def after(self, at: int) -> list[str]:
        """What the written lines below one of them say."""
        return self.said[at + 1 :]

    def above(self, place: int) -> str:
        """What the last written line above a place says; empty where there is none."""
        return next((said for i, said in zip(reversed(self.places), reversed(self.said), strict=True) if i < place), "")


def _start(lines: list[str]) -> int | None:
    """The first line of what is signed, where more than one line is written."""
    places = [i for i, line in enumerate(lines) if line and not line.isspace()]
    if len(places) < 2:
        return None
    first, places = places[0], places[-LONGEST_TAIL:]
    tail = _Tail(lines, places, [lines[i].strip() for i in places], first)
    if (device := _device(tail)) is not None:
        return device
    ways = (_dashes, _closing, _address, _name, _foreign)
    starts = [start for way in ways if (start := way(tail)) is not None]
    return min(starts) if starts else _block(tail)


def _dashes(tail: _Tail) -> int | None:
    """The standard mark of a signature, "-- " alone on a line; or another drawn line with a name and address below."""
    lines = tail.lines
    for at in range(len(tail.places) - 1, -1, -1):
        if tail.said[at][0] not in DRAWN_WITH or tail.places[at] == tail.first:
            continue
        place = tail.places[at]
        line = lines[place].strip(" \t\r")
        if line[:1] not in DRAWN_WITH or not DRAWN.fullmatch(line[:80]):
            continue
        after = tail.after(at)
        if len(after) > 2 * LINES:
            return None
        if all(map(belongs, after)) and (not after or is_first(after[0])):
            return place
        if len(line) > 4 and after and len(after[0].split()) <= 4 and _is_mostly_about(after, 0):
            return place
        alone = not lines[place - 1].strip()
        if line == "--" and (lines[place].endswith("-- ") or _is_mostly_about(after, 4 if alone else 0)):
            return place
    return None


def _is_mostly_about(after: list[str], few: int) -> bool:
    """Whether a name stands below a drawn line, and little that is no part of a signature; or few lines at all."""
    asks = any(line.endswith("?") for line in after)
    return (
        bool(after)
        and not asks
        and is_first(after[0])
        and (len(after) <= few or 2 * sum(map(belongs, after)) >= len(after))
    )


def _device(tail: _Tail) -> int | None:
    """A line that a telephone adds, alone in its paragraph or below a name."""
    for at, line in enumerate(tail.said):
        if len(line) > 200 or not is_of_device(line) or (i := tail.places[at]) == tail.first:
            continue
        above = tail.lines[i - 1].strip()
        count, last = len(line.split()), at == len(tail.said) - 1
        alone = not above or DRAWN.fullmatch(above[:80]) or len(above.split()) <= 3 or bool(begun(above, "device"))
        if not alone and (not last or count > 7 or line.endswith(".")):
            continue
        if count <= (16 if EXCUSED.search(line) else 7) and sum(not belongs(each) for each in tail.after(at)) <= 2:
            return i
    return None


def _closing(tail: _Tail) -> int | None:
    """A closing ("Kind regards") that only a name and what belongs to it follow."""
    for at, line in enumerate(tail.said):
        found = closes(line)
        if not (found or line.endswith(COMMAS)):
            continue
        i, after = tail.places[at], tail.after(at)
        if i != tail.first and after and not tail.lines[i - 1].strip() and _leads_to_name(line, after):
            return i
        if found and (start := _closed(found, tail, at)) is not None:
            return start
    return None


def _closed(found: re.Match[str], tail: _Tail, at: int) -> int | None:
    """Where what is signed begins by a line that is a closing: there, or below it where it is an answer itself."""
    line, i, after, name = tail.said[at], tail.places[at], tail.after(at), found.group("name")
    if not _is_below_closing(after) or (after and not name and not is_first(after[0])):
        return None
    if not found.group("words").lower().startswith(words("thanking")):
        return i
    if after and line.endswith((".", "!")) and closes(after[0]):
        return None
    if (after or name) and not _is_all(tail.lines[:i]):
        return i
    return tail.places[at + 1] if after and _is_all(tail.lines[:i]) else None


def _leads_to_name(line: str, after: list[str]) -> bool:
    """Whether a short line that ends with a comma closes in one's own words: a name follows it, and no sentence."""
    if not line.endswith(COMMAS) or len(line.split()) > MOST_BEFORE_COMMA or any(map(str.isdecimal, line)):
        return False
    return (is_signed(after[0]) or is_foreign(after[0])) and not speaks(line) and _is_below_closing(after)


def _is_below_closing(after: list[str]) -> bool:
    """Whether what follows a closing belongs to it: all of it, or, below a name and an address, nearly all."""
    foreign = [at for at, line in enumerate(after) if not belongs(line)]
    if not foreign:
        return True
    if len(foreign) <= 2 and foreign[0] and is_signed(after[0]) and not any(map(speaks, after[1:])):
        return True
    above = after[: foreign[0]]
    return len(foreign) <= 3 and len(above) >= 2 and any(map(has_contact, above)) and not POSTSCRIPT.match(after[-1])


def _address(tail: _Tail) -> int | None:
    """A last paragraph that is a name with an address, or a name alone."""
    lines = tail.lines
    end = last_paragraph(lines)
    if end is None or end[0] <= tail.first:
        return None
    block = [line.strip() for line in lines[end[0] : end[1]]]
    if len(block) > LINES or not _may_tell_who(block) or not all(map(belongs, block)) or closes(block[0]):
        return None
    above = tail.above(end[0])
    if above.endswith((":", "：")):
        return None
    dashed = block[0][:1] in "-–—~/" and len(block[0].split()) <= 4 and not above.startswith(block[0][:1])
    alone = len(block) == 1 and not _is_all(lines[: end[0]])
    if alone and ((INITIAL.fullmatch(block[0]) and block[0].isupper()) or block[0].count(BAR) > 1):
        return end[0]
    name, bar, _ = block[0].partition(BAR)
    named = bool(NAME.fullmatch(name)) and (dashed or name.strip("-–—~/^*_ ").istitle())
    contacts = sum(map(has_contact, block)) + bool(bar)
    if named and (contacts or (alone and is_a_name(block[0]))):
        return end[0]
    listed = contacts >= 2 and contacts * 2 >= len(block) and not any(map(TOLD.search, block))
    return end[0] if listed else None


def _may_tell_who(block: list[str]) -> bool:
    """Whether a paragraph begins with a name, or has two addresses: asked first, for most are prose."""
    name, bar, _ = block[0].partition(BAR)
    if len(name.split()) <= MOST_AROUND_NAME and (NAME.fullmatch(name) or INITIAL.fullmatch(block[0])):
        return True
    if len(block) == 1:
        return block[0].count(BAR) > 1 or (bool(bar) and has_contact(block[0]))
    return block[0].count(BAR) > 1 or sum(map(has_contact, block)) + bool(bar) >= 2


def _block(tail: _Tail) -> int | None:
    """A last paragraph by its shape: short lines that say nothing, of which the first or the second names somebody.

    Above a name stands a closing in whatever words; below it an office, a firm, an address. What the paragraph before
    announces is no signature.
    """
    lines, places = tail.lines, tail.places
    if len(places) < 3 or places[-1] - 1 != places[-2]:
        return None
    end = last_paragraph(lines)
    if end is None or end[0] <= tail.first:
        return None
    block = [line.strip() for line in lines[end[0] : end[1]] if line.strip()]
    if not 2 <= len(block) <= LINES or not _is_shaped(block) or not all(map(belongs, block[1:])):
        return None
    above = tail.above(end[0])
    announced = not above.endswith((".", "!", "?", "…", ")", "。")) or TOLD_BELOW.search(above)
    return None if announced or _is_all(lines[: end[0]]) else end[0]


def _is_shaped(block: list[str]) -> bool:
    """Whether a name stands first, or second below a line that closes in whatever words."""
    if is_person(block[0], least=2):
        return not any(map(speaks, block[1:]))
    closing = block[0]
    if len(closing.split()) > MOST_WORDS_OF_CLOSING or closing.endswith(("?", ".", ":")) or _leads_on(closing):
        return False
    if speaks(closing) and (len(block) > 2 or OF_ONES_OWN.match(closing)):
        return False
    return is_person(block[1]) and not any(map(speaks, block[2:]))


def _name(tail: _Tail) -> int | None:
    """A name on the last line, right below a sentence that ends."""
    last, line = tail.places[-1], tail.said[-1]
    if not 2 < len(line) < 16 or not line.isalpha() or not line.istitle() or last == tail.first:
        return None
    above = tail.lines[last - 1].rstrip()
    ends = above.endswith((".", "!", ")")) and len(above.split()) >= 3
    return last if ends and is_a_name(line) and not closes(line) else None


def _foreign(tail: _Tail) -> int | None:
    """A name in a script of its own below Latin words, and the short line in whatever words that closes above it."""
    lines, last = tail.lines, tail.places[-1]
    if lines[last].isascii() or not is_foreign(lines[last]) or _is_all(lines[:last]):
        return None
    above = "".join(lines[i] for i in tail.places[:-1])
    if not LATIN.search(above) or any(map(_is_caseless_letter, above)):
        return None
    closing = lines[last - 1].strip()
    alone = closing and not (last > 1 and lines[last - 2].strip()) and last - 1 != tail.first
    short = len(closing.split()) <= MOST_WORDS_OF_CLOSING and not closing.endswith((".", "?", ":"))
    return last - 1 if alone and short and not OF_ONES_OWN.match(closing) and not _leads_on(closing) else last


def _leads_on(line: str) -> bool:
    return LEADS_ON.search(line, max(0, len(line) - LONGEST_LEADING_ON)) is not None


def _is_caseless_letter(letter: str) -> bool:
    return letter > LAST_LATIN and letter.isalpha() and letter.lower() == letter.upper()


def _is_all(above: list[str]) -> bool:
    """Whether nothing but a greeting stands above: then what follows is the answer."""
    text = "\n".join(above[-20:]).strip()
    if not text:
        return True
    near = begun(text, "greetings")
    found = near.match(text[:200]) if near else None
    return bool(found) and not text[found.end() :].strip(" ,!:;.–-") if found else False
