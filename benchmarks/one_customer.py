"""One customer's rows out of the snapshot of a large record: how long until they are there, at the 95th percentile.

./run bench one_customer [--rows 100000000] [--customers 400] [--buckets 16] [--folder FOLDER]

The record is that of `./run bench scale`. Some of its buckets are written as the application writes them (a file is
what it would be if all were), then the rows of customers drawn at random are read as the worker reads them: every table
that understanding needs, checksums checked.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django
from scale import made

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deeproot_app.settings")
django.setup()

from records.snapshot import HANDED, Held, bits_for, snapshot  # noqa: E402 - Django first


def main(arguments: list[str]) -> None:
    asked = _asked(arguments)
    record = made(asked.folder, asked.rows)
    with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
        held, customers = snapshot(record, Path(temporary), bits_for(asked.rows), asked.buckets)
        size = sum(path.stat().st_size for path in Path(temporary).glob("interactions/*")) / asked.buckets / 2**20
        print(f"{2 ** bits_for(asked.rows)} buckets, {size:.1f} MiB of interactions each; {asked.buckets} were written")
        drawn = random.Random(7).sample(customers, min(asked.customers, len(customers)))
        for says, tables in (("interactions", ("interactions",)), (f"all {len(HANDED)} tables", HANDED)):
            held.rows_of(drawn[:1], tables)  # what is imported is imported
            took = sorted(_millis(held, customer, tables) for customer in drawn)
            tail = quantiles(took, n=20)[-1]
            print(f"{says:14} of one customer: median {median(took):.1f} ms, 95th percentile {tail:.1f} ms (CPU)")
    print(f"load average {os.getloadavg()[0]:.1f}")


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("./run bench one_customer", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--customers", type=int, default=400)
    parser.add_argument("--buckets", type=int, default=16)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "deeproot-bench")
    return parser.parse_args(arguments)


def _millis(held: Held, customer: str, tables: Any) -> float:
    """Of the processor: neighbours on the machine lengthen the clock, not this."""
    begun = time.process_time()
    found = held.rows_of([customer], tables)
    took = (time.process_time() - begun) * 1000
    assert {*found["interactions"]["customer_id"].to_pylist()} <= {customer}
    return took


if __name__ == "__main__":
    main(sys.argv[1:])
