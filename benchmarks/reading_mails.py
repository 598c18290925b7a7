"""Whether what the author of a mail wrote now is found: sixty mails written for this. See docs/reading-measured.md.

They were written, as mail programs deliver them, by somebody who had seen no rule, and scored once by version 10: that
is the blind figure. *Whole*: every word of the author's is there, no line of a signature, a quote or a disclaimer is.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from deeproot.read import split

sys.path.insert(0, str(Path(__file__).parent))
from figures import interval, mean

MAILS = Path(__file__).parent / "texts" / "mails.jsonl"
WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_]+")
CAME_TO = ("whole", "signature aside", "quote left", "lost")
Mail = dict[str, Any]


def mail_bench() -> None:
    """How many mails are whole, keep a signature, keep a quote, or lose a word; and which are not whole."""
    mails = [json.loads(line) for line in MAILS.read_text("utf-8").splitlines()]
    found = [came_to(mail) for mail in mails]
    for name, some in (
        ("all", found),
        ("English", [each for each, mail in zip(found, mails, strict=True) if mail["lang"] == "en"]),
        ("other languages", [each for each, mail in zip(found, mails, strict=True) if mail["lang"] != "en"]),
    ):
        many = Counter(some)
        whole = interval([each == "whole" for each in some], mean)
        counts = ", ".join(f"{each} {many[each]}" for each in CAME_TO)
        print(f"new text of a mail, {name}: {len(some)} mails, {counts}; whole {many['whole'] / len(some):.2f} {whole}")
    for number, (each, mail) in enumerate(zip(found, mails, strict=True), 1):
        if each != "whole":
            print(f"    mail {number}, {mail['lang']}, {mail['kind']}: {each}")


def came_to(mail: Mail) -> str:
    """What became of one mail; a greeting may stay or go."""
    new = split(mail["text"]).new
    wanted = mail["new"]
    for greeting in mail["greeting"]:
        wanted = wanted.replace(greeting, "", 1)
    words = iter(WORD.findall(new.lower()))
    if not all(word in words for word in WORD.findall(wanted.lower())):
        return "lost"
    flat = re.sub(r"\s+", " ", re.sub(r"(?m)^[> ]+", "", new))
    left = [line for line in mail["must_not"] if line in flat]
    if not left:
        return "whole"
    return "quote left" if set(left) & set(mail["quoted"]) else "signature aside"


if __name__ == "__main__":
    mail_bench()
