"""How quickly each page answers with a large record: median and 95th percentile, and its number of queries.

`./run bench pages --customers 100000 --interactions 5000000 --home FOLDER`; the record is made there, in SQLite (or in
the empty database that DATABASE_URL points to), once, and one turn of the loop is run. Each page is asked for with
other customers, searches and orders every time, through the whole of the application but the web server's socket.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from filling import AS_OF, ready

GOAL = 0.3
"""Seconds in which 95 of 100 answers should be there."""


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=100_000)
    asked.add_argument("--interactions", type=int, default=5_000_000)
    asked.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    asked.add_argument("--home", type=Path, help="keep the record there, and use it again the next time")
    args = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        home = args.home or Path(temporary)
        os.environ |= {
            "DEEPROOT_HOME": str(home),
            "DEEPROOT_NOW": (AS_OF + timedelta(hours=1)).isoformat(),
            "DJANGO_SETTINGS_MODULE": "deeproot_app.settings",
        }
        import django

        django.setup()
        ready(home, args.customers, args.interactions)
        understood()
        told(args.times)


def understood() -> None:
    """One turn, where none was done yet; the names are indexed with it."""
    from deeproot_app import loop
    from deeproot_app.understand import turns

    if turns.last_done() is None:
        begun = time.perf_counter()
        loop.turn(AS_OF)
        print(f"one full turn in {time.perf_counter() - begun:.0f} s")


def told(times: int) -> None:
    from deeproot_app.record.models import Customer, Interaction

    print(f"\n{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{Customer.objects.count():,} customers, {Interaction.objects.count():,} interactions\n")
    print(f"{'page':34} {'median ms':>10} {'p95 ms':>10} {'queries':>8}")
    slow = []
    for name, address in pages().items():
        seconds, queries = asked_for(address, times)
        p95 = quantiles(seconds, n=20)[-1]
        print(f"{name:34} {median(seconds) * 1000:10.0f} {p95 * 1000:10.0f} {queries:8}")
        if p95 > GOAL:
            slow.append(name)
    print(f"\nover {GOAL * 1000:.0f} ms at the 95th percentile: {', '.join(slow) or 'none'}")


def pages() -> dict[str, Callable[[], str]]:
    """Each page with an address that is another one every time."""
    from django.urls import reverse

    from deeproot.understand.experience import MEASURES
    from deeproot_app.plan.models import Item
    from deeproot_app.record.models import Customer

    chosen = random.Random(7)
    some = list(Customer.objects.values_list("pk", "name")[:: max(1, Customer.objects.count() // 2000)])
    items = list(Item.objects.values_list("pk", flat=True)[:500])
    names = [measure.id for measure in MEASURES]

    def of_customer(page: str, **more: Callable[[], str]) -> Callable[[], str]:
        return lambda: reverse(page, args=[chosen.choice(some)[0], *(value() for value in more.values())])

    def at(page: str, query: Callable[[], str] = str) -> Callable[[], str]:
        return lambda: f"{reverse(page)}{query()}"

    found = {
        "today": at("desk:today", lambda: "?whose=all"),
        "customers, by name": at("desk:customers"),
        "customers, by any figure": at("desk:customers", lambda: f"?sort=-{chosen.choice(names)}"),
        "customers, searched for": at("desk:customers", lambda: f"?q={chosen.choice(some)[1][:6]}"),
        "customers, in a scenario": at("desk:customers", lambda: "?scenario=stopped_listening&sort=-value"),
        "a customer's story": of_customer("desk:customer"),
        "a customer's figures": of_customer("desk:figures"),
        "the rows behind a figure": of_customer("desk:figure", measure=lambda: chosen.choice(names)),
        "a customer's letter, written": lambda: f"{of_customer('desk:letter')()}?written=1",
        "who a customer is": of_customer("desk:about"),
        "the mirror": at("desk:mirror"),
        "a figure in the mirror": lambda: reverse("desk:mirror_measure", args=[chosen.choice(names)]),
        "promises": at("desk:promises", lambda: f"?state={chosen.choice(['overdue', 'due', 'kept', 'kept_late'])}"),
    }
    if items:
        found["an item of today"] = lambda: reverse("desk:item", args=[chosen.choice(items)])
    return found


def asked_for(address: Callable[[], str], times: int) -> tuple[list[float], int]:
    """Seconds of each answer, and the most queries one of them took; the first answer warms up and is not counted."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = administrator()
    browser.get(address())
    seconds, queries = [], 0
    for _ in range(times):
        path = address()
        begun = time.perf_counter()
        answer = browser.get(path)
        seconds.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    for path in _few(address):
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        queries = max(queries, len(captured))
    return seconds, queries


def _few(address: Callable[[], str]) -> Iterator[str]:
    for _ in range(5):
        yield address()


def administrator() -> Any:
    from django.test import Client

    from deeproot_app.base.models import User

    user = User.objects.filter(role="administrator").first() or User.objects.create_user(
        "bench@example.org", role="administrator"
    )
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


if __name__ == "__main__":
    main(sys.argv[1:])
