"""Import of interaction rows through the command: rows a second, CPU, and the peak memory, which must stay flat.

`./run bench importing --rows 1000000 --texts 0`. The files are made first; each import runs in a process of its own,
into a home of its own (or DATABASE_URL). Half the rows first: memory that grew with the file would show.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
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


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument(
        "--texts", type=int, default=0, metavar="SENTENCES", help="sentences of each row's body; none given"
    )
    args = asked.parse_args(arguments)
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}")
    with tempfile.TemporaryDirectory() as folder:
        for rows in (args.rows // 2, args.rows):
            measure(Path(folder) / str(rows), rows, args.texts)


def measure(folder: Path, rows: int, sentences: int) -> None:
    """Make the files, import them, import them again by other bytes; print what each took."""
    folder.mkdir()
    make(folder, rows, sentences)
    imported(folder, "customers.csv")
    told(f"{rows:,} new rows", rows, *imported(folder, "interactions.csv"))
    with (folder / "interactions.csv").open("a") as file:
        file.write("\n")
    told(f"{rows:,} unchanged rows", rows, *imported(folder, "interactions.csv"))


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
    environment = {**os.environ, "DEEPROOT_HOME": str(folder / "home")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    script = (
        "import resource, sys; from deeproot_app.cli import main; code = main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "import", str(folder / name), "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert json.loads(done.stdout)["refused"] == 0
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, cpu, int(done.stderr.split()[-1]) // 1024


def told(what: str, rows: int, took: float, cpu: float, memory: int) -> None:
    print(f"{what}: {took:6.1f} s, {rows / took:9,.0f} rows/s, {cpu:6.1f} s CPU, peak {memory} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
