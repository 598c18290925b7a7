"""A full turn of the loop, and a turn after 100 new interactions: the second should cost at most 2% of the first.

`./run bench turn --customers 20000 --interactions 1000000`; the record is made in a folder of its own, in SQLite, or
in the empty database that DATABASE_URL points to. CPU seconds are told beside the clock's, which suffers from
neighbours.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from filling import AS_OF, ready

NEW = 100


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=20_000)
    asked.add_argument("--interactions", type=int, default=1_000_000)
    asked.add_argument("--home", type=Path, help="keep the record there, and use it again the next time")
    asked.add_argument("--in-process", action="store_true", help="leave out the whole commands")
    args = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        home = args.home or Path(temporary)
        os.environ |= {"DEEPROOT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "deeproot_app.settings"}
        import django

        django.setup()
        ready(home, args.customers, args.interactions)
        measured(args)


def measured(args: argparse.Namespace) -> None:
    """Time turns in this process, then the same as whole commands."""
    from django.db import connection

    from deeproot_app import loop

    told(connection.vendor)
    forget()
    whole = spent("a full turn (it writes the SQL of each question, once a process)", lambda: turn(loop, AS_OF))
    smalls = []
    for n in range(3):
        write_new(AS_OF + timedelta(minutes=n))
        moment = AS_OF + timedelta(minutes=n + 1)
        smalls.append(spent(f"a turn after {NEW} new interactions", partial(turn, loop, moment)))
    forget()
    again = spent("a full turn, SQL already written", lambda: turn(loop, AS_OF))
    ratio("in one process", min(smalls), again)
    if not args.in_process:
        commands(whole)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def told(vendor: str) -> None:
    from importlib.metadata import version

    from deeproot_app.record.models import Customer, Interaction

    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "Django"))
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}, {vendor}")
    print(f"{Customer.objects.count():,} customers, {Interaction.objects.count():,} interactions")


def forget() -> None:
    """As if no turn had ever been; the company's figures of the day and its history are there, as on any later day."""
    from deeproot_app.plan.models import Item
    from deeproot_app.understand.models import CompanyFigure, Figure, Finding, FindingCount, Turn, Understanding

    for model in (Item, Figure, Finding, FindingCount, Understanding, Turn, CompanyFigure):
        model.objects.all().delete()
    CompanyFigure.objects.create(day=AS_OF.date(), group="", measure="heard_from_us", as_of=AS_OF)


def turn(loop: Any, moment: datetime) -> int:
    """One turn; without the company's figures, which are reckoned once a day."""
    customers: int = loop.turn(moment, tell=lambda done, whole, says: None).customers
    return customers


def write_new(at: datetime) -> None:
    """A hundred interactions of a hundred customers."""
    from django.db import transaction

    from deeproot_app.record import changes
    from deeproot_app.record.models import Customer, Interaction, RecordSequence

    with transaction.atomic():
        seq = RecordSequence.take()
        customers = list(Customer.objects.order_by("customer_id").values_list("pk", flat=True)[:NEW])
        given = {"happened_at": at, "channel": "email", "direction": "in", "kind": "question", "needs_answer": True}
        Interaction.objects.bulk_create(
            Interaction(interaction_id=f"bench:{seq}-{n}", customer_id=customer, recorded_seq=seq, **given)
            for n, customer in enumerate(customers)
        )
        changes.touched(customers, seq)


def commands(whole: float) -> None:
    """The same as whole commands: starting, importing and writing the SQL included."""
    forget()
    full = spent("`deeproot turn`, full", lambda: command(AS_OF))
    write_new(AS_OF + timedelta(minutes=10))
    small = spent(f"`deeproot turn` after {NEW} new interactions", lambda: command(AS_OF + timedelta(minutes=11)))
    ratio("as whole commands", small, full)


def command(moment: datetime) -> int:
    words = [sys.executable, "-m", "deeproot_app.cli", "turn", "--as-of", moment.isoformat(), "--json"]
    source = str(Path(__file__).resolve().parent.parent / "src")
    done = subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": source})
    return int(json.loads(done.stdout)["customers"])


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, children included."""
    before, started = cpu(), time.perf_counter()
    work()
    return time.perf_counter() - started, cpu() - before


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def spent(says: str, work: Callable[[], int]) -> float:
    customers = []
    clock, processor = timed(lambda: customers.append(work()))
    print(f"{says:<70} {customers[0]:>7,} customers  {clock:8.2f} s  CPU {processor:8.2f} s", flush=True)
    return processor


def ratio(says: str, small: float, full: float) -> None:
    print(f"CPU of the small turn / of the full one, {says}: {small / full:.2%} (goal: at most 2%)")


if __name__ == "__main__":
    main(sys.argv[1:])
