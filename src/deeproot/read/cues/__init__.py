"""The words that readings rest on: data, a folder a language, a file a topic.

``load("kinds")`` gives that topic in every language that has it. The grammar of a phrase is in ``read/phrases.py``.
A text is read with the cues of all languages at once: phrases of several words hardly ever mean something else in
another language, and real mail mixes them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de", "fr", "es")
STRENGTH = {"strong": 4.0, "clear": 2.0, "weak": 1.0, "against": -3.0}


@cache
def load(topic: str) -> dict[str, dict[str, Any]]:
    """The cues of one topic by language, as they stand in the files; a language without that topic is left out."""
    found = {}
    for language in LANGUAGES:
        path = files(__package__) / language / f"{topic}.toml"
        if path.is_file():
            found[language] = tomllib.loads(path.read_text("utf-8"))
    return found


@cache
def mail() -> dict[str, Any]:
    """The furniture of mail (quote headers, closings, disclaimers …), all languages together."""
    return tomllib.loads((files(__package__) / "mail.toml").read_text("utf-8"))
