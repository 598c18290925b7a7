"""A large made-up record, fast: the shape of a real one (threads, cases, promises, renewals), without its sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAY = 86_400_000_000
END = 1_782_777_600_000_000
"""2026-06-30T00:00Z, in microseconds."""
AS_OF = "2026-06-30"
CHANNELS = np.array(["email", "email", "email", "email", "email", "chat", "call", "meeting", "case", "usage", "sms"])
OUT = np.array(
    ["pitch", "renewal", "value", "care", "answer", "answer", "holding", "appreciation", "admin", "miss_you"]
)
IN = np.array(["question", "question", "request", "complaint", "praise", "thanks", "feedback", "all_great", "hardship"])

Columns = dict[str, Any]


def write(folder: Path, rows: int, customers: int, years: float = 3.0, seed: int = 7) -> None:
    """Write a record of about ``rows`` interactions, in time order, as one Parquet file a table."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    interactions, cases = _interactions(chance, rows, customers, years)
    tables = {
        "interactions": interactions,
        "cases": cases,
        "customers": _customers(chance, customers, years),
        "promises": _promises(chance, interactions),
        "beliefs": _beliefs(chance, customers, years),
        "subscriptions": _subscriptions(chance, customers, years),
        "coverage": _coverage(chance, years),
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet", compression="zstd", row_group_size=122_880)


def _names(prefix: str, numbers: Any, null: Any = None) -> pa.Array:
    text = np.char.add(prefix, numbers.astype("U12"))
    return pa.array(text, mask=null)


def _moments(micros: Any, null: Any = None) -> pa.Array:
    return pa.array(micros.astype("int64"), pa.int64(), mask=null).cast(pa.timestamp("us"))


def _interactions(chance: Any, rows: int, customers: int, years: float) -> tuple[Columns, Columns]:
    """Threads of some rows each, written in turn by the two sides; one in six belongs to a case."""
    threads = int(rows / 3.2)
    length = 1 + chance.poisson(2.2, threads)
    thread = np.repeat(np.arange(threads), length)
    place = np.arange(thread.size) - np.repeat(np.cumsum(length) - length, length)
    weight = chance.lognormal(0, 0.8, customers)
    customer = chance.choice(customers, threads, p=weight / weight.sum())[thread]
    gap = chance.exponential(1.2 * DAY, thread.size) * (place > 0)
    waited = np.cumsum(gap)
    begun = (END - chance.random(threads) * years * 365 * DAY)[thread]
    at = np.minimum(begun + waited - waited[np.cumsum(length) - length][thread], END + 5 * DAY).astype("int64")
    order = np.argsort(at, kind="stable")
    thread, place, customer, at = thread[order], place[order], customer[order], at[order]
    n = thread.size
    channel = CHANNELS[chance.integers(0, CHANNELS.size, threads)][thread]
    ours_first = chance.random(threads) < 0.55
    inbound = (place % 2 == 0) ^ ours_first[thread]
    both = np.isin(channel, ["call", "meeting"])
    internal = chance.random(n) < 0.05
    direction = np.select([internal, both, inbound], ["internal", "both", "in"], "out")
    kind = np.where(inbound, IN[chance.integers(0, IN.size, n)], OUT[chance.integers(0, OUT.size, n)])
    kind = np.where(internal, np.array(["note", "handover", "brief"])[chance.integers(0, 3, n)], kind)
    in_case = (chance.random(threads) < 0.16)[thread]
    spoken = both & (chance.random(n) < 0.5)
    columns: Columns = {
        "interaction_id": pa.array(
            np.char.add(np.array(["gmail:", "zendesk:", "calls:"])[thread % 3], np.arange(n).astype("U9"))
        ),
        "customer_id": _names("customer-", customer),
        "contact_id": _names("contact-", customer * 3 + thread % 3),
        "member_id": _names("member-", (thread * 7 + (place // 2) % 3) % 200, (direction == "in") & ~both),
        "happened_at": _moments(at),
        "channel": pa.array(channel),
        "direction": pa.array(direction),
        "kind": pa.array(kind, mask=chance.random(n) < 0.06),
        "thread_id": _names("thread-", thread, (length[thread] == 1) & (thread % 4 == 0)),
        "case_id": _names("case-", thread, ~in_case),
        "customer_words": pa.array(np.where(inbound | both, chance.integers(5, 200, n), 0), mask=spoken),
        "our_words": pa.array(np.where(~inbound | both, chance.integers(5, 200, n), 0), mask=spoken),
        "customer_seconds": pa.array(chance.random(n) * 900, mask=~both),
        "our_seconds": pa.array(chance.random(n) * 900, mask=~both),
        "needs_answer": pa.array(chance.random(n) < 0.3),
        "automatic": pa.array(chance.random(n) < 0.04),
        "personal": pa.array(chance.random(n) < 0.7),
        "sentiment": pa.array(chance.normal(0.1, 0.4, n).clip(-1, 1), mask=~inbound),
        "recorded_seq": pa.array(np.arange(n)),
    }
    return columns, _cases(chance, np.unique(thread[in_case]), thread, customer, at)


def _cases(chance: Any, of: Any, thread: Any, customer: Any, at: Any) -> Columns:
    first = np.full(thread.max() + 1, -1)
    first[thread[::-1]] = np.arange(thread.size)[::-1]
    row = first[of]
    n = of.size
    return {
        "case_id": _names("case-", of),
        "customer_id": _names("customer-", customer[row]),
        "opened_at": _moments(at[row]),
        "closed_at": _moments(at[row] + chance.exponential(12 * DAY, n), chance.random(n) < 0.1),
        "confirmed_at": _moments(at[row] + chance.exponential(20 * DAY, n), chance.random(n) < 0.5),
        "owner": _names("member-", of % 200, chance.random(n) < 0.1),
    }


def _customers(chance: Any, n: int, years: float) -> Columns:
    each = np.arange(n)
    return {
        "customer_id": _names("customer-", each),
        "name": _names("Company ", each),
        "kind": pa.array(np.full(n, "organisation")),
        "persona": _names("persona-", each % 6, each % 11 == 0),
        "since": _moments(END - chance.random(n) * years * 450 * DAY),
        "left_at": _moments(END - chance.random(n) * 300 * DAY, chance.random(n) > 0.08),
        "owner": _names("member-", each % 200),
    }


def _promises(chance: Any, interactions: Columns) -> Columns:
    out = np.flatnonzero(np.asarray(interactions["direction"]) == "out")
    made = chance.choice(out, out.size // 20, replace=False)
    n = made.size
    at = np.asarray(interactions["happened_at"].cast(pa.int64()))[made]
    due = at + chance.exponential(5 * DAY, n)
    replies = chance.poisson(0.4, n)
    ids = interactions["interaction_id"].take(pa.array(np.repeat(made, replies)))
    return {
        "promise_id": _names("promise-", np.arange(n)),
        "customer_id": interactions["customer_id"].take(pa.array(made)),
        "made_in": interactions["interaction_id"].take(pa.array(made)),
        "made_at": _moments(at),
        "due_at": _moments(due, chance.random(n) < 0.05),
        "moved_to": _moments(due + 4 * DAY, chance.random(n) > 0.1),
        "text": _names("I will send it, no. ", np.arange(n)),
        "kept_at": _moments(due + chance.normal(-1, 3, n) * DAY, chance.random(n) < 0.15),
        "withdrawn_at": _moments(due, chance.random(n) > 0.03),
        "holding": pa.ListArray.from_arrays(pa.array(np.append(0, np.cumsum(replies)), pa.int32()), ids),
    }


def _beliefs(chance: Any, customers: int, years: float) -> Columns:
    n = customers * 4
    start = END - chance.random(n) * years * 365 * DAY
    some = chance.poisson(0.8, n)
    about = np.array(["need", "pain", "gain", "goal", "strength", "origin", "capacity"])
    return {
        "belief_id": _names("belief-", np.arange(n)),
        "customer_id": _names("customer-", chance.integers(0, customers, n)),
        "about": pa.array(about[chance.integers(0, 7, n)]),
        "text": _names("They want it, no. ", np.arange(n)),
        "from_at": _moments(start),
        "until": _moments(start + chance.exponential(300 * DAY, n), chance.random(n) < 0.5),
        "confirmed_at": _moments(start + chance.exponential(100 * DAY, n), chance.random(n) < 0.5),
        "evidence": pa.ListArray.from_arrays(
            pa.array(np.append(0, np.cumsum(some)), pa.int32()), _names("gmail:", np.arange(some.sum()))
        ),
    }


def _subscriptions(chance: Any, customers: int, years: float) -> Columns:
    terms = int(years) + 1
    each = np.repeat(np.arange(customers), terms)
    first = (END - chance.random(customers) * 365 * DAY - (terms - 1) * 365 * DAY)[each]
    starts = first + np.tile(np.arange(terms), customers) * 365 * DAY
    return {
        "subscription_id": _names("subscription-", each),
        "customer_id": _names("customer-", each),
        "starts_at": _moments(starts),
        "renews_at": _moments(starts + 365 * DAY),
        "amount": pa.array(chance.lognormal(7, 1, each.size)),
        "currency": pa.array(np.full(each.size, "EUR")),
        "period_months": pa.array(np.full(each.size, 12)),
    }


def _coverage(chance: Any, years: float) -> Columns:
    source = np.repeat(["gmail", "zendesk"], 40)
    start = np.tile(np.linspace(END - years * 365 * DAY, END, 40, endpoint=False), 2)
    state = np.where(chance.random(80) < 0.2, "gap", "complete")
    length = np.where(state == "gap", 3 * DAY, years * 365 * DAY / 40)
    return {
        "source": pa.array(source),
        "from_at": _moments(start),
        "to_at": _moments(start + length),
        "state": pa.array(state),
    }
