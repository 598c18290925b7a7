"""Sending with the durable ledger into a mail server on this machine: mails a second; the sender killed everywhere.

`./run bench sending --mails 3000`. Each mail is claimed, asked about at the gate, committed before its final dot,
settled and recorded as an interaction. The server writes each mail to its file for good before it answers; it is a
process of its own, and its processor time is not counted. `--sweep [POINTS]` kills the sender at system calls instead
(deeproot_app/act/outbox/tests/sweep.py): at every one of them, or at so many; with `--part 1/3` at a third of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SWEEP = Path(__file__).parents[1] / "src/deeproot_app/act/outbox/tests/sweep.py"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mails", type=int, default=3_000)
    asked.add_argument("--conversations", type=int, default=16)
    asked.add_argument("--sweep", nargs="?", const=0, type=int, metavar="POINTS")
    asked.add_argument("--part", default="1/1", metavar="PART/PARTS")
    args = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.sweep is not None:
            swept(Path(folder), args.sweep, args.part)
        else:
            sent(Path(folder), args.mails, args.conversations)


def swept(folder: Path, points: int, part: str) -> None:
    command = [sys.executable, str(SWEEP), str(folder / "sweep"), str(points), part]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(ran.stdout)
    print(json.dumps(found, indent=1))
    if found["faults"] or found["most_copies"] > 1:
        raise SystemExit("a mail was sent twice, or the ledger does not add up")


def sent(folder: Path, mails: int, conversations: int) -> None:
    sys.path.insert(0, str(SWEEP.parent))
    home = folder / "home"
    home.mkdir()
    import sweep

    sweep.set_up(home)
    from deeproot_app.act.models import SendingAccount
    from deeproot_app.act.outbox.tally import tally
    from deeproot_app.act.outbox.worker import Worker
    from deeproot_app.plan import preferences
    from deeproot_app.record import acted
    from deeproot_app.record.models import Interaction

    log = folder / "taken"
    with sweep.a_sink(log) as port:
        sweep.fill(port, ("ok",) * mails)
        SendingAccount.objects.update(connections=conversations, a_destination=conversations)
        acted.prepare()
        preferences.link(None, None, "warm@oakfield.example")  # the addresses of all pages are read by now
        began, cpu = time.monotonic(), time.process_time()
        Worker().run(600.0)
        wall, cpu = time.monotonic() - began, time.process_time() - cpu
    found, taken = tally(), [json.loads(line)["id"] for line in log.read_text().splitlines()]
    if not (found.adds_up and found.sent == mails == len(set(taken)) == len(taken) == Interaction.objects.count()):
        raise SystemExit(f"not every mail was sent once and recorded: {found}")
    print(
        f"{mails:,} mails, {conversations} conversations, {os.cpu_count()} cores, {os.getloadavg()[0]:.1f} load before"
    )
    print(f"{mails / wall:,.0f} mails/s of the clock, with all else that ran")
    print(f"{mails / cpu:,.0f} mails/s of processor time ({cpu / mails * 1000:.2f} ms a mail)")


if __name__ == "__main__":
    main()
