"""The templates that come with the house: for each occasion in each language, until somebody writes their own.

Each is a file, ``letters/<language>/<occasion>.txt``: its subject, an empty line, its body. What stands in brackets
only a person can say; nothing is sent while a bracket stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from deeproot.plan.offers import GIVING

LETTERS: Final = Path(__file__).parent / "letters"


class Words(NamedTuple):
    """A template's subject and body."""

    subject: str
    body: str


OCCASIONS: Final = {
    "reply": "An answer to their message",
    "promise": "A word about what we promised",
    "complaint": "A complaint that went silent",
    "resource": "Something of the library for a need",
    "care": "A question, and an open ear",
    "favour": "A favour that we ask of a customer who speaks well of us",
    "handover": "A word that you look after them from now on",
    "free": "Anything else",
}
"""On which occasions we write."""
KINDS: Final = {
    "reply": "answer", "promise": "holding", "complaint": "care", "resource": "value", "care": "care",
    "favour": "pitch", "handover": "admin", "free": "care",
}  # fmt: skip
"""What kind of touch it then is, unless its writer says otherwise."""
WRITTEN_FREELY: Final = {name: says for name, says in OCCASIONS.items() if name != "favour"}
"""What one may begin to write by oneself: a favour is asked where it is noted that it was (`act.ambassadors`)."""
LANGUAGES: Final = ("en", "de", "fr", "es")


def occasion_of(reason: str, offered: bool) -> str:
    """The occasion of a reason of Today."""
    if reason in GIVING and offered:
        return "resource"
    return {
        "promise_overdue": "promise",
        "promise_due": "promise",
        "unanswered": "reply",
        "complaint_went_silent": "complaint",
    }.get(reason, "care")


HELLO: Final = {
    "en": ("Hello {name},", "Hello,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "es": ("Hola {name}:", "Hola:"),
}
BY_FIRST_NAME: Final = {"en": "Hi {name},", "de": "Hallo {name},", "fr": "Bonjour {name},", "es": "Hola {name}:"}
BYE: Final = {"en": "Kind regards", "de": "Freundliche Grüße", "fr": "Cordialement", "es": "Un cordial saludo"}
OWED: Final = {
    "en": (
        "We promised you by {day}: “{text}”. That day has passed, and I am sorry.",
        "What we promised you by {day} stands: “{text}”.",
    ),
    "de": (
        "Wir haben Ihnen bis {day} versprochen: „{text}“. Der Tag ist vorbei, und das tut mir leid.",
        "Was wir Ihnen bis {day} versprochen haben, gilt: „{text}“.",
    ),
    "fr": (
        "Nous vous avions promis pour le {day} : « {text} ». Ce jour est passé, et j’en suis désolé.",
        "Ce que nous vous avons promis pour le {day} tient toujours : « {text} ».",
    ),
    "es": (
        "Le prometimos para el {day}: «{text}». Ese día ha pasado, y lo siento.",
        "Lo que le prometimos para el {day} sigue en pie: «{text}».",
    ),
}


@cache
def letters(language: str) -> Mapping[str, Words]:
    """The words that came with the house, by occasion; none in a language that we do not write."""
    if language not in LANGUAGES:
        return {}
    return {occasion: _read(LETTERS / language / f"{occasion}.txt") for occasion in OCCASIONS}


def _read(path: Path) -> Words:
    subject, _, body = path.read_text(encoding="utf-8").strip().partition("\n\n")
    return Words(subject, body)
