"""The messages that kinds are learnt from: those written for it, a file a trade, and the letters of the voices.

Messages lie in ``benchmarks/texts/learn`` by kind; in ``customers`` and ``ours`` only one side writes. They are also
told in other ways: among sentences that say nothing, beside one of another kind, without what is known of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from deeproot.read.learnt import KINDS, tokens

LEARN = Path(__file__).parent / "texts" / "learn"
OTHER_LANGUAGES = ("french", "german", "spanish")
CUSTOMERS, OURS = LEARN / "customers", LEARN / "ours"
LIKE_REAL = frozenset(path.stem for path in (LEARN / "like_real").glob("*.txt"))
"""Trades whose messages were written as long and as indirect as real ones are, after real ones had been read. Only
``meaning_learn`` learns from them: the weights of words gained nothing in voices that were left out."""
CHANNELS = ("call", "meeting", "chat", "sms", "letter", "survey")
MARK = re.compile(r"\[([a-z]+)\]\s*")
ANSWERS = {
    "answer": (0.85, 0.05, 0.1),
    "holding": (0.85, 0.05, 0.1),
    "all_great": (0.6, 0.1, 0.3),
    "feedback": (0.35, 0.35, 0.3),
    "thanks": (0.35, 0.35, 0.3),
}
"""How often a kind replies to an open question, does not, or nobody knows; set by hand, no shares of a real record."""
TOLD_ANSWERS = frozenset("au")
"""The marks of a message that replies to an open question, and of one that does not."""
TOLD_BULK, NOTICE_TO_MANY = 0.7, 0.5
"""How often it is known of what was sent to many, and how many notices that were not marked so go to many."""
BESIDE = (1, 1, 2, 3, 5)
"""How many sentences that say nothing are put around a telling one."""
COUNTS_MORE = {
    "cancel": ("complaint", "question", "request", "thanks", "feedback", "hardship"),
    "hardship": ("feedback", "thanks", "feedback"),
    "complaint": ("request", "question", "feedback"),
    "request": ("feedback", "feedback", "thanks"),
    "question": ("feedback",),
    "thanks": ("praise", "feedback"),
    "praise": ("feedback",),
}
"""What a kind outdoes in one message: who leaves may complain, ask and thank beside it."""
RARE = ("cancel", "hardship", "complaint")
LONGEST_BESIDE = 140
NO_FOLD = -1
"""The fold of a message made of two trades: it is in nobody's left-out part, and in no learning that leaves one out."""
FOLDS = 6
OF_A_VOICE, RARE_OF_A_VOICE = 40, 120
"""So many letters of a usual kind, and of a rare one, are learnt from in one voice: they repeat templates."""
RARE_IN_VOICES = ("complaint", "hardship", "cancel", "praise", "all_great", "miss_you")
VOICE_COUNTS, LANGUAGE_COUNTS = 0.3, 3.0
"""How much a letter of a voice counts, and a customer's in another language beside them, of which there are few. Of
ours it gained nothing there, and lost in English."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to learn from; those of one ``fold`` are left out together: three or four trades."""

    trade: str
    fold: int
    kind: str
    text: str
    channel: str
    personal: bool
    gives: bool
    answers: bool | None
    counts: float = 1.0


def messages(folder: Path = LEARN, *, like_real: bool = False) -> tuple[list[Message], dict[str, list[str]]]:
    """All messages, and the sentences that may stand beside a telling one, by trade and side; `` ¶ `` ends a paragraph.

    ``like_real``: those of ``LIKE_REAL`` too.
    """
    found: list[Message] = []
    beside: dict[str, list[str]] = {}
    paths = [*folder.glob("*.txt"), *((folder / "like_real").glob("*.txt") if like_real else ())]
    for place, path in enumerate(sorted(paths, key=lambda path: path.name)):
        kind = ""
        for line in filter(str.strip, path.read_text("utf-8").splitlines()):
            if line.startswith("## "):
                kind = line[3:].strip()
            elif kind.startswith("beside"):
                beside.setdefault(f"{path.stem} {kind[7:]}", []).append(line)
            else:
                fold = (len(found) if path.stem in OTHER_LANGUAGES else place) % FOLDS
                found.append(_message(path.stem, fold, kind, line))
    return found, beside


def of_voices(folder: Path) -> list[Message]:
    """Some distinct letters of each kind in every voice (``kinds_rows``), the same each time."""
    paths = sorted((folder / "letters").glob("*.jsonl"))
    if not paths:
        sys.exit(f"{folder} holds no letters; python -m benchmarks.kinds_rows {folder} writes them")
    return [message for path in paths for message in _of_voice(path)]


def of_ours() -> list[Message]:
    """Messages of trades in which only our people write: many of a kind, they count like those of a voice."""
    return [replace(row, counts=VOICE_COUNTS) for row in messages(OURS)[0]]


def beside_voices(rows: Sequence[Message]) -> list[Message]:
    """Customers' messages, of which those in other languages count more: the voices are English, and many."""
    return [replace(row, counts=LANGUAGE_COUNTS) if row.trade in OTHER_LANGUAGES else row for row in rows]


def _of_voice(path: Path) -> Iterator[Message]:
    of_kind: dict[str, list[dict[str, Any]]] = {}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        of_kind.setdefault(row.pop("kind"), []).append(row)
    for kind, rows in sorted(of_kind.items()):
        most = RARE_OF_A_VOICE if kind in RARE_IN_VOICES else OF_A_VOICE
        for row in Random(f"{path.stem} {kind}").sample(rows, min(len(rows), most)):
            if kind in KINDS["out"]:
                row["answers"] = _answers(kind, Random(f"{kind} {row['text']}"))
            message = Message(path.stem, fold_of(path.stem), kind, **row, counts=VOICE_COUNTS)
            if tokens(message.text):
                yield message


def fold_of(voice: str) -> int:
    """The fold that a voice is left out with."""
    return crc32(voice.encode()) % FOLDS


def _message(trade: str, fold: int, kind: str, line: str) -> Message:
    marks = []
    while mark := MARK.match(line):
        marks.append(mark.group(1))
        line = line[mark.end() :]
    channel = next((mark for mark in marks if mark in CHANNELS), "email")
    letters = "".join(mark for mark in marks if mark not in CHANNELS)
    dice = Random(f"{kind} {line}")
    answers = _answers(kind, dice)
    if TOLD_ANSWERS & set(letters):
        answers = "a" in letters
    bulk = dice.random() < (TOLD_BULK if "b" in letters else NOTICE_TO_MANY if kind == "admin" else 0.0)
    text = line.replace(" ¶ ", "\n\n")
    return Message(trade, fold, kind, text, channel, not bulk, "g" in letters, answers)


def _answers(kind: str, dice: Random) -> bool | None:
    return dice.choices((True, False, None), ANSWERS.get(kind, (0.1, 0.6, 0.3)))[0]


def hidden(rows: Sequence[Message], beside: dict[str, list[str]], side: str) -> list[Message]:
    """Each message once more with sentences around it that say nothing of its kind."""
    dice = Random(11)
    out = []
    for row in rows:
        own = beside.get(f"{row.trade} {side}", [])
        all_ = own if row.trade in OTHER_LANGUAGES else own * 3 + beside[f"helpdesk {side}"]
        around = [dice.choice(all_) for _ in range(dice.choice(BESIDE))]
        at = dice.randint(0, len(around))
        out.append(replace(row, text=" ".join([*around[:at], row.text, *around[at:]])))
    return out


def mixed(rows: Sequence[Message], side: str) -> list[Message]:
    """Messages beside one of another kind, where the guideline says which of the two counts."""
    dice = Random(13)
    known: dict[str, list[Message]] = {}
    for row in rows:
        if row.trade not in OTHER_LANGUAGES and row.channel == "email" and len(row.text) < LONGEST_BESIDE:
            known.setdefault(row.kind, []).append(row)
    out = []
    for row in rows:
        if row.kind not in COUNTS_MORE or row.trade in OTHER_LANGUAGES or side != "in":
            continue
        for _ in range(2 if row.kind in RARE else 1):
            other = dice.choice(known[dice.choice(COUNTS_MORE[row.kind])])
            pair = [row.text, other.text]
            dice.shuffle(pair)
            out.append(replace(row, text=" ".join(pair), fold=row.fold if row.fold == other.fold else NO_FOLD))
    return out


def doubted(rows: Sequence[Message]) -> list[Message]:
    """Each message with a fact that says otherwise, now and then: kinds are told by their words first."""
    dice = Random(12)
    return [
        replace(row, answers=dice.choice([True, False, None]) if dice.random() < 0.4 else row.answers) for row in rows
    ]


def bare(rows: Sequence[Message]) -> list[Message]:
    return [replace(row, channel="email", personal=True, gives=False, answers=None) for row in rows]
