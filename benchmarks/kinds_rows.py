"""Messages in the voices that are learnt from, with their true kind; of customers' also what stands around them.

    python -m benchmarks.kinds_rows FOLDER

One file a voice and seed, a JSON object a line: what ``deeproot.read.kinds.facts_of`` takes, and ``true``. Each company
is told, imported bare and read in a home that is thrown away, as ``benchmarks.voices`` does, so that what came before a
message and what our reply makes of it are what the application knows. Beside them, in ``letters``, a file a voice: the
distinct letters of each kind in a large company, theirs and ours, which nobody has to read first. A file that is there
is kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.voices import KINDS_LEARNT_FROM

ROOT: Final = Path(__file__).resolve().parent.parent
VOICES: Final = tuple(ROOT / "benchmarks" / "voices" / f"{name}.toml" for name in KINDS_LEARNT_FROM)
SEEDS: Final = (61, 62)
CUSTOMERS: Final = 45
ALL: Final = 100_000
LETTERS: Final = tuple(sorted((ROOT / "benchmarks" / "voices" / "letters").glob("*.toml")))
OF_LETTERS, MANY, MOST = 63, 600, 200
"""The seed and the customers of the large company, and the letters of a kind that are kept."""


def main(folder: Path) -> None:
    """Tell what is not there yet, one company after the other, each in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for voice in VOICES:
        for seed in SEEDS:
            if not (out := folder / f"{voice.stem}-{seed}.jsonl").exists():
                command = [sys.executable, "-m", "benchmarks.kinds_rows", str(voice), str(seed), str(out)]
                subprocess.run(command, cwd=ROOT, check=True)
    (folder / "letters").mkdir(exist_ok=True)
    for voice in (*VOICES, *LETTERS):
        if not (out := folder / "letters" / f"{voice.stem}.jsonl").exists():
            lines = [json.dumps(row, ensure_ascii=False) for row in letters(voice)]
            out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def letters(path: Path) -> Iterator[dict[str, Any]]:
    """Distinct English letters of each kind in a voice, as ``reading_rows.Message`` has them; ours where it has any."""
    from benchmarks.voices import telling, voice

    company = telling.told(voice.voice(path), OF_LETTERS, MANY, telling.NOW)
    for side in ("in",) if path in LETTERS else ("in", "out"):
        for kind, texts in _by_kind(company, side).items():
            for text in Random(kind).sample(sorted(texts), min(len(texts), MOST)):
                yield {"kind": kind, "text": text, "answers": None, **texts[text]}


def _by_kind(company: Any, side: str) -> dict[str, dict[str, dict[str, Any]]]:
    """How each distinct text of each kind was sent, the first time; ours as it is heard, with the subject it begins."""
    from benchmarks.voices.held import written
    from deeproot.read.kinds import facts_of
    from deeproot.read.label import Label
    from deeproot.read.language import language
    from deeproot.read.learnt import KINDS
    from deeproot.read.parts import new_text

    found: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in KINDS[side]}
    for row in written(company, side):
        if row["kind"] in found:
            subject, body = company.texts[row["interaction_id"]]
            text = new_text(body)
            if language(text).value in ("en", None):
                if side == "out":
                    text = facts_of(text, subject, "out", channel=row["channel"], asks=Label(False)).text
                gives = side == "out" and row["resource_id"] is not None
                sent = {"channel": row["channel"], "personal": side == "in" or row["personal"], "gives": gives}
                found[row["kind"]].setdefault(text, sent)
    return found


def one(voice: Path, seed: int, out: Path) -> None:
    """One company, in a home of its own: settings are read once a process."""
    with tempfile.TemporaryDirectory(prefix="deeproot-rows-") as folder:
        os.environ |= {"DEEPROOT_HOME": f"{folder}/home", "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
        os.environ.pop("DATABASE_URL", None)
        from benchmarks.voices import once, telling
        from benchmarks.voices import voice as voices
        from benchmarks.voices.held import take_in, written

        once._home(Path(folder) / "home")
        company = telling.told(voices.voice(voice), seed, CUSTOMERS, telling.NOW)
        take_in(company, Path(folder))
        true = {row["interaction_id"]: row["kind"] for row in written(company, "in") if row["kind"]}
        lines = [json.dumps(row, ensure_ascii=False) for row in _rows(true)]
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _rows(true: dict[str, str]) -> Iterator[dict[str, Any]]:
    from django.db.models import Q

    from benchmarks.voices.telling import NOW
    from deeproot_app.record.models import Customer
    from deeproot_app.record.reading import block, unread
    from deeproot_app.record.reading.places import Threads

    for customer in Customer.objects.order_by("pk").values_list("pk", flat=True):
        messages = unread.messages(Q(interaction__customer_id=customer), ALL)
        threads = Threads(block.load(messages), NOW.replace(tzinfo=UTC))
        for message in messages:
            threads.now(message)
        for message in messages:
            if kind := true.get(message.interaction_id):
                yield _row(message, threads, kind)


def _row(message: Any, threads: Any, kind: str) -> dict[str, Any]:
    around = threads.around(message)
    if told := around and asdict(around):
        told["said"] = sorted(told["said"])
        told["replied"] = None if told["replied"] is None else sorted(told["replied"])
    return {
        "true": kind,
        "text": message.new,
        "subject": message.asked_subject,
        "channel": message.channel,
        "personal": message.personal,
        "gives": message.resource_id is not None,
        "answers": threads.answers(message),
        "after": threads.after(message),
        "around": told,
    }


if __name__ == "__main__":
    if len(sys.argv) == 4:
        one(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(Path(sys.argv[1]))
