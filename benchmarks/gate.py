"""How many touches the gate decides: the library with the facts at hand, and over a record, facts gathered.

    ./run bench gate [--touches 50000] [--customers 20000]

Of the touches a sixth each are pitches, gifts, answers, care, surveys and renewals, by mail and by telephone, in four
zones; one in twenty objected. Processor time; the record is SQLite's in a folder thrown away afterwards.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

from deeproot.plan.policy import Facts, Limits, Passed, Touch, Word, decide, decide_all

AT = datetime(2026, 11, 25, 11, tzinfo=UTC)
KINDS = ("pitch", "value", "answer", "care", "survey", "renewal")
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London")
INTERACTIONS = 12
"""Of each customer."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touches", type=int, default=50_000)
    parser.add_argument("--customers", type=int, default=20_000)
    args = parser.parse_args()
    print(f"./run bench gate {' '.join(sys.argv[1:])}".rstrip())
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    touches = [touch(at, args.customers) for at in range(args.touches)]
    library(touches)
    with TemporaryDirectory() as home:
        os.environ.update(DEEPROOT_HOME=home, DJANGO_SETTINGS_MODULE="deeproot_app.settings")
        os.environ.pop("DATABASE_URL", None)
        over_a_record(touches, args.customers)


def touch(at: int, customers: int) -> Touch:
    name = str(at % customers)
    return Touch(f"c{name}", f"p{name}", "m", "email" if at % 4 else "call", KINDS[at % 6])


def library(touches: list[Touch]) -> None:
    """The pure function, told the facts."""
    facts, limits = [facts_of(at) for at in range(len(touches))], Limits()
    spent = best(lambda: decide_all(touches, facts, limits, AT))
    allowed = sum(one.allowed for one in decide_all(touches, facts, limits, AT))
    print(f"in bulk    {len(touches) / spent:10,.0f} touches/s CPU ({allowed / len(touches):.0%} of them may be)")
    one = statistics.median(best(lambda at=at: decide(touches[at], facts[at], limits, AT), 3) for at in range(200))
    print(f"singly     {one * 1e6:10.1f} µs")


def facts_of(at: int) -> Facts:
    touches = tuple(Passed(AT - timedelta(days=3 * day + 1), "email", "value") for day in range(at % 4))
    words = (Word("objected", "marketing", "email", AT - timedelta(days=9), "told Ada"),) if at % 20 == 0 else ()
    return Facts(words=words, zones=(ZONES[at % 4],), touches=touches, gifts_since_pitch=at % 7)


def over_a_record(touches: list[Touch], customers: int) -> None:
    """The application's gate: facts gathered from the database, then the same function."""
    import django

    django.setup()
    from deeproot_app.base import schema
    from deeproot_app.plan import gate

    schema.make_ready(lambda says: None, upgrade=True)
    fill(customers)
    spent = best(lambda: gate.decide(touches, AT))
    print(f"record, in bulk {len(touches) / spent:5,.0f} touches/s CPU ({customers:,} customers × {INTERACTIONS} rows)")
    one = statistics.median(best(lambda at=at: gate.decide([touches[at]], AT), 2) for at in range(60))
    print(f"record, singly  {one * 1e3:7.2f} ms CPU")


def fill(customers: int) -> None:
    from django.db import transaction

    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.record import consent
    from deeproot_app.record.models import Contact, Customer, Interaction

    with transaction.atomic():
        names = [str(at) for at in range(customers)]
        zone = {name: ZONES[int(name) % 4] for name in names}
        Customer.objects.bulk_create(
            [Customer(customer_id=f"c{one}", name=f"Customer {one}", timezone=zone[one]) for one in names],
            batch_size=500,
        )
        Contact.objects.bulk_create(
            [Contact(contact_id=f"p{one}", customer_id=f"c{one}", email=f"p{one}@c{one}.example") for one in names],
            batch_size=500,
        )
        kinds = ("value", "answer", "care", "pitch", "value", "holding", "value", "appreciation")
        Interaction.objects.bulk_create(
            (
                Interaction(
                    interaction_id=f"mail:{one}-{at}", customer_id=f"c{one}", contact_id=f"p{one}", channel="email",
                    happened_at=AT - timedelta(days=at * 6 + int(one) % 6), direction="out" if at % 3 else "in",
                    kind=kinds[at % 8],
                )
                for one in names for at in range(INTERACTIONS)
            ),
            batch_size=1_000,
        )  # fmt: skip
        for one in names[::20][:1_000]:
            consent.objected(COMMAND_LINE, contact_id=f"p{one}", channel="email")


def best(act: object, times: int = 3) -> float:
    """The least processor time of some goes."""
    found = []
    for _ in range(times):
        began = time.process_time()
        act()  # type: ignore[operator]
        found.append(time.process_time() - began)
    return min(found)


if __name__ == "__main__":
    main()
