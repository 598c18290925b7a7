"""How quickly each page answers with a large record: median and 95th percentile, and its number of queries.

`./run bench pages --customers 100000 --interactions 5000000 --home FOLDER`; the record is made there, in SQLite (or in
the empty database that DATABASE_URL points to), once, and one turn of the loop is run. Each page is asked for with
other customers, searches and orders every time, through the whole of the application but the web server's socket.
CPU seconds are told beside the clock's, which suffers from neighbours.
"""

from __future__ import annotations

import argparse
import functools
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
    asked.add_argument("--texts", type=int, default=1_000_000, help="how many of the interactions have words")
    asked.add_argument("--times", type=int, default=40, help="how often each page is asked for")
    asked.add_argument("--only", default="", help="pages whose name holds this, such as: judgement")
    asked.add_argument("--risk", action="store_true", help="judge who leaves, too: minutes of CPU")
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
        ready(home, args.customers, args.interactions, args.texts)
        if "brief" not in args.only:
            understood()
        if not args.only or "judgement" in args.only:
            judged(args.risk)
        told(args.times, args.only)


def understood() -> None:
    """One turn, where none was done yet; the names are indexed with it."""
    from deeproot_app import loop
    from deeproot_app.understand import turns

    if turns.last_done() is None:
        begun = time.perf_counter()
        loop.turn(AS_OF)
        print(f"one full turn in {time.perf_counter() - begun:.0f} s")


def judged(risk: bool) -> None:
    """Who stays, what they are worth, who leaves, what keeps them: what the worker reckons once a day."""
    from deeproot_app.measure.judged import charts, programmes, reckon
    from deeproot_app.understand.risk.work import judge

    now, begun = AS_OF + timedelta(hours=1), time.process_time()
    for name, does in (
        ("retention and value", reckon.bring_up_to_date), ("proof and uplift", programmes.bring_up_to_date),
        ("risk", judge), ("charts", lambda _: charts.draw_beforehand()),
    ):  # fmt: skip
        if name == "risk" and not risk:
            continue
        does(now)
        print(f"{name}: {time.process_time() - begun:.0f} s of CPU", flush=True)
        begun = time.process_time()


def told(times: int, only: str = "") -> None:
    from deeproot_app.plan.models import Item
    from deeproot_app.record.models import Customer, Interaction, Text

    machine()
    counted = (
        f"{model.objects.count():,} {name}"
        for model, name in ((Customer, "customers"), (Interaction, "interactions"), (Text, "texts"), (Item, "items"))
    )
    print(f"{', '.join(counted)}; each page asked for {times} times\n")
    print(f"{'page':36} {'median ms':>10} {'p95 ms':>8} {'median CPU':>11} {'p95 CPU':>8} {'queries':>8}")
    slow = []
    for name, address in ((name, address) for name, address in pages().items() if only in name):
        clock, processor, queries = asked_for(address, times)
        figures = [1000 * figure for taken in (clock, processor) for figure in (median(taken), p95(taken))]
        print("{:36} {:10.0f} {:8.0f} {:11.0f} {:8.0f} {:8}".format(name, *figures, queries), flush=True)
        if p95(processor) > GOAL:
            slow.append(name)
    print(f"\nover {GOAL * 1000:.0f} ms of CPU at the 95th percentile: {', '.join(slow) or 'none'}")


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


def machine() -> None:
    from importlib.metadata import version

    from django.db import connection

    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework", "Django"))
    print(f"\n./run bench pages {' '.join(sys.argv[1:])}")
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}")
    print(f"{connection.vendor}; load of the machine {os.getloadavg()[0]:.1f}")


def pages() -> dict[str, Callable[[], str]]:
    """Each page with an address that is another one every time."""
    from django.urls import reverse

    from deeproot.understand.experience import MEASURES
    from deeproot.understand.scenarios import BY_ID as SCENARIOS
    from deeproot_app.plan.models import Item
    from deeproot_app.plan.queries import PLACE
    from deeproot_app.record.models import Batch, Customer, Member

    chosen = random.Random(7)
    some = list(Customer.objects.values_list("pk", "name")[:: max(1, Customer.objects.count() // 2000)])
    items = list(Item.objects.values_list("pk", flat=True)[:500])
    names = [measure.id for measure in MEASURES]
    members = list(Member.objects.values_list("pk", flat=True))
    batches = list(Batch.objects.filter(table="interactions").values_list("pk", flat=True))
    own = ("value", "last_touch", "last_heard", "since")
    uncommon = ("invoice", "purchase order", "thank you", "contract", "quick call")

    def of_customer(page: str, **more: Callable[[], str]) -> Callable[[], str]:
        return lambda: reverse(page, args=[chosen.choice(some)[0], *(value() for value in more.values())])

    def at(page: str, query: Callable[[], str] = str) -> Callable[[], str]:
        return lambda: f"{reverse(page)}{query()}"

    found = {
        "today, everybody's": at("desk:today", lambda: "?whose=all"),
        "today, one member's": at("desk:today", lambda: f"?whose={chosen.choice(members)}"),
        "today, one reason": at("desk:today", lambda: f"?whose=all&reason={chosen.choice(list(PLACE))}"),
        "customers, by name": at("desk:customers"),
        "customers, by any figure": at("desk:customers", lambda: f"?sort=-{chosen.choice(names)}"),
        "customers, by value or last touch": at("desk:customers", lambda: f"?sort=-{chosen.choice(own)}"),
        "customers, name searched": at("desk:customers", lambda: f"?q={chosen.choice(some)[1][-7:]}"),
        "customers, a word in every name": at("desk:customers", lambda: f"?q=Sample&sort=-{chosen.choice(names)}"),
        "customers, words of texts": at("desk:customers", lambda: f"?q={chosen.choice(uncommon)}"),
        "customers, words in every text": at("desk:customers", lambda: f"?q={chosen.choice(('the', 'you', 'and'))}"),
        "customers, of one owner": at(
            "desk:customers", lambda: f"?owner={chosen.choice(members)}&sort={chosen.choice(names)}"
        ),
        "customers, bounded by a figure": at(
            "desk:customers", lambda: f"?measure=unanswered&at_least=2&sort=-{chosen.choice(names)}"
        ),
        "customers, in a scenario": at("desk:customers", lambda: "?scenario=stopped_listening&sort=-value"),
        "a customer's story": of_customer("desk:customer"),
        "a customer's figures": of_customer("desk:figures"),
        "the rows behind a figure": of_customer("desk:figure", measure=lambda: chosen.choice(names)),
        "a customer's letter, written": lambda: f"{of_customer('desk:letter')()}?written=1",
        "who a customer is": of_customer("desk:about"),
        "the brief before a call": of_customer("act:brief"),
        "the brief, of who has the most rows": lambda: reverse("act:brief", args=[of_most()]),
        "the brief, with open cases": lambda: reverse("act:brief", args=[chosen.choice(of_cases())]),
        "the mirror": at("desk:mirror"),
        "a figure in the mirror": lambda: reverse("desk:mirror_measure", args=[chosen.choice(names)]),
        "a scenario in the mirror": lambda: reverse("desk:mirror_scenario", args=[chosen.choice(list(SCENARIOS))]),
        "imports": at("record:imports"),
        "an import": lambda: reverse("record:import", args=[chosen.choice(batches)]),
        "coverage": at("record:coverage"),
        "people": at("base:people"),
        "the audit trail": at("base:audit"),
        "promises": at("desk:promises", lambda: f"?state={chosen.choice(['overdue', 'due', 'kept', 'kept_late'])}"),
    }
    found |= judgements(at)
    if items:
        found["an item of today"] = lambda: reverse("desk:item", args=[chosen.choice(items)])
    return found


@functools.cache
def of_most() -> str:
    """The customer with the most interactions."""
    from django.db.models import Count

    from deeproot_app.record.models import Interaction

    counted = Interaction.objects.values("customer_id").annotate(n=Count("pk")).order_by("-n", "customer_id")
    return str(counted[0]["customer_id"])


@functools.cache
def of_cases() -> list[str]:
    """Customers with a case that is open."""
    from deeproot_app.record.models import Case

    return list(Case.objects.filter(closed_at=None).order_by("pk").values_list("customer_id", flat=True)[:500])


def judgements(at: Callable[..., Callable[[], str]]) -> dict[str, Callable[[], str]]:
    """The pages of what was judged of the whole record."""
    chosen = random.Random(8)
    groups, kinds = ("persona", "owner", "country", "plan", "channel"), ("contracts", "purchases")
    month = f"month={AS_OF - timedelta(days=40):%Y-%m}&currency=EUR"
    return {
        "judgement: retention": at("measure:retention", lambda: f"?months={chosen.choice((6, 12, 24, 36))}"),
        "judgement: retention by a group": at("measure:retention", lambda: f"?by={chosen.choice(groups)}"),
        "judgement: behind a month": at(
            "measure:retention_customers", lambda: f"?what={chosen.choice(('start', 'end', 'lost', 'new'))}&{month}"
        ),
        "judgement: value": at("measure:value", lambda: f"?sort={chosen.choice(('-value', 'stays', '-expected'))}"),
        "judgement: monthly report": at("measure:report"),
        "judgement: risk": at("understand:risk", lambda: f"?kind={chosen.choice(kinds)}&days=90"),
        "judgement: proof": at("measure:proof", lambda: f"?days={chosen.choice((30, 90, 180, 365))}"),
        "judgement: proof of one programme": lambda: of_a_programme("measure:proof_of"),
        "judgement: who gains": at("measure:uplift"),
        "judgement: who gains by one programme": lambda: of_a_programme("measure:uplift_of"),
    }


def of_a_programme(page: str) -> str:
    from django.urls import reverse

    from deeproot_app.record.models import Assignment

    return reverse(page, args=[Assignment.objects.values_list("programme_id", flat=True)[0]])


def asked_for(address: Callable[[], str], times: int) -> tuple[list[float], list[float], int]:
    """Seconds of each answer by the clock and of the processor, and the most queries one of them took.

    The first answer warms up and is not counted.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = administrator()
    browser.get(address())
    clock, processor, queries = [], [], 0
    for _ in range(times):
        path = address()
        begun, used = time.perf_counter(), time.process_time()
        answer = browser.get(path)
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    for path in _few(address):
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        queries = max(queries, len(captured))
    return clock, processor, queries


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
