"""Which lines of a mail did another person write?

Lines marked as quoted; what a header introduces ("On … Anna wrote:", a block of From, Sent, To and Subject, "Original
message"). Where a header's text is marked line by line, what stands between and below is the author's again; where it
is not, all that follows is quoted.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .furniture import LONGEST_LINE, begun, pattern, words
from .html import QUOTE

HEADER_LINES = 5
WRAPPED = 60
"""Characters from which on a quoted line may have been broken without a mark on its rest."""
MOMENT = re.compile(r"\d[:.h/年月 -]\s?\d|\b(?:19|20)\d\d\b|@\w")
LINK = re.compile(r"[(<]\s?https?://\S+\s?>?")
INTRODUCES = re.compile(r"(?:[:：]|---)[\s\u200e\u200f\u202a-\u202e-]*+$")
BLANK = " \t\r\u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
DIGIT = re.compile(r"[@\d]")
SHARED = re.compile(r"([^@\d]*[^@\d\s-][\s-]+)On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d)")
SENDER = re.compile(r"[<(\[][^<>()\s]+@[^<>()\s]+\s?[>)\]]")
WHEN = re.compile(r"\d[:.h]\d\d\b|\b(?:19|20)\d\d\b|(?:19|20)\d\d年")
SECOND_FIELD, LONGEST_ADDRESS = re.compile(r"\s\w[\w ]{1,20}[:：]"), 80
RULE = re.compile(r"\s*(?:[-_=*#~—–]\s?){3,}\s*")
RULED = re.compile(r"\s*[-_=*]{3,}[^-_=*].{0,80}?[-_=*]{3,}\s*")
RULES = frozenset("-_=*#~—–")
QUOTING = (">", "|", ":", "：", "@", "#", QUOTE, "---", "___", "===")
"""One of these is in every text that quotes another, but for a line of its own ("Original message")."""


def unquoted(lines: list[str], text: str) -> tuple[list[str], list[str]]:
    """The lines that are not another person's, and those that are; ``text`` is all of the lines, for a first look."""
    return _walk(lines) if may_quote(lines, text) else (lines, [])


def may_quote(lines: list[str], text: str) -> bool:
    """Whether a text of these lines may quote another one."""
    return any(map(text.__contains__, QUOTING)) or any(begun(line, "original") for line in lines)


def _walk(lines: list[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    quoted: list[str] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.startswith(QUOTE):
            quoted.append(line[1:])
            i += 1
        elif is_quoted(line) or _goes_on_quoted(lines, i):
            quoted.append(line)
            i += 1
        elif header := _header_length(lines, i):
            if own := _own_header_length(lines, i, kept, quoted):
                quoted += lines[i : i + own]
                i += own
                continue
            quoted += _rules_above(kept)
            if mine := _shared(line):
                kept.append(mine)
            quoted += [each.lstrip(QUOTE).removeprefix(mine) for each in lines[i : i + header]]
            i += header
            if not _quoted_by_marks(lines, i):
                quoted += [each.lstrip(QUOTE) for each in lines[i:]]
                break
        else:
            kept.append(line)
            i += 1
    return kept, quoted


def _own_header_length(lines: list[str], i: int, kept: list[str], quoted: list[str]) -> int:
    """The lines of a header block that begins the text: the mail's own, as some programs export it."""
    if quoted or any(line.strip() for line in kept) or not pattern("field").match(lines[i].strip().lstrip("*_ ")):
        return 0
    at = end = i
    while at < len(lines) and at < end + 3:
        line = lines[at].strip().lstrip("*_ ")
        if line and (pattern("field").match(line) or (at == end and lines[at][:1].isspace())):
            end = at + 1
        elif line:
            break
        at += 1
    return end - i


def is_quoted(line: str) -> bool:
    """Whether a line is marked as quoted."""
    start = line.lstrip(" \t|\u200e\u200f")[:1]
    if start == ">":
        return not line.rstrip().endswith("<<")
    return line.startswith(("| ", "|\t")) and line.find("|", 1) < 0  # a second bar: a row of a table


def _goes_on_quoted(lines: list[str], i: int) -> bool:
    """Whether a line between two quoted ones is the rest of a long line or link that was wrapped."""
    if not 0 < i < len(lines) - 1 or not (is_quoted(lines[i - 1]) and is_quoted(lines[i + 1])):
        return False
    line, above = lines[i].strip(), lines[i - 1].rstrip()
    if line[:1].islower() and len(above) >= WRAPPED and above[-1] not in ".?!:;)":
        return True
    wrapped = lines[i - 1].count("(") > lines[i - 1].count(")") or lines[i - 1].count("<") > lines[i - 1].count(">")
    return bool(LINK.fullmatch(line)) or (wrapped and bool(line) and not line.rstrip(")>").count(" "))


def _quoted_by_marks(lines: list[str], i: int) -> bool:
    """Whether the text that a header introduces marks its lines, so that what follows it is the author's again."""
    for line in lines[i : i + 4]:
        if line.strip():
            return line.startswith(QUOTE) or is_quoted(line)
    return False


def _rules_above(kept: list[str]) -> list[str]:
    """Take the lines drawn above a header off what is kept."""
    end = len(kept)
    while end and (not kept[end - 1].strip() or RULE.fullmatch(kept[end - 1][:LONGEST_LINE])):
        end -= 1
    drawn = kept[end:] if end and any(line.strip() for line in kept[end:]) else []
    del kept[len(kept) - len(drawn) :]
    return drawn


def _header_length(lines: list[str], i: int) -> int:
    """How many lines from ``i`` on introduce quoted text; 0 where they do not."""
    line = lines[i].strip()
    if not line or len(line) > LONGEST_LINE:
        return 0
    if ((found := begun(line, "original")) and found.match(line)) or _attributes(lines, i):
        return 1
    if line[0] in RULES and _is_drawn_above_header(lines, i):
        return 1
    if (":" in line or "：" in line) and pattern("field").match(line.lstrip("*_ ")) and _is_block(lines, i):
        return 1
    return _wrote_length(lines, i)


def _attributes(lines: list[str], i: int) -> bool:
    """Whether a line says whose the quoted text below it is: an address, or "Anna wrote" in any language.

    An address with a moment is enough where the line ends with a colon.
    """
    line = lines[i].strip(BLANK)
    ends = line.endswith((":", "："))
    if not ends and "@" not in line:
        return False
    sender = bool(SENDER.search(line))
    if sender and WHEN.search(line):
        return ends or _quoted_by_marks(lines, i + 1)
    return ends and (sender or _says_wrote(line)) and _quoted_by_marks(lines, i + 1)


def _is_drawn_above_header(lines: list[str], i: int) -> bool:
    """Whether a drawn line ("-----", "----- words -----") stands right above a copied header, or holds one itself."""
    line = lines[i].strip()
    if line.startswith("---") and pattern("dashed").fullmatch(line):
        return True
    if not (RULE.fullmatch(line) or RULED.fullmatch(line)):
        return False
    below = next((at for at in range(i + 1, min(i + 4, len(lines))) if lines[at].strip()), 0)
    return bool(below) and _is_block(lines, below)


def _is_block(lines: list[str], i: int) -> bool:
    """Whether the lines from ``i`` on are a copied header: who, when, to whom, about what.

    Three of them with an address or a subject; or two, with an address and a moment, that stand alone. "From: Hamburg,
    To: Berlin" is the author's own.
    """
    block = [line.strip().strip(QUOTE).lstrip("*_ ")[:LONGEST_LINE] for line in lines[i : i + 10]]
    end = next((at for at, line in enumerate(block) if at and not line), len(block))
    written = [line for line in block if line][:6]
    kinds: set[str] = set()
    for line in written:
        named = _kinds(line)
        if not (named or kinds):
            return False
        kinds |= named
    addressed = any("@" in line for line in written)
    if len(kinds) >= 3:
        return "subject" in kinds or addressed
    alone = all(pattern("field").match(line) for line in block[:end])
    return len(kinds) == 2 and end >= 2 and alone and addressed and any(map(WHEN.search, block[:end]))


@lru_cache(maxsize=4_096)
def _kinds(line: str) -> frozenset[str]:
    """Which kinds of header fields a line begins with, and holds where a mail program lost a line's end."""
    kinds: set[str] = set()
    found = pattern("field").match(line)
    for _ in range(3):
        if found:
            kinds.update(kind for kind, name in found.groupdict().items() if name)
            found = _next_field(line, found.end())
    return frozenset(kinds)


def _next_field(line: str, at: int) -> re.Match[str] | None:
    """A further field on the same line, as where a mail program lost a line's end."""
    if not SECOND_FIELD.search(line, at):
        return None
    later = pattern("field").finditer(line, at, at + LONGEST_ADDRESS)
    return next((found for found in later if line[found.start() - 1] == " "), None)


def _wrote_length(lines: list[str], i: int) -> int:
    """The lines of "On … Anna wrote:", which mail programs wrap over up to five lines.

    The first of them already tells when or from whom: the line above a header is the author's own.
    """
    opens, told = _opens(lines[i]), _tells_when(lines[i][:LONGEST_LINE])
    if not (opens or told):
        return 0
    said = ""
    for length, line in enumerate(lines[i : i + HEADER_LINES], 1):
        if length > 1 and not told and _opens(line) and _tells_when(line):
            return 0  # the header begins on this line, and the line above it is the author's
        said = f"{said} {line.strip()}".strip()
        if not line.strip() or len(said) > LONGEST_LINE:
            return 0
        if INTRODUCES.search(said) and _says_wrote(said):
            return length if MOMENT.search(said) else 0
        if opens and "@" in said and WHEN.search(said) and pattern("wrote_bare").search(said):
            return length
    return 0


def _says_wrote(said: str) -> bool:
    """Whether a line says that somebody wrote what follows: its words are looked for first, for most have none."""
    low = said.lower()
    return any(map(low.__contains__, words("wrote"))) and bool(pattern("wrote").search(said))


def _opens(line: str) -> bool:
    line = line.lstrip("- ")
    found = begun(line, "opens")
    return bool(found and found.match(line))


def _tells_when(line: str) -> bool:
    """Whether a line names a moment, or has an address: asked of the digits first, for most lines have none."""
    return bool(DIGIT.search(line) and MOMENT.search(line))


def _shared(line: str) -> str:
    """What the author wrote on the line on which a quote header begins ("Yes. On Mon, 5 Feb …, Ana wrote:")."""
    found = SHARED.match(line[:LONGEST_LINE])
    return found.group(1).rstrip(" -") if found else ""
