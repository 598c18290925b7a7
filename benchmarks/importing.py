"""Import of interaction rows through the command: rows a second, CPU, and the peak memory, which must stay flat.

`./run bench importing --rows 1000000 --texts 6`. The files are made first; each import runs in a process of its own,
into a home of its own (or DATABASE_URL). Half the rows first: memory that grew with the file would show; then a tenth
of them with bodies of so many sentences, which also go into the search index. The peer checks nothing and keeps
nothing but the cells: Python's csv into one SQLite table with a primary key.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CUSTOMERS = 20_000
HEADER = (
    "interaction_id,customer_id,contact_id,member_id,happened_at,channel,direction,kind,thread_id,case_id,resource_id,"
    "customer_words,our_words,customer_seconds,our_seconds,needs_answer,automatic,personal,sentiment,score,score_kind"
)
SENTENCES = (
    "Why is the last invoice higher than agreed?",
    "Thank you for the guide, it helped us to shorten the queues.",
    "The booking page is down again, and our customers are waiting.",
    "I will send you the corrected invoice by Friday.",
    "Could you please tell us when the ovens will be serviced?",
)

BARE = """
import csv, sqlite3, sys
into = sqlite3.connect(sys.argv[2])
into.execute("pragma journal_mode = wal")
with open(sys.argv[1], newline="") as file:
    rows = csv.reader(file)
    columns = next(rows)
    into.execute(f"create table row ({', '.join(columns)}, primary key ({columns[0]}))")
    into.executemany(f"insert into row values ({', '.join('?' * len(columns))})", (row for row in rows if row))
into.commit()
"""


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument(
        "--texts", type=int, default=6, metavar="SENTENCES", help="sentences of the bodies, where there are any"
    )
    args = asked.parse_args(arguments)
    where = f"SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}"
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {where}")
    print(f"./run bench importing --rows {args.rows} --texts {args.texts}\n")
    with tempfile.TemporaryDirectory() as folder:
        for rows, sentences in ((args.rows // 2, 0), (args.rows, 0), (args.rows // 10, args.texts)):
            measure(Path(folder) / str(rows), rows, sentences)


def measure(folder: Path, rows: int, sentences: int) -> None:
    """Make the files, import them, import them again by other bytes; print what each took."""
    folder.mkdir()
    make(folder, rows, sentences)
    imported(folder, "customers.csv")
    what = f"{rows:,} rows with texts" if sentences else f"{rows:,} rows"
    ours = imported(folder, "interactions.csv")
    told(f"{what}, new", rows, *ours)
    theirs = bare(folder)
    told(f"{what}, bare", rows, *theirs)
    with (folder / "interactions.csv").open("a") as file:
        file.write("\n")
    told(f"{what}, unchanged", rows, *imported(folder, "interactions.csv"))
    print(f"CPU of the import of new rows / of the bare one: {ours[1] / theirs[1]:.1f}\n")


def make(folder: Path, rows: int, sentences: int) -> None:
    """A file of customers and one of interactions, the customers in no order."""
    chance = random.Random(1)
    names = "".join(f"c{at},Customer {at}\n" for at in range(CUSTOMERS))
    (folder / "customers.csv").write_text(f"customer_id,name\n{names}")
    with (folder / "interactions.csv").open("w") as file:
        file.write(HEADER + (",subject,body\n" if sentences else "\n"))
        for at in range(rows):
            file.write(row(at, chance, sentences))


def row(at: int, chance: random.Random, sentences: int) -> str:
    direction, kind = chance.choice((("in", "question"), ("out", "answer")))
    day = f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    moment = f"{day}T{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00Z"
    who = f"mail:{at},c{chance.randrange(CUSTOMERS)},,m{at % 30},{moment},email,{direction},{kind},t{at // 5},,"
    said = f"{chance.randint(0, 200)},{chance.randint(0, 200)},,,{str(direction == 'in').lower()},false,true,,,"
    body = " ".join(chance.choice(SENTENCES) for _ in range(sentences))
    return f'{who},{said},Invoice {at},"{body}"\n' if sentences else f"{who},{said}\n"


def imported(folder: Path, name: str) -> tuple[float, float, int]:
    """Seconds by the clock, CPU seconds, and the peak memory in MB of one import in a process of its own."""
    script = "import sys; from deeproot_app.cli import main; sys.exit(main(sys.argv[1:]))"
    printed, spent = run(script, ["import", str(folder / name), "--json"], folder / "home")
    assert json.loads(printed)["refused"] == 0
    return spent


def bare(folder: Path) -> tuple[float, float, int]:
    """The same of the peer."""
    return run(BARE, [str(folder / "interactions.csv"), str(folder / "bare.sqlite3")], folder / "home")[1]


def run(script: str, words: list[str], home: Path) -> tuple[str, tuple[float, float, int]]:
    source = str(Path(__file__).resolve().parent.parent / "src")
    environment = os.environ | {"DEEPROOT_HOME": str(home), "PYTHONPATH": source}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout
    printed = process.stdout.read().decode()
    _, state, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(state)
    if process.returncode:
        sys.exit(f"{words} ended with {process.returncode}: {printed}")
    return printed, (took, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def told(what: str, rows: int, took: float, cpu: float, memory: int) -> None:
    print(f"{what:34} {took:6.1f} s, {rows / took:9,.0f} rows/s, {cpu:6.1f} s CPU, peak {memory} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
