"""Import of an mbox through the command: mails a second of processor time, reading included; peak memory; ugly mails.

`./run bench mail --mails 10000`. The files are made first; each import runs in a process of its own, into a home of its
own. Half the mails first: memory that grew with the file would show. Then as many ugly mails, a third of them of known
senders: all are recorded or refused, or the benchmark fails. The peer splits and parses the same mbox with Python's
`mailbox`, and keeps nothing. `--large 10` and `--small 200000` import two mailboxes each, of so many gigabytes in mails
of a megabyte, or of so many mails of half a kilobyte, and of a quarter: memory must not follow.
"""

from __future__ import annotations

import argparse
import base64
import json
import mailbox
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from deeproot_app.channels.email.tests.made import ugly

CUSTOMERS, MEMBERS = 500, 20
ENVELOPE = b"From x Mon Mar  3 10:00:00 2025\n"
TALK = (
    "we had a look at the invoice you sent last week and could you please tell us when the new delivery will arrive "
    "because our team in Oslo needs it by Friday thank you for the quick help with the report I will send the contract"
)
WORDS = TALK.split()
IMPORT = "import sys; from deeproot_app.cli import main; sys.exit(main(sys.argv[1:]))"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--mails", type=int, default=10_000)
    asked.add_argument("--large", type=float, metavar="GB", help="two of large mails: so large, and a quarter")
    asked.add_argument("--small", type=int, metavar="MAILS", help="two of small mails: so many, and a quarter")
    args = asked.parse_args()
    if args.large or args.small:
        grown(large_mbox if args.large else small_mbox, round(args.large * 1000) if args.large else args.small)
        return
    mails: int = args.mails
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}; {mails:,} mails")
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        people(there / "people")
        files = {"half": mbox(there / "half.mbox", mails // 2), "whole": mbox(there / "whole.mbox", mails)}
        files["ugly"] = ugly_mbox(there / "ugly.mbox", mails)
        for name, path in files.items():
            told(name, path, measured(there / f"home-{name}", there / "people", path))
        before = time.process_time()
        count = sum(1 for _ in mailbox.mbox(files["whole"]))
        print(f"peer   mailbox of Python, parsing alone: {count / (time.process_time() - before):,.0f} mails/s of CPU")


def grown(make: Callable[[Path, int], Path], mails: int) -> None:
    """A mailbox of so many mails, and one of a quarter: memory must not follow."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d}")
    for name, many in (("quarter", mails // 4), ("whole", mails)):
        with tempfile.TemporaryDirectory() as folder:  # one at a time: they may fill the disk
            there = Path(folder)
            people(there / "people")
            path = make(there / f"{name}.mbox", many)
            told(name, path, measured(there / "home", there / "people", path))


def large_mbox(path: Path, mails: int) -> Path:
    """Mails with a file of 740 kB each, in base64: a megabyte."""
    at, day = random.Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    files = [base64.encodebytes(at.randbytes(740_000)) for _ in range(50)]
    kind = b'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n'
    with path.open("wb") as out:
        for number in range(mails):
            raw = one_mail(at, number, day + timedelta(minutes=number)).as_bytes().partition(b"\n\n")[0]
            head = b"\n".join(
                line for line in raw.split(b"\n") if not line.lower().startswith((b"content-", b" bound"))
            )
            out.write(ENVELOPE + head + b"\n" + kind + files[number % len(files)] + b"\n\n")
    return path


def small_mbox(path: Path, mails: int) -> Path:
    """Mails of two sentences, nearly all of them answers."""
    at, day = random.Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("w") as out:
        for number in range(mails):
            pair = [customer(at.randrange(CUSTOMERS)), member(at.randrange(MEMBERS))]
            sender, receiver = pair if number % 2 else reversed(pair)
            out.write(
                f"{ENVELOPE.decode()}From: {sender}\nTo: {receiver}\nSubject: Re: Order {number % 700}\n"
                f"Date: {format_datetime(day + timedelta(minutes=number))}\nMessage-ID: <{number}@x.example>\n"
                f"In-Reply-To: <{max(0, number - 500)}@x.example>\n\n"
                f"Hello,\n\n{sentence(at)} {sentence(at)}\n\nBest regards\nPat\n\n"
            )
    return path


def sentence(at: random.Random) -> str:
    return " ".join(at.choices(WORDS, k=12)).capitalize() + "."


def told(name: str, path: Path, found: dict[str, Any]) -> None:
    """One line of what was measured."""
    report = found["files"][0]
    if report["read"] != sum(report[part] for part in ("created", "updated", "unchanged", "refused")):
        raise SystemExit(f"{name}: mails are lost: {report}")
    print(
        f"{name:6} {path.stat().st_size / 1e6:6,.0f} MB: {report['read']:,} read, {report['created']:,} recorded, "
        f"{report['unchanged']:,} again, {report['refused']:,} refused; {found['cpu']:.1f} s of CPU, "
        f"{report['read'] / found['cpu']:,.0f} mails/s, {1e3 * found['cpu'] / report['read']:.2f} ms a mail, "
        f"peak {found['peak']:,.0f} MB"
    )


def measured(home: Path, known: Path, path: Path) -> dict[str, Any]:
    """Import the mailbox into a fresh home that knows the people; what the command said, its CPU seconds and memory."""
    environment = {**os.environ, "DEEPROOT_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-c", IMPORT, "import", "--json"]
    subprocess.run([*command, str(known)], env=environment, check=True, capture_output=True)
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([*command, str(path)], env=environment, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 3):
            raise SystemExit(f"{path.name}: the import ended with {process.returncode}")
        out.seek(0)
        found: dict[str, Any] = json.loads(out.read())
    return found | {"cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def people(folder: Path) -> None:
    """Customers with a contact each, and members."""
    folder.mkdir()
    whom = range(CUSTOMERS)
    (folder / "customers.csv").write_text("customer_id,name\n" + "".join(f"c{one},C {one}\n" for one in whom))
    rows = "".join(f"p{one},c{one},{customer(one)}\n" for one in whom)
    (folder / "contacts.csv").write_text("contact_id,customer_id,email\n" + rows)
    rows = "".join(f"m{one},{member(one)}\n" for one in range(MEMBERS))
    (folder / "members.csv").write_text("member_id,email\n" + rows)


def customer(number: int) -> str:
    return f"pat@c{number}.example"


def member(number: int) -> str:
    return f"m{number}@oakfield.example"


def mbox(path: Path, mails: int) -> Path:
    """Mails of 8 sentences and a quotation, six in ten with an HTML part, one in ten with 60 kB attached."""
    at, day = random.Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("wb") as out:
        for number in range(mails):
            raw = one_mail(at, number, day + timedelta(minutes=20 * number)).as_bytes()
            out.write(ENVELOPE + raw.replace(b"\nFrom ", b"\n>From ") + b"\n\n")
    return path


def one_mail(at: random.Random, number: int, when: datetime) -> EmailMessage:
    mail, pair = EmailMessage(), [customer(at.randrange(CUSTOMERS)), member(at.randrange(MEMBERS))]
    mail["From"], mail["To"] = pair if at.random() < 0.5 else reversed(pair)
    mail["Subject"], mail["Date"] = f"Re: Order {number % 700}", format_datetime(when)
    mail["Message-ID"] = f"<{number}@x.example>"
    if number > 600:
        mail["In-Reply-To"] = f"<{number - 500}@x.example>"
    for hop in range(6):
        mail["Received"] = f"from a{hop} by b{hop} with ESMTP id {number}; {format_datetime(when)}"
    said = " ".join(sentence(at) for _ in range(8))
    quoted = "\n".join("> " + " ".join(at.choices(WORDS, k=12)) for _ in range(15))
    mail.set_content(f"Hello,\n\n{said}\n\nBest regards\nPat Smith\n\nOn Monday, Ada wrote:\n{quoted}\n")
    if at.random() < 0.6:
        mail.add_alternative(f"<p>Hello,</p><p>{said}</p><blockquote>{quoted}</blockquote>", subtype="html")
    if at.random() < 0.1:
        mail.add_attachment(at.randbytes(60_000), maintype="application", subtype="pdf", filename="a.pdf")
    return mail


def ugly_mbox(path: Path, mails: int) -> Path:
    """Ugly mails, a third of them of a known sender, so that they are read to the end."""
    with path.open("wb") as out:
        for number in range(mails):
            known = f"From: {customer(number % CUSTOMERS)}\n".encode() if number % 3 == 0 else b""
            raw = (known + ugly(number)).replace(b"\nFrom ", b"\n>From ")
            out.write(ENVELOPE + raw + b"\n\n")
    return path


if __name__ == "__main__":
    main()
