"""Which part of a mail did its author write now, and which is quoted, signed or added by machines?

Plain and HTML mail. ``new`` keeps everything of which there is doubt: to lose a customer's words is worse than to keep
a stray line. What is quoted is told by ``quotes``, what is signed by ``signatures``, what a machine or a lawyer added
by ``disclaimers``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .disclaimers import SHORT_PARAGRAPH, is_disclaimer, may_hold_any, without_banner, without_disclaimer
from .furniture import LONGEST_LINE, begun
from .html import QUOTE, SIGNATURE, text_of
from .quotes import may_quote, unquoted
from .remembered import AT_HAND
from .signatures import unsigned
from .signed import is_named, speaks

MOST_CHARACTERS, MOST_LINES = 200_000, 4_000
"""What of a message is taken apart; what follows is a pasted log and stays where it stands."""
SHORT = 4_000
"""Characters of a text of which it is remembered how it was taken apart."""
MARK_IN_TEXT = re.compile(f"^([{QUOTE}{SIGNATURE}])", re.MULTILINE)

LONGEST_ADDRESS, MOST_CALLED = 80, 5
"""Where the line ends by which somebody is addressed, and how many words may stand in it before the name."""

COURTESY = re.compile(
    r"[ \n,!.–-]{0,6}(?:(?:and )?how(?:'s| is| are|'re)(?: (?:it|things|life|tricks|everything|everybody|everyone|"
    r"the family|you(?: all| guys| both)?))?(?: going| doing| keeping| today| this (?:morning|week)){0,2}|"
    r"what's up|all well|"
    r"(?:are )?you (?:ok|okay|alright|all right|well|keeping well)|"
    r"(?:wet|cold|hot|warm|busy|sunny|early|dry) enough(?: for you)?|wie geht(?:'s| es (?:dir|ihnen|euch))|"
    r"(?:comment )?ça va|qu[eé] tal|c[oó]mo est[aá]s?)(?: there| over there| at yours)? ?\?+(?=\s*\S[^?]{20})",
    re.IGNORECASE,
)
"""What is asked for courtesy beside the greeting, where more follows: it wants no answer."""


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
    if len(text) <= SHORT and not html:
        return _apart_again(text)
    page = text_of(html) if html.strip() else ""
    return _apart(page or _without_marks(text))


@lru_cache(maxsize=AT_HAND)
def _apart_again(text: str) -> Parts:
    """Remembered while a block of messages is read: who writes to many sends the same within the hour."""
    return _apart(_without_marks(text))


def _without_marks(text: str) -> str:
    return text if text.isascii() else MARK_IN_TEXT.sub(r" \1", text)


def _apart(whole: str) -> Parts:
    if _is_one_of_own(whole):
        new = whole.strip()
        return Parts(new, greeting_of(new))
    lines, beyond = _lines(whole)
    kept, quoted = unquoted(lines, whole[:MOST_CHARACTERS])
    legal = may_hold_any(whole[:MOST_CHARACTERS])
    kept, banner = without_banner(kept) if legal else (kept, [])
    kept, disclaimer = without_disclaimer(kept) if legal else (kept, [])
    kept, signature = unsigned(kept)
    kept, more = without_disclaimer(kept) if legal and signature else (kept, [])
    new = "\n".join(kept).strip() + beyond
    return Parts(
        new=new,
        greeting=greeting_of(new),
        quoted="\n".join(quoted).strip(),
        signature="\n".join(signature).strip(),
        disclaimer="\n".join([*banner, *more, *disclaimer]).strip(),
    )


def _is_one_of_own(text: str) -> bool:
    """Whether a text is a single line that its author wrote: most are, and there is nothing to take apart."""
    if (
        "\n" in text
        or "\r" in text
        or len(text) > MOST_CHARACTERS
        or text.startswith(SIGNATURE)
        or may_quote([text], text)
    ):
        return False
    return len(text) < SHORT_PARAGRAPH or not is_disclaimer([text])


def _lines(text: str) -> tuple[list[str], str]:
    """The lines to take apart, and the text beyond them."""
    head = text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n", MOST_LINES)
    beyond = (head.pop() if len(head) > MOST_LINES else "") + text[MOST_CHARACTERS:]
    return head, f"\n{beyond}" if beyond else ""


def greeting_of(text: str) -> str:
    """The salutation a text begins with, as written, without its comma; empty where there is none."""
    near = begun(text, "greetings")
    match = near.match(text[:LONGEST_LINE]) if near else None
    if not match:
        return _addressed(text)
    courtesy = COURTESY.match(text, match.end())
    return text[: courtesy.end()] if courtesy else match.group("greeting").rstrip()


def _addressed(text: str) -> str:
    """A first paragraph that only names somebody, in whatever words ("Aye aye Owen,"); empty where it says anything."""
    line, broken, rest = text[:LONGEST_ADDRESS].partition("\n\n")
    line = line.strip()
    if not broken or not rest.strip() or "\n" in line or speaks(line.rstrip(".!")) or any(map(str.isdecimal, line)):
        return ""
    *called, name = line.rstrip(",.:!").split() or [""]
    if line.endswith((",", "，", ":")):
        return line.rstrip(",，:") if len(called) <= MOST_CALLED and is_named(name) else ""
    return line.rstrip(".!") if len(called) <= 1 and all(map(is_named, [*called, name])) else ""
