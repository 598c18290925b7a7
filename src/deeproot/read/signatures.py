"""Where does the signature of a mail begin?

Below the standard dashes or a drawn line, a closing ("Kind regards") that only a name and what belongs to it follow,
a line of a telephone ("Sent from my …"), a last paragraph that is a name or an address. What may be an answer is kept:
a thanks without a name, a word that is all there is beside the greeting, what a colon introduces.
"""

from __future__ import annotations

import re

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
LATIN = re.compile(r"[a-zA-Z]{3}")
LAST_LATIN = "\u036f"
"""No letter up to here is of a script without large ones."""
INITIAL = re.compile(r"[-–—~/ ]{0,3}[^\W\d_]\.?")
LEADS_ON = re.compile(
    r"\b(?:to|for|by|with|from|is|are|the|a|an|and|or|of|my|your|our|at|in|on|mit|für|von|an|zu|de)$", re.I
)
"""How a line ends that goes on in the next one."""
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
    alone = DEVICE.search(lines[first]) and is_of_device(lines[first].strip()) and len(lines[first].split()) <= 6
    return (lines[first + 1 :], lines[: first + 1]) if alone else (lines, [])


def _without_postscript(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands above a postscript, which is the author's own below the signature, and the postscript."""
    for i in range(max(1, len(lines) - LINES), len(lines)):
        if lines[i][:4].lstrip(" *_(")[:1] in ("P", "p", "N") and POSTSCRIPT.match(lines[i]):
            return lines[:i], lines[i:]
    return lines, []


def _start(lines: list[str]) -> int | None:
    """The first line of what is signed, where more than one line is written."""
    tail = [i for i, line in enumerate(lines) if line.strip()]
    if len(tail) < 2:
        return None
    first, tail = tail[0], tail[-LONGEST_TAIL:]
    if (device := _device(lines, tail, first)) is not None:
        return device
    ways = (_dashes, _closing, _address, _name, _foreign)
    starts = [start for way in ways if (start := way(lines, tail, first)) is not None]
    return min(starts) if starts else _block(lines, tail, first)


def _dashes(lines: list[str], tail: list[int], first: int) -> int | None:
    """The standard mark of a signature, "-- " alone on a line; or another drawn line with a name and address below."""
    for at in range(len(tail) - 1, -1, -1):
        line = lines[tail[at]].strip(" \t\r")
        if line[:1] not in "-_—–=*~." or tail[at] == first or not DRAWN.fullmatch(line[:80]):
            continue
        after = [lines[i].strip() for i in tail[at + 1 :]]
        if len(after) > 2 * LINES:
            return None
        if all(map(belongs, after)) and (not after or is_first(after[0])):
            return tail[at]
        if len(line) > 4 and after and len(after[0].split()) <= 4 and _is_mostly_about(after, 0):
            return tail[at]
        alone = not lines[tail[at] - 1].strip()
        if line == "--" and (lines[tail[at]].endswith("-- ") or _is_mostly_about(after, 4 if alone else 0)):
            return tail[at]
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


def _device(lines: list[str], tail: list[int], first: int) -> int | None:
    """A line that a telephone adds, alone in its paragraph or below a name."""
    for at, i in enumerate(tail):
        line = lines[i].strip()
        if i == first or len(line) > 200 or not is_of_device(line):
            continue
        above = lines[i - 1].strip()
        count, last = len(line.split()), at == len(tail) - 1
        alone = not above or DRAWN.fullmatch(above[:80]) or len(above.split()) <= 3 or bool(begun(above, "device"))
        if not alone and (not last or count > 7 or line.endswith(".")):
            continue
        if (
            count <= (16 if EXCUSED.search(line) else 7)
            and sum(not belongs(lines[j].strip()) for j in tail[at + 1 :]) <= 2
        ):
            return i
    return None


def _closing(lines: list[str], tail: list[int], first: int) -> int | None:
    """A closing ("Kind regards") that only a name and what belongs to it follow."""
    for at, i in enumerate(tail):
        line = lines[i].strip()
        after = [lines[j].strip() for j in tail[at + 1 :]]
        if i != first and after and not lines[i - 1].strip() and _leads_to_name(line, after):
            return i
        if len(line) > 80 or not (found := closes(line)):
            continue
        name = found.group("name")
        if not _is_below_closing(after) or (after and not name and not is_first(after[0])):
            continue
        if not found.group("words").lower().startswith(words("thanking")):
            return i
        if after and line.endswith((".", "!")) and closes(after[0]):
            continue
        if (after or name) and not _is_all(lines[:i]):
            return i
        if after and _is_all(lines[:i]):
            return tail[at + 1]
    return None


def _leads_to_name(line: str, after: list[str]) -> bool:
    """Whether a short line that ends with a comma closes in one's own words: a name follows it, and no sentence."""
    if not line.endswith((",", "，")) or len(line.split()) > MOST_BEFORE_COMMA or any(map(str.isdecimal, line)):
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


def _address(lines: list[str], tail: list[int], first: int) -> int | None:
    """A last paragraph that is a name with an address, or a name alone."""
    end = last_paragraph(lines)
    if end is None or end[0] <= first:
        return None
    block = [line.strip() for line in lines[end[0] : end[1]]]
    if closes(block[0]):
        return None
    above = next((lines[i].strip() for i in reversed(tail) if i < end[0]), "")
    if len(block) > LINES or above.endswith((":", "：")) or not all(map(belongs, block)):
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


def _block(lines: list[str], tail: list[int], first: int) -> int | None:
    """A last paragraph by its shape: short lines that say nothing, of which the first or the second names somebody.

    Above a name stands a closing in whatever words; below it an office, a firm, an address. What the paragraph before
    announces is no signature.
    """
    if len(tail) < 3 or tail[-1] - 1 != tail[-2]:
        return None
    end = last_paragraph(lines)
    if end is None or end[0] <= first:
        return None
    block = [line.strip() for line in lines[end[0] : end[1]] if line.strip()]
    if not 2 <= len(block) <= LINES or not _is_shaped(block) or not all(map(belongs, block[1:])):
        return None
    above = next((lines[i].strip() for i in reversed(tail) if i < end[0]), "")
    announced = not above.endswith((".", "!", "?", "…", ")", "。")) or TOLD_BELOW.search(above)
    return None if announced or _is_all(lines[: end[0]]) else end[0]


def _is_shaped(block: list[str]) -> bool:
    """Whether a name stands first, or second below a line that closes in whatever words."""
    if is_person(block[0], least=2):
        return not any(map(speaks, block[1:]))
    closing = block[0]
    if len(closing.split()) > MOST_WORDS_OF_CLOSING or closing.endswith(("?", ".", ":")) or LEADS_ON.search(closing):
        return False
    if speaks(closing) and (len(block) > 2 or OF_ONES_OWN.match(closing)):
        return False
    return is_person(block[1]) and not any(map(speaks, block[2:]))


def _name(lines: list[str], tail: list[int], first: int) -> int | None:
    """A name on the last line, right below a sentence that ends."""
    line, above = lines[tail[-1]].strip(), lines[tail[-1] - 1].rstrip()
    ends = above.endswith((".", "!", ")")) and len(above.split()) >= 3
    named = line.isalpha() and line.istitle() and 2 < len(line) < 16 and is_a_name(line) and not closes(line)
    return tail[-1] if ends and named and tail[-1] != first else None


def _foreign(lines: list[str], tail: list[int], first: int) -> int | None:
    """A name in a script of its own below Latin words, and the short line in whatever words that closes above it."""
    last = tail[-1]
    if lines[last].isascii() or not is_foreign(lines[last]) or _is_all(lines[:last]):
        return None
    above = "".join(lines[i] for i in tail[:-1])
    if not LATIN.search(above) or any(map(_is_caseless_letter, above)):
        return None
    closing = lines[last - 1].strip()
    alone = closing and not (last > 1 and lines[last - 2].strip()) and last - 1 != first
    short = len(closing.split()) <= MOST_WORDS_OF_CLOSING and not closing.endswith((".", "?", ":"))
    return last - 1 if alone and short and not OF_ONES_OWN.match(closing) and not LEADS_ON.search(closing) else last


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
