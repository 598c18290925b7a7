"""The other tables of a block: customers and contacts, promises and cases, beliefs, contracts and purchases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..tables import CHANNELS, KINDS
from .bulk_draw import DAY, OUT, Block
from .bulk_rows import customer_ids, members, numbered, stamps, thread_ids
from .firm import PERSONAS
from .trade import NEEDS

TERM = 365 * DAY
ABOUT = pa.array(["need", "pain", "gain", "goal", "strength", "origin", "capacity"])
COUNTRIES = pa.array(["DE", "GB", "US", "FR", "ES", "JP", "BR", "IN", "NG", "SE"])
ZONES = pa.array(
    [
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "Europe/Paris",
        "Europe/Madrid",
        "Asia/Tokyo",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Africa/Lagos",
        "Europe/Stockholm",
    ]
)


def promises(rng: np.random.Generator, block: Block, ids: pa.Array) -> dict[str, Any]:
    """One of twelve answers promises something; most of it comes with a later message, some after holding replies,
    some never.

    Marks the holding replies as such in the block, so it comes before the interactions are written.
    """
    sent = np.flatnonzero((block.direction == OUT) & ~block.automatic)
    place = np.flatnonzero((block.kind[sent] == KINDS.index("answer")) & (rng.random(len(sent)) < 0.085))
    holds = rng.choice(np.arange(5), len(place), p=(0.86, 0.08, 0.03, 0.02, 0.01))
    holds = np.where(_same(block, sent, place, place + holds), holds, 0)
    kept = _same(block, sent, place, place + holds + 1) & (rng.random(len(place)) < 0.93)
    made, moved = block.at[sent[place]], holds > 0
    arrives = np.where(kept, block.at[sent[np.minimum(place + holds + 1, len(sent) - 1)]], made + 6 * DAY)
    noise = (rng.normal(0.8, 2.0, len(place)) * DAY).astype(np.int64)
    due = np.maximum(made + DAY, np.where(moved, made + 3 * DAY, arrives + noise))
    flat = np.repeat(place, holds) + 1 + _within(holds)
    block.kind[sent[flat]] = KINDS.index("holding")
    withdrawn = ~kept & (rng.random(len(place)) < 0.3)
    return {
        "promise_id": numbered("p", sent[place] + block.row),
        "customer_id": customer_ids(block).take(pa.array(block.customer[sent[place]])),
        "member_id": members().take(pa.array(block.member[sent[place]])),
        "made_in": ids.take(pa.array(sent[place])),
        "made_at": stamps(made),
        "due_at": stamps(due),
        "moved_to": stamps(np.maximum(due, arrives + noise), moved),
        "text": numbered("I will send it by then, no. ", sent[place] + block.row),
        "kept_in": ids.take(pa.array(sent[np.minimum(place + holds + 1, len(sent) - 1)], mask=~kept)),
        "kept_at": stamps(arrives, kept),
        "withdrawn_at": stamps(made + 2 * DAY, withdrawn),
        "holding": pa.ListArray.from_arrays(
            pa.array(np.concatenate([[0], np.cumsum(holds)]).astype(np.int32)), ids.take(pa.array(sent[flat]))
        ),
    }


def _same(block: Block, sent: Any, place: Any, later: Any) -> Any:
    """Is there a message that much later, to the same customer?"""
    inside = later < len(sent)
    return inside & (block.customer[sent[place]] == block.customer[sent[np.minimum(later, len(sent) - 1)]])


def _within(counts: Any) -> Any:
    """0, 1, 2 … for every group of so many."""
    total = int(counts.sum())
    return np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)


def cases(rng: np.random.Generator, block: Block, until: int) -> dict[str, Any]:
    """The threads that are cases, from their first row to their last; most of them confirmed."""
    rows = np.flatnonzero(block.case)
    first, last = np.full(block.threads, -1), np.full(block.threads, -1)
    last[block.thread[rows]] = rows  # of rows of one thread the last one assigned stays: rows stand by moment
    first[block.thread[rows[::-1]]] = rows[::-1]
    threads = np.flatnonzero(first >= 0)
    opened, closed = block.at[first[threads]], block.at[last[threads]]
    done = (closed < until - 3 * DAY) & (rng.random(len(threads)) < 0.92)
    confirmed = done & (rng.random(len(threads)) < 0.7)
    severity = pa.array(["low", "normal", "high", "urgent"])
    return {
        "case_id": thread_ids(block, "k").take(pa.array(threads)),
        "customer_id": customer_ids(block).take(pa.array(block.customer[first[threads]])),
        "opened_at": stamps(opened),
        "closed_at": stamps(closed + 3600, done),
        "confirmed_at": stamps(closed + 3600, confirmed),
        "severity": severity.take(pa.array(rng.integers(0, 4, len(threads)))),
        "owner": members().take(pa.array(block.member[first[threads]])),
    }


def purchases(rng: np.random.Generator, block: Block, ids: pa.Array) -> dict[str, Any]:
    rows = np.flatnonzero(block.channel == CHANNELS.index("purchase"))
    return {
        "purchase_id": numbered("o", rows + block.row),
        "customer_id": customer_ids(block).take(pa.array(block.customer[rows])),
        "happened_at": stamps(block.at[rows]),
        "amount": pa.array(np.exp(rng.normal(4.2, 0.9, len(rows))).round(2)),
        "currency": pa.array(["EUR", "USD", "GBP"]).take(pa.array(rows % 3)),
    }


def customers(rng: np.random.Generator, block: Block) -> dict[str, Any]:
    many = len(block.since)
    place, persona = rng.integers(0, 10, many), rng.integers(0, 5, many)
    return {
        "customer_id": customer_ids(block),
        "name": numbered("Sample customer ", block.numbers),
        "kind": pa.array(["organisation", "person"]).take(pa.array((persona == 3).astype(np.int8))),
        "persona": pa.array([one.name for one in PERSONAS]).take(pa.array(persona, mask=rng.random(many) < 0.05)),
        "country": COUNTRIES.take(pa.array(place)),
        "timezone": ZONES.take(pa.array(place)),
        "since": stamps(block.since, rng.random(many) > 0.01),
        "left_at": stamps(block.left, block.left > 0),
        "owner": members().take(pa.array(block.owner, mask=rng.random(many) < 0.02)),
    }


def contacts(block: Block) -> dict[str, Any]:
    many = len(block.since)
    ids = customer_ids(block)
    return {
        "contact_id": pc.binary_join_element_wise(ids, "k1", "-"),
        "customer_id": ids,
        "name": numbered("Sample contact ", block.numbers),
        "email": pc.binary_join_element_wise(ids, "@large-sample.example", ""),
        "phone": pa.nulls(many, pa.string()),
        "timezone": pa.nulls(many, pa.string()),
    }


def identities(block: Block) -> dict[str, Any]:
    many = len(block.since)
    ids = customer_ids(block)
    return {
        "contact_id": pc.binary_join_element_wise(ids, "k1", "-"),
        "type": pa.array(["email"]).take(pa.array(np.zeros(many, dtype=np.int8))),
        "value": pc.binary_join_element_wise(ids, "@large-sample.example", ""),
        "source": pa.array(["large"]).take(pa.array(np.zeros(many, dtype=np.int8))),
    }


def beliefs(rng: np.random.Generator, block: Block, ids: pa.Array, until: int) -> dict[str, Any]:
    """Up to five for each, half of them with evidence, some long unconfirmed; in hard times one that ends."""
    many = rng.integers(0, 6, len(block.since))
    who = np.repeat(np.arange(len(block.since)), many)
    start = np.cumsum(block.count) - block.count
    shown = (block.count[who] > 0) & (rng.random(len(who)) < 0.55)
    evidence = start[who] + (rng.random(len(who)) * block.count[who]).astype(np.int64)
    ends = np.where(block.left > 0, block.left, until)[who]
    held = np.maximum(block.since[who], ends - (rng.random(len(who)) * 700 * DAY).astype(np.int64))
    about = np.where(rng.random(len(who)) < 0.06, 6, rng.integers(0, 6, len(who)))
    again = held + ((ends - held) * rng.random(len(who))).astype(np.int64)
    rows = np.arange(len(who)) + block.row * 2 + block.first * 6
    return {
        "belief_id": numbered("b", rows),
        "customer_id": customer_ids(block).take(pa.array(who)),
        "persona": pa.nulls(len(who), pa.string()),
        "about": ABOUT.take(pa.array(about)),
        "text": pa.array([need.belief for need in NEEDS]).take(pa.array(rows % len(NEEDS))),
        "horizon": pa.array(["now", "quarter", "some_day"]).take(pa.array(rows % 3)),
        "metric": pa.nulls(len(who), pa.string()),
        "from_at": stamps(held),
        "until": stamps(held + 120 * DAY, about == 6),
        "confirmed_at": stamps(again, shown & (rng.random(len(who)) < 0.6)),
        "evidence": pa.ListArray.from_arrays(
            pa.array(np.concatenate([[0], np.cumsum(shown)]).astype(np.int32)), ids.take(pa.array(evidence[shown]))
        ),
    }


def subscriptions(rng: np.random.Generator, block: Block, until: int) -> dict[str, Any]:
    """Seven of ten have a contract of yearly terms, each dearer than the one before."""
    buys = np.flatnonzero(rng.random(len(block.since)) < 0.7)
    ends = np.where(block.left > 0, block.left, until)[buys]
    terms = (np.maximum(ends - 1 - block.since[buys], 0) // TERM + 1).astype(np.int64)
    who, number = np.repeat(buys, terms), _within(terms)
    starts = block.since[who] + number * TERM
    left, last = block.left[who], number == np.repeat(terms, terms) - 1
    over = np.where(last & (left > 0), left, starts + TERM)
    amount = np.exp(rng.normal(7.2, 0.8, len(block.since)))[who] * 1.05**number
    customers = customer_ids(block)
    return {
        "subscription_id": pc.binary_join_element_wise(customers.take(pa.array(who)), "sub", "-"),
        "customer_id": customers.take(pa.array(who)),
        "starts_at": stamps(starts),
        "renews_at": stamps(starts + TERM),
        "ends_at": stamps(over, ~last | (left > 0)),
        "cancelled_at": stamps(np.maximum(left - 10 * DAY, starts), last & (left > 0)),
        "amount": pa.array(amount.round(2)),
        "currency": pa.array(["EUR", "USD", "GBP"]).take(pa.array(who % 3)),
        "period_months": pa.array(np.full(len(who), 12, dtype=np.int64)),
    }


def assignments(rng: np.random.Generator, block: Block, until: int) -> dict[str, Any]:
    who = np.flatnonzero((block.since < until - 430 * DAY) & (rng.random(len(block.since)) < 0.3))
    arm = pa.array(["treated", "holdout"])
    return {
        "programme_id": pa.array(["spring-visit"]).take(pa.array(np.zeros(len(who), dtype=np.int8))),
        "customer_id": customer_ids(block).take(pa.array(who)),
        "arm": arm.take(pa.array((rng.random(len(who)) < 0.3).astype(np.int8))),
        "assigned_at": stamps(np.full(len(who), until - 400 * DAY)),
    }
