"""Did a machine send this: an auto-reply, an out-of-office note, a bounce, a notification? And was it sent to many?

Headers decide first (RFC 3834, RFC 3464, and what mail programs set in practice), then the subject, then the first
words of the text, in a dozen languages. An automatic message is neither an answer nor a sign of life.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from .cues import mail
from .label import Label
from .remembered import Remembered
from .tokens import words_of

BEGINNING = 600
"""Characters of the text in which an automatic message gives itself away."""
SHORT_REPLY = 1_500
MACHINES = re.compile(
    r"(?:^|[<\s\"])(?:mailer-daemon|postmaster|mail-daemon|mdaemon)@|mail delivery (?:sub)?system", re.I
)
NO_REPLY = re.compile(r"(?:^|[<\s\"])(?:no|do[-_.]?not)[-_.]?reply", re.I)
REPLIED = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-mail-autoreply", "x-autoreply-from")
BOUNCED = ("deliver", "recipient address rejected", "user unknown", "mailbox ")
"""One of these is in every text that the pattern of a bounce finds."""
NO_MACHINE: Label[str] = Label(None, 0.9)
BULK = ("list-unsubscribe", "list-id", "list-post", "x-campaign-id", "x-campaignid", "x-mailchimp-campaign-id")


def automatic(headers: Mapping[str, Any] | None = None, subject: str = "", text: str = "") -> Label[str]:
    """What kind of automatic message this is: ``bounce``, ``auto_reply``, ``out_of_office``, ``notification``, or None.

    ``headers`` maps names, in any case, to text or lists of text; all of it may be absent. ``text`` is the message's
    own text.
    """
    given = _given(headers)
    found = _by_headers(given) if given else None
    return found or _by_subject(subject or given.get("subject", "")) or _by_text(text) or NO_MACHINE


def bulk(headers: Mapping[str, Any] | None = None) -> bool:
    """Whether the headers say that a message went to many (a mailing list or a campaign)."""
    given = _given(headers)
    return any(name in given for name in BULK) or given.get("precedence", "") in ("bulk", "list")


def _given(headers: Mapping[str, Any] | None) -> dict[str, str]:
    """Names in lower case; several headers of one name on one line. Anything may come: it is cut to a length."""
    found: dict[str, str] = {}
    for name, value in (headers or {}).items():
        values = value if isinstance(value, list | tuple) else [value]
        found[str(name).lower()] = " ".join(str(each) for each in values)[:2_000].strip().lower()
    return found


def _by_headers(given: Mapping[str, str]) -> Label[str] | None:
    report = "report-type=delivery-status" in re.sub(r'[\s"]', "", given.get("content-type", ""))
    if report or "x-failed-recipients" in given or MACHINES.search(given.get("from", "")):
        return Label("bounce", 0.98)
    submitted = given.get("auto-submitted", "no").split(";")[0].strip()
    replied = submitted.startswith("auto-replied") or given.get("precedence") in ("auto_reply", "auto-reply")
    if replied or any(given.get(name, "no") not in ("no", "") for name in REPLIED):
        return _away(given) or Label("auto_reply", 0.98)
    if given.get("return-path") == "<>":
        return Label("bounce", 0.9)
    if submitted not in ("no", ""):
        return Label("notification", 0.95)
    return Label("notification", 0.8) if NO_REPLY.search(given.get("from", "")) else None


def _away(given: Mapping[str, str]) -> Label[str] | None:
    return Label("out_of_office", 0.98) if _words()["out_of_office"].search(given.get("subject", "")) else None


def _by_subject(subject: str) -> Label[str] | None:
    low = subject[:500].lower().strip()
    if not low or re.match(r"(?:re|aw|sv|antw|fwd?|wg|tr|rv)\s?:", low):
        return None  # a person's reply to an automatic message
    for name, confidence in (("bounce", 0.9), ("out_of_office", 0.9), ("auto_reply", 0.95)):
        if found := _words()[name].search(low):
            return Label(name, confidence, (subject[found.start() : found.end()],))
    return None


def _by_text(text: str) -> Label[str] | None:
    """The first words of the text: less sure, for people write "I am away until Monday" themselves."""
    if len(text) > SHORT_REPLY * 4:
        return None
    low = text[:BEGINNING].lower()
    if low.isascii() and len(text) <= BEGINNING and not _may_be_told(low):
        return None
    for part in (low, text[-BEGINNING:].lower()) if len(text) > BEGINNING else (low,):
        if _has(part, "notification") and (found := _words()["notification"].search(part)):
            return Label("notification", 0.85, (found.group(),))
    if any(map(low.__contains__, BOUNCED)) and (found := _words()["bounced"].search(low)):
        return Label("bounce", 0.85, (found.group(),))
    away = len(text) <= SHORT_REPLY and _has(low, "until") and _has(low, "away")
    if away and (found := _words()["away"].search(low)):
        return Label("out_of_office", 0.75, (text[found.start() : found.end()],))
    return None


def _may_be_told(low: str) -> bool:
    """Whether a text of plain letters may be a machine's: its pieces are asked first, for most texts have none."""
    return any(map(TELLING.__getitem__, low.split())) and any(map(low.__contains__, _ascii_of_any()))


def _has(low: str, name: str) -> bool:
    """Whether any of the words of that name stands in a text: asked first, for most texts have none."""
    return any(map(low.__contains__, _ascii(name) if low.isascii() else mail()["automatic"][name]))


@cache
def _ascii(name: str) -> list[str]:
    """Those of the words of that name that a text of plain letters can hold; none that holds another one of them."""
    words = [word for word in mail()["automatic"][name] if word.isascii()]
    return [word for word in words if not any(other in word for other in words if other != word)]


def _is_telling(piece: str) -> bool:
    return any(map(piece.__contains__, _longest_of_any()))


TELLING = Remembered(_is_telling)
"""Whether a text with that piece may be taken for a machine's: found out once a piece."""


@cache
def _longest_of_any() -> list[str]:
    """The longest word of each of ``_ascii_of_any``."""
    return [max(words_of(phrase), key=len, default="") for phrase in _ascii_of_any()]


@cache
def _ascii_of_any() -> list[str]:
    """Words of plain letters one of which is in every text that is taken for a machine's."""
    return [*_ascii("notification"), *BOUNCED, *_ascii("until")]


@cache
def _words() -> dict[str, re.Pattern[str]]:
    words = mail()["automatic"]
    found = {name: re.compile(_any(words[name])) for name in ("auto_reply", "out_of_office", "bounce", "notification")}
    found["bounced"] = re.compile(
        r"(?:could ?n[o']t be delivered|delivery (?:has failed|to the following|status notification)"
        r"|undeliver(?:ed|able)"
        r"|recipient address rejected|user unknown|mailbox (?:is )?full|message was not delivered)"
    )
    found["away"] = re.compile(
        rf"(?:^|\b)(?:{_any(words['away'])})\b(?:[^.!?\n]|(?<=\d)\.){{0,80}}?(?:{_any(words['until'])})"
    )
    return found


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
