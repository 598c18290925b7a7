"""Count the letters by which ``deeproot.read.letters`` tells languages, and write ``read/cues/letters.toml``.

``python benchmarks/language_fit.py FOLDER…``; the folders hold message catalogues (``locale/*/LC_MESSAGES/*.mo``):
those of Django, Wagtail, django-allauth and Django REST framework, unpacked, gave the present file.
"""

import gettext
import math
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

from deeproot.read.letters import WORD, runs

CUES = Path(__file__).parents[1] / "src" / "deeproot" / "read" / "cues"
LANGUAGES = ["cs", "da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pl", "pt", "ro", "sv", "tr"]
FOLDERS = {"no": ("nb",), "pt": ("pt", "pt_PT", "pt_BR")}
MARKED = re.compile(r"%\([^)]*\)[sd]|%[sd]|\{[^}]*\}|<[^>]*>|&\w+;")
KEPT, FROM_CUES = 3_000, 2.0
HEAD = """\
# The commonest runs of two to four letters of a language, the commonest first; _ stands for a word's edge. Counted
# by benchmarks/language_fit.py in the message catalogues of Django, Wagtail (BSD), django-allauth (MIT) and Django REST
# framework (BSD), and in the words of languages.toml.
"""


def texts(folders: list[Path], language: str) -> tuple[list[str], list[str]]:
    """The translations into a language, and the English they translate."""
    told, english = [], []
    for name in FOLDERS.get(language, (language,)):
        for path in (path for folder in folders for path in folder.rglob(f"locale/{name}/LC_MESSAGES/*.mo")):
            with path.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
            for key, text in catalogue.items():
                if key and isinstance(text, str) and text not in ("", key):
                    told.append(text)
                    english.append(key[0] if isinstance(key, tuple) else key)
    return told, english


def ranked(texts: list[str], words: str) -> list[str]:
    """The runs of letters of texts by how common they are."""
    counts: Counter[str] = Counter()
    found = Counter(WORD.findall(" ".join(MARKED.sub(" ", text) for text in texts).lower()))
    for word, times in found.items():
        for run in runs(word):
            counts[run] += 1 + math.log(times)  # type: ignore[assignment]
    for word in WORD.findall(words):
        for run in runs(word):
            counts[run] += FROM_CUES  # type: ignore[assignment]
    return [run for run, _ in counts.most_common(KEPT)]


def main(folders: list[Path]) -> None:
    """Write the file."""
    cues = tomllib.loads((CUES / "languages.toml").read_text("utf-8"))
    english: set[str] = set()
    lines = {}
    for language in (each for each in LANGUAGES if each != "en"):
        told, keys = texts(folders, language)
        english.update(keys)
        lines[language] = ranked(told, cues[language]["words"])
    lines["en"] = ranked(sorted(english), cues["en"]["words"])
    body = "".join(f'{language} = "{" ".join(lines[language])}"\n' for language in LANGUAGES)
    (CUES / "letters.toml").write_text(f"{HEAD}\n{body}", "utf-8")


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
