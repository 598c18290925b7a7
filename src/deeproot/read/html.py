"""What a person sees of an HTML mail, as lines of plain text, with the quoted and signed parts marked.

Mail programs say in the mark-up what is quoted and what is a signature; the text alone does not. Lines inside a
quotation begin with ``QUOTE``, lines inside a signature with ``SIGNATURE``: private characters that mail does not hold.
The page is scanned once, tag by tag, so that broken mark-up costs no more time than sound mark-up.
"""

from __future__ import annotations

import html
import re

QUOTE, SIGNATURE = "\ue000", "\ue001"
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})([^<>]*+)>|<!--|<[!?][^<>]*+>")
ANY_TAG = re.compile(r"<[^<>]*+>")
MOST_TAGS = 100_000
"""Tags that are understood; the text beyond them is kept as one line without its mark-up."""
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u200b\u00ad\ufeff]+")
BLOCK_NAMES = "p div br tr li ul ol table blockquote hr pre section article header footer center address dt dd h1 h2 h3"
BLOCKS = frozenset(BLOCK_NAMES.split())
UNSEEN = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("style", "script", "head", "title", "template", "noscript")
}
NO_END = frozenset(["br", "hr", "img", "input", "meta", "link", "col", "wbr", "base", "area"])
QUOTED = re.compile(
    r"""gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|moz-forward-container|protonmail_quote|zmail_extra"""
    r"""|tutanota_quote|type=["']?cite|front-blockquote|hs_reply|freshdesk_quote|zendesk-quote|missive_quote"""
    r"""|messageReplySection|mb_quote|mailbird_quote|airmail_ext|history_container|intercom_quote|plugin-quote"""
    r"""|hey_quote|fastmail-quoted|x_moz-cite|replyMessage|ms-outlook-mobile-reference|mailru-blockquote""",
    re.IGNORECASE,
)
REST_QUOTED = re.compile(
    r"""divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container"""
    r"""|reply-intro|zwchr|border-top-color:\s?rgb\(2[23]\d|ymail_replyto|isForwardContent|LPlnk_reply"""
    r"""|border:\s?none;\s?border-top:\s?(?:1(?:\.0)?p[tx]\s)?solid\s(?:#[b-e]\w{5}|windowtext|rgb\()"""
    r"""|border-top:\s?(?:1(?:\.0)?p[tx]\s)?solid\s#(?:b5c4df|e1e1e1)|border-(?:width|style):[^"']{1,80}padding:\s?3(?:\.0)?pt""",
    re.IGNORECASE,
)
INDENTED = re.compile(r"margin:\s?0(?:px)?\s0(?:px)?\s0(?:px)?\s40px;\s?border:\s?(?:none|medium)", re.IGNORECASE)
"""How Gmail moves the author's own paragraph in: no quotation, though its element is one."""
ANSWERED = re.compile("gmail_quote", re.IGNORECASE)
"""Gmail's quotation stands in an element of the same name, and so do the answers between quotations."""
SIGNED = re.compile(
    r"""gmail_signature|moz-signature|id=["']?(?:x_)?Signature|ms-outlook-mobile-signature|protonmail_signature"""
    r"""|AppleMailSignature|ydp\w{0,40}signature|class=["']?signature|tutanota_signature|hs_signature""",
    re.IGNORECASE,
)


def text_of(page: str) -> str:
    """The visible text of an HTML mail; quoted lines begin with ``QUOTE``, signed ones with ``SIGNATURE``."""
    return _Page().read(page)


class _Page:
    """One pass over one page: the lines so far, and in which quoted or signed element we stand."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth: dict[str, int] = {}
        self.inside: tuple[str, str, int] | None = None  # mark, tag, depth at which it closes
        self.rest = ""
        self.endless: set[str] = set()

    def read(self, page: str) -> str:
        at, comments, tags = 0, True, 0
        while (match := TAG.search(page, at)) and (tags := tags + 1) < MOST_TAGS:
            self._words(page[at : match.start()])
            at = match.end()
            if match.group() == "<!--":
                end = page.find("-->", at) if comments else -1
                comments = end >= 0
                at = end + 3 if comments else at
            elif match.group(2):
                at = self._tag(page, match)
        self._words(ANY_TAG.sub(" ", page[at:]) if tags >= MOST_TAGS else page[at:])
        self._break()
        return "\n".join(self.lines)

    def _words(self, words: str) -> None:
        if words:
            self.line.append(SPACE.sub(" ", words))

    def _tag(self, page: str, match: re.Match[str]) -> int:
        """Take in one tag; where it hides what follows, the place where that ends."""
        closing, name, attributes = bool(match.group(1)), match.group(2).lower(), match.group(3)
        if name in UNSEEN and not closing:
            return self._past(page, name, match.end())
        if name in BLOCKS:
            self._break(blank=name == "br", paragraph=name in ("p", "blockquote"))
        if closing:
            self._close(name)
        else:
            self._open(name, attributes)
        return match.end()

    def _past(self, page: str, name: str, at: int) -> int:
        """The end of an element that nobody sees; one that never ends hides nothing, and is not looked for again."""
        end = None if name in self.endless else UNSEEN[name].search(page, at)
        if end is None:
            self.endless.add(name)
        return end.start() if end else at

    def _open(self, name: str, attributes: str) -> None:
        if REST_QUOTED.search(attributes):
            self.rest = self.rest or QUOTE
        if name in NO_END or attributes.endswith("/"):
            return
        depth = self.depth[name] = self.depth.get(name, 0) + 1
        if name == "blockquote" and self._is_answered(attributes):
            self.inside = (QUOTE, name, depth)
        elif self.inside is None or self.inside[0] == SIGNATURE:
            if QUOTED.search(attributes) or (name == "blockquote" and not INDENTED.search(attributes)):
                self.inside = (QUOTE, name, depth)
            elif self.inside is None and SIGNED.search(attributes):
                self.inside = (SIGNATURE, name, depth)

    def _is_answered(self, attributes: str) -> bool:
        """Whether a quotation opens right below "On … Anna wrote:" in Gmail's element, where answers stand between."""
        said = next((line for line in reversed(self.lines) if line), "")
        around = self.inside is not None and self.inside[:2] == (QUOTE, "div")
        return around and said.endswith((":", "：")) and bool(ANSWERED.search(attributes))

    def _close(self, name: str) -> None:
        depth = self.depth.get(name, 0)
        if self.inside and self.inside[1:] == (name, depth):
            self.inside = None
        self.depth[name] = max(0, depth - 1)

    def _break(self, *, blank: bool = False, paragraph: bool = False) -> None:
        mark = self.rest or (self.inside[0] if self.inside else "")
        words = html.unescape("".join(self.line)).strip()
        self.line.clear()
        if words:
            self.lines.append(mark + words)
        if (paragraph or (blank and not words)) and self.lines and self.lines[-1]:
            self.lines.append("")
