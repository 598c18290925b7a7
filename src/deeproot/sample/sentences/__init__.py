"""Sentences: what people say in the sample, in four languages, each in files of its own."""

from __future__ import annotations

from random import Random
from typing import Any

from . import de, en_in, en_out, en_talk, es, fr
from .grammar import Grammar

GRAMMARS: dict[str, Grammar] = {
    "en": Grammar(en_in.RULES, en_out.RULES, en_talk.RULES),
    "de": Grammar(de.RULES),
    "fr": Grammar(fr.RULES),
    "es": Grammar(es.RULES),
}
AGAIN = {"en": "Re: ", "de": "AW: ", "fr": "RE: ", "es": "RE: "}

KIND_MOODS: dict[str, tuple[float, float]] = {
    "question": (-0.1, 0.3),
    "request": (-0.4, 0.1),
    "complaint": (-0.95, -0.5),
    "praise": (0.6, 0.95),
    "thanks": (0.35, 0.8),
    "cancel": (-0.7, -0.2),
    "hardship": (-0.75, -0.3),
    "all_great": (0.4, 0.8),
    "feedback": (-0.2, 0.5),
}
"""Between which marks the mood of a message lies, by its kind."""

GREETINGS: dict[str, dict[str, str]] = {
    "en": {"formal": "Dear {name},", "brisk": "[{name},|Hello,|]", "chatty": "[Hi|Hello] {name},"},
    "de": {"formal": "Guten Tag {name},", "brisk": "[Hallo,|{name},|]", "chatty": "[Hallo|Moin|Grüß Gott] {name},"},
    "fr": {"formal": "Bonjour {name},", "brisk": "[Bonjour,|]", "chatty": "Bonjour {name}[,| !]"},
    "es": {"formal": "Buenos días, {name}:", "brisk": "[Hola:|]", "chatty": "[Hola|Buenas] {name}:"},
    "us": {"de": "[Guten Tag|Hallo] {name},", "fr": "Bonjour {name},", "es": "Hola {name}:"},
}
CLOSINGS: dict[str, dict[str, str]] = {
    "en": {
        "formal": "Kind regards,",
        "brisk": "[Thanks|Regards|]",
        "chatty": "[Have a good week!|Best wishes from the bench,|Cheers,]",
    },
    "de": {
        "formal": "Mit freundlichen Grüßen",
        "brisk": "[Gruß|Danke|]",
        "chatty": "[Schöne Woche noch!|Herzliche Grüße]",
    },
    "fr": {"formal": "Cordialement,", "brisk": "[Merci|]", "chatty": "[Bonne semaine !|Bien à vous,]"},
    "es": {"formal": "Un cordial saludo,", "brisk": "[Gracias|]", "chatty": "[¡Buena semana!|Un saludo,]"},
    "us": {"de": "[Viele Grüße|Beste Grüße]", "fr": "[Bien cordialement,|Bien à vous,]", "es": "[Un saludo,|Saludos,]"},
}


def greeting(hand: Any, name: str, language: str, rng: Random, again: bool) -> str:
    """How a letter begins: by the writer's manner (a word) or, from us, by the member's own voice; late in a thread
    often without.
    """
    if again and rng.random() < 0.5:
        return ""
    pattern = GREETINGS[language][hand] if isinstance(hand, str) else _ours(GREETINGS, language, hand.voice.greet)
    return GRAMMARS[language].fill(pattern, {"name": name}, rng)


def closing(hand: Any, signs: str, language: str, rng: Random) -> str:
    """How a letter ends."""
    if isinstance(hand, str):
        ends = GRAMMARS[language].fill(CLOSINGS[language][hand], {}, rng)
    else:
        ends = GRAMMARS[language].fill(_ours(CLOSINGS, language, hand.voice.close), {}, rng)
        if language == "en" and rng.random() < 0.14:
            ends = f"{GRAMMARS['en'].fill(hand.voice.aside, {}, rng)}\n\n{ends}"
    return f"{ends}\n{signs}" if ends else signs


def _ours(table: dict[str, dict[str, str]], language: str, english: str) -> str:
    return english if language == "en" else table["us"][language]
