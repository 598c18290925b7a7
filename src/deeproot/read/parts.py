"""Which part of a mail did its author write now, and which is quoted, signed or added by machines?

Plain and HTML mail. ``new`` keeps everything of which there is doubt: to lose a customer's words is worse than to keep
a stray line. The words of quote headers, greetings, closings and disclaimers in some twenty languages are in
``cues/mail.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from .cues import mail
from .html import QUOTE, SIGNATURE, text_of

LONGEST_LINE = 400
"""Longer lines are prose: they are not searched for furniture."""
MOST_CHARACTERS, MOST_LINES = 200_000, 4_000
"""What of a message is taken apart; what follows is a pasted log and stays where it stands."""
SIGNATURE_LINES = 14
HEADER_LINES = 4
SHORT_PARAGRAPH = 200
MARK_IN_TEXT = re.compile(f"^([{QUOTE}{SIGNATURE}])", re.MULTILINE)
MOMENT = re.compile(r"\d[:.h/年月 -]\s?\d|\b(?:19|20)\d\d\b|@\w")
MARKS = "# \t\n\r\f\v\u00a0\u2009\u202f\u3000-–—_=*>([\"'“‘„«"
DASHES = ("-", "—", "_")
FIRST, TELLING = 4, 6
LONGEST_BEGINNING = 40
WORD, ASCII_WORD = re.compile(r"[^\W\d_]++"), re.compile(r"[a-z]++")
STAMP = re.compile(r"\W*(?:\[?external\]?\b|caution:|virus-free|unsubscribe\b)")
LINK = re.compile(r"[(<]\s?https?://\S+\s?>?")
INTRODUCES = re.compile(r"(?:[:：]|---)[\s-]*+$")
DIGIT = re.compile(r"[@\d]")
SHARED = re.compile(r"([^@\d]*[^@\d\s-][\s-]+)On (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d)")
SENDER = re.compile(r"[<(\[][^<>()\s]+@[^<>()\s]+[>)\]]")
WHEN = re.compile(r"\d[:.h]\d\d\b|\b(?:19|20)\d\d\b|(?:19|20)\d\d年")


@dataclass(frozen=True, slots=True)
class Parts:
    """One message taken apart. ``new`` is the author's own text with its greeting, in order; the rest is the rest."""

    new: str
    greeting: str = ""
    quoted: str = ""
    signature: str = ""
    disclaimer: str = ""

    @property
    def body(self) -> str:
        """The new text without its greeting: what there is to read and count."""
        return self.new.removeprefix(self.greeting).lstrip(" ,!:;.\n\t–-") if self.greeting else self.new


def new_text(text: str = "", html: str = "") -> str:
    """What the author wrote now; see :func:`split`."""
    return split(text, html).new


def split(text: str = "", html: str = "") -> Parts:
    """Take a message apart. Where both bodies are given the HTML one is read, for it says what is quoted."""
    page = text_of(html) if html.strip() else ""
    lines, beyond = _lines(page or MARK_IN_TEXT.sub(r" \1", text))
    kept, quoted = _unquoted(lines)
    kept, banner = _without_banner(kept)
    kept, disclaimer = _without_disclaimer(kept)
    kept, signature = _unsigned(kept)
    kept, more = _without_disclaimer(kept) if signature else (kept, [])
    new = "\n".join(kept).strip() + beyond
    return Parts(
        new=new,
        greeting=greeting_of(new),
        quoted="\n".join(quoted).strip(),
        signature="\n".join(signature).strip(),
        disclaimer="\n".join([*banner, *more, *disclaimer]).strip(),
    )


def _lines(text: str) -> tuple[list[str], str]:
    """The lines to take apart, and the text beyond them."""
    head = text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST_LINES)
    beyond = (head.pop() if len(head) > MOST_LINES else "") + text[MOST_CHARACTERS:]
    return head, f"\n{beyond}" if beyond else ""


def greeting_of(text: str) -> str:
    """The salutation a text begins with, as written, without its comma; empty where there is none."""
    match = _furniture()["greeting"].match(text[:LONGEST_LINE]) if _begins(text, "greetings") else None
    return match.group("greeting").rstrip() if match else ""


def _unquoted(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines that are not another person's, and those that are."""
    kept: list[str] = []
    quoted: list[str] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.startswith(QUOTE):
            quoted.append(line[1:])
            i += 1
        elif _is_quoted(line) or _goes_on_quoted(lines, i):
            quoted.append(line)
            i += 1
        elif header := _header_length(lines, i):
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


def _is_quoted(line: str) -> bool:
    start = line.lstrip(" \t|")[:1]
    return (start == ">" and not line.rstrip().endswith("<<")) or line.startswith(("| ", "|\t"))


def _goes_on_quoted(lines: list[str], i: int) -> bool:
    """Whether a line between two quoted ones is the rest of a wrapped link: nobody answers with that."""
    if not 0 < i < len(lines) - 1 or not (_is_quoted(lines[i - 1]) and _is_quoted(lines[i + 1])):
        return False
    line = lines[i].strip()
    wrapped = lines[i - 1].count("(") > lines[i - 1].count(")") or lines[i - 1].count("<") > lines[i - 1].count(">")
    return bool(LINK.fullmatch(line)) or (wrapped and bool(line) and not line.rstrip(")>").count(" "))


def _quoted_by_marks(lines: list[str], i: int) -> bool:
    """Whether the text that a header introduces marks its lines, so that what follows it is the author's again."""
    for line in lines[i : i + 4]:
        if line.strip():
            return line.startswith(QUOTE) or _is_quoted(line)
    return False


def _header_length(lines: list[str], i: int) -> int:
    """How many lines from ``i`` on introduce quoted text; 0 where they do not."""
    line = lines[i].strip()
    if not line or len(line) > LONGEST_LINE:
        return 0
    words = _furniture()
    if (_begins(line, "original") and words["original"].match(line)) or _is_dated_sender(lines, i):
        return 1
    if line.startswith("---") and words["dashed"].fullmatch(line):
        return 1
    if (":" in line or "：" in line) and words["field"].match(line.lstrip("*_ ")) and _fields(lines, i) >= 3:
        return 1
    if line[0] in "_=-" and re.fullmatch(r"[_=-]{20,}", line) and _fields(lines, i + 1) >= 3:
        return 1
    return _wrote_length(lines, i)


def _is_dated_sender(lines: list[str], i: int) -> bool:
    """Whether a line has an address, a moment, and quoted text or a colon after it: "Anna wrote" in any language."""
    line = lines[i].strip()
    if "@" not in line or not (SENDER.search(line) and WHEN.search(line)):
        return False
    return line.endswith((":", "：")) or _quoted_by_marks(lines, i + 1)


def _fields(lines: list[str], i: int) -> int:
    """How many kinds of header lines (who, when, to whom, about what) stand from ``i`` on.

    0 where they name neither an address nor a subject: "From: Hamburg, To: Berlin" is the author's own.
    """
    kinds: set[str] = set()
    block = [line for line in lines[i : i + 10] if line.strip()][:6]
    for line in block:
        match = _furniture()["field"].match(line.strip().strip(QUOTE).lstrip("*_ "))
        if match is None:
            if kinds:
                continue
            return 0
        kinds.update(kind for kind, found in match.groupdict().items() if found)
    return len(kinds) if "subject" in kinds or any("@" in line for line in block) else 0


def _wrote_length(lines: list[str], i: int) -> int:
    """The lines of "On … Anna wrote:", which mail programs wrap over up to four lines.

    The first of them already tells when or from whom: the line above a header is the author's own.
    """
    words = _furniture()
    if not (_tells_when(lines[i][:LONGEST_LINE]) or (_begins(lines[i], "opens") and words["opens"].match(lines[i]))):
        return 0
    said = ""
    for length, line in enumerate(lines[i : i + HEADER_LINES], 1):
        said = f"{said} {line.strip()}".strip()
        if not line.strip() or len(said) > LONGEST_LINE:
            return 0
        if INTRODUCES.search(said) and words["wrote"].search(said):
            return length if MOMENT.search(said) else 0
    return 0


def _tells_when(line: str) -> bool:
    """Whether a line names a moment, or has an address: asked of the digits first, for most lines have none."""
    return bool(DIGIT.search(line) and MOMENT.search(line))


def _shared(line: str) -> str:
    """What the author wrote on the line on which a quote header begins ("Yes. On Mon, 5 Feb …, Ana wrote:")."""
    found = SHARED.match(line[:LONGEST_LINE])
    return found.group(1).rstrip(" -") if found else ""


def _without_banner(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take a machine's warning off the top ("[EXTERNAL] …")."""
    paragraphs = _paragraphs(lines)
    if len(paragraphs) > 1 and _is_disclaimer(first := paragraphs[0]) and len("".join(first)) < 600:
        end = next(i for i, line in enumerate(lines) if line.strip()) + len(first)
        return lines[end:], first
    return lines, []


def _without_disclaimer(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take legal and mailing-list paragraphs off the end."""
    taken: list[str] = []
    while (end := _last_paragraph(lines)) and _is_disclaimer(lines[end[0] : end[1]]):
        if not any(line.strip() for line in lines[: end[0]]) and sum(map(len, lines)) < SHORT_PARAGRAPH:
            break  # short, and all there is: it was written
        taken = lines[end[0] :] + taken
        lines = lines[: end[0]]
    return lines, taken


def _is_disclaimer(paragraph: list[str]) -> bool:
    text = " ".join(paragraph).lower()[:6000]
    found = set(_furniture()["disclaimer"].findall(text)) if _may_disclaim(text) else ()
    short = len(text) < 200 and bool(STAMP.match(text))
    return short or (len(found) >= 2 and (len(text) > 60 or len(found) >= 3))


def _may_disclaim(text: str) -> bool:
    """Whether two phrases of a disclaimer can be in a text: asked by the words' first letters, then by the phrases."""
    words = (ASCII_WORD if text.isascii() else WORD).findall(text)
    if _telling().isdisjoint([word[:TELLING] for word in words]):
        return False
    return sum(map(text.__contains__, mail()["disclaimer"])) >= 2


def _paragraphs(lines: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _last_paragraph(lines: list[str]) -> tuple[int, int] | None:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    return (start, end) if end else None


def _unsigned(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without their signature, and the signature: what follows the mark-up, dashes, closing or address."""
    marked = [line[1:] for line in lines if line.startswith(SIGNATURE)]
    lines = [line for line in lines if not line.startswith(SIGNATURE)]
    starts = [
        start for start in (_dashes(lines), _device(lines), _closing(lines), _address(lines)) if start is not None
    ]
    if not starts:
        return lines, marked
    start = min(starts)
    above = _address(lines[:start])
    start = start if above is None else above
    return lines[:start], lines[start:] + marked


def _dashes(lines: list[str]) -> int | None:
    """The standard mark of a signature, "-- " alone on a line, near the end."""
    for i in range(len(lines) - 1, max(-1, len(lines) - 3 * SIGNATURE_LINES), -1):
        line = lines[i].strip(" \t")
        if line[:1] in DASHES and re.fullmatch(r"--\s?|—|_{2,19}", line) and any(line.strip() for line in lines[:i]):
            return i
    return None


def _device(lines: list[str]) -> int | None:
    for i in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)):
        line = lines[i].strip()
        if len(lines[i]) < 200 and _begins(line, "device") and _furniture()["device"].match(line):
            return i
    return None


def _closing(lines: list[str]) -> int | None:
    """A closing ("Kind regards") that only a name and an address follow."""
    for i in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)):
        line = lines[i].strip()
        if not line or len(line) > 80 or not _begins(line, "closings"):
            continue
        if not (match := _furniture()["closing"].fullmatch(line)):
            continue
        after = [later.strip() for later in lines[i + 1 :] if later.strip()]
        names = match.group("name")
        if (after or names or i) and all(_is_about_the_author(later) for later in after):
            return i
    return None


def _is_about_the_author(line: str) -> bool:
    """Whether a line may stand below a name: short, no sentence; or an address."""
    if len(line) > 160:
        return False
    if _has_contact(line):
        return True
    words = line.split()
    return len(words) <= 8 and not line.endswith(("?", "!")) and not (len(words) > 4 and line.endswith("."))


def _has_contact(line: str) -> bool:
    return bool(
        re.search(r"@\w|www\.|https?://|\+?\d[\d ()./-]{6,20}\d|\b(?:tel|phone|mobile|fax|cell|mobil)\b", line.lower())
    )


def _address(lines: list[str]) -> int | None:
    """A last paragraph that is a name with an address, or a name alone."""
    end = _last_paragraph(lines)
    if end is None or not any(line.strip() for line in lines[: end[0]]):
        return None
    block = [line.strip() for line in lines[end[0] : end[1]]]
    if len(block) > SIGNATURE_LINES or not all(_is_about_the_author(line) for line in block):
        return None
    named = (
        bool(re.fullmatch(r"[-–—~/^* ]{0,3}(?:[^\W\d_][\w.'’-]{0,24}[ ,]{0,2}){1,4}", block[0]))
        and block[0].strip("-–—~/^* ").istitle()
    )
    contacts = sum(map(_has_contact, block))
    if named and (contacts or (len(block) == 1 and _is_a_name(block[0]))):
        return end[0]
    return end[0] if contacts >= 2 and contacts * 2 >= len(block) else None


def _is_a_name(line: str) -> bool:
    words = line.strip("-–—~/^* .,").split()
    return 1 <= len(words) <= 3 and not any(word.lower() in _furniture_words() for word in words)


def _begins(line: str, name: str) -> bool:
    """Whether a line begins with words of that name, past marks: asked first, for most lines do not."""
    return line[:LONGEST_BEGINNING].lstrip(MARKS).lower().startswith(_beginnings(name))


@cache
def _beginnings(name: str) -> tuple[str, ...]:
    """The first letters of all phrases of one name."""
    words = mail()["line"][name] if name in mail()["line"] else mail()[name]
    return tuple(sorted({word[:FIRST] for word in words}))


@cache
def _telling() -> frozenset[str]:
    """The first letters of the longest word of each phrase of a disclaimer: a paragraph with none of them is none."""
    longest = (
        max(WORD.findall(phrase), key=lambda word: (word != "please", len(word))) for phrase in mail()["disclaimer"]
    )
    return frozenset(word[:TELLING] for word in longest)


@cache
def _furniture_words() -> frozenset[str]:
    """Words with a capital that stand alone as an answer and are nobody's name."""
    return frozenset(mail()["not_names"])


@cache
def _furniture() -> dict[str, re.Pattern[str]]:
    words = mail()
    header: dict[str, Any] = words["header"]
    field = "|".join(f"(?P<{kind}>{_any(names)})" for kind, names in header.items())
    return {
        "original": re.compile(
            rf"[-_=*#\s>]{{0,12}}(?:{_any(words['line']['original'])})\s?:?[-_=*#\s]{{0,12}}$", re.IGNORECASE
        ),
        "field": re.compile(rf"(?:{field})\s?[*_]?\s?[:：]", re.IGNORECASE),
        "wrote": re.compile(
            rf"(?:\b|(?<=\W))(?:{_any(words['wrote'])})(?!\w)(?:[^:：]|(?<=\d):(?=\d)){{0,80}}(?:[:：]|-{{3,}})[\s-]*$|写道[:：]$",
            re.IGNORECASE,
        ),
        "dashed": re.compile(rf"-{{3,}}[^-]{{1,80}}\b(?:{_any(words['wrote'])})\s?-{{3,}}", re.IGNORECASE),
        "opens": re.compile(rf"\s{{0,3}}(?:{_any(words['opens'])})\s", re.IGNORECASE),
        "device": re.compile(rf"[-–—\s]{{0,4}}(?:{_any(words['line']['device'])})", re.IGNORECASE),
        "closing": re.compile(
            rf"[-–—\s]{{0,4}}(?:{_any(words['closings'])})[\s,.!:;-]{{0,4}}(?P<name>(?:[^\W\d_][\w.'’-]{{0,24}}\s?){{0,3}})",
            re.IGNORECASE,
        ),
        "greeting": re.compile(
            rf"\s{{0,20}}(?P<greeting>(?:{_any(words['greetings'])})(?!\w)[ ,]{{0,2}}"
            rf"(?:(?!i\b|we\b|please\b|can\b|thanks?\b)[^\W\d_][\w.'’&/-]{{0,24}}[ ]?){{0,5}})(?=[,!:;.\n–-]|$)",
            re.IGNORECASE,
        ),
        "disclaimer": re.compile(_any(words["disclaimer"])),
    }


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
