"""The rows of every measure, in the order of the rules: what is its evidence, and what each row is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from tests.reckoning.life import (
    DAY,
    HOUR,
    Dict,
    Life,
    days,
    effective_due,
    holds,
    in_window,
    is_heard,
    is_touch,
    moment,
    reply,
    source_of,
    touches,
)


class Row(NamedTuple):
    """One row of evidence: its id (none where nothing stands for it), its value, its weight in a ratio."""

    id: str | None
    value: Any
    weight: float = 1.0


def ids(interactions: Iterable[Dict]) -> list[Row]:
    """Rows that are only counted."""
    return [Row(i["interaction_id"], 1.0) for i in interactions]


def heard_from_us(life: Life) -> list[Row]:
    return ids(touches(life))


def asked_share(life: Life) -> list[Row]:
    return [kind_is(i, "pitch", "renewal") for i in touches(life) if i["kind"] is not None]


def value_share(life: Life) -> list[Row]:
    return [kind_is(i, "value", "care", "appreciation") for i in touches(life) if i["kind"] is not None]


def kind_is(i: Dict, *kinds: str) -> Row:
    return Row(i["interaction_id"], 1.0 if i["kind"] in kinds else 0.0)


def silences(life: Life) -> list[Row]:
    """The intervals without a touch, each with the touch that ended it."""
    start = life.t - life.window
    if life.since is not None and life.since > start:
        start = life.since
    if start > life.t:
        return []  # left before the first day
    rows = []
    before = start
    for i in life.interactions:
        if is_touch(i) and start < i["happened_at"]:
            rows.append(Row(i["interaction_id"], days(i["happened_at"] - before)))
            before = i["happened_at"]
    return [*rows, Row(None, days(life.t - before))]


def current_silence_days(life: Life) -> list[Row]:
    return silences(life)[-1:]


def renewal_only_share(life: Life) -> list[Row]:
    renewals = []
    for term in life.subscriptions:
        r = term["renews_at"]
        if r is not None and life.t - life.window < r <= life.t + 45 * DAY:
            renewals.append(r)
    if not renewals:
        return []
    rows = []
    for i in touches(life):
        if i["personal"]:
            near = any(r - 45 * DAY <= i["happened_at"] <= r + 14 * DAY for r in renewals)
            rows.append(Row(i["interaction_id"], 1.0 if near else 0.0))
    return rows


def questions(life: Life) -> list[tuple[Dict, Dict | None]]:
    """What asked for an answer in the window, each with its reply."""
    asked = [q for q in life.interactions if q["direction"] == "in" and not q["automatic"] and q["needs_answer"]]
    return [(q, reply(life, q)) for q in asked if in_window(life, q["happened_at"])]


def answer_hours(life: Life) -> list[Row]:
    return [
        Row(q["interaction_id"], (answer["happened_at"] - q["happened_at"]) / HOUR)
        for q, answer in questions(life)
        if answer is not None
    ]


def unanswered(life: Life) -> list[Row]:
    return ids(q for q, answer in questions(life) if answer is None and q["happened_at"] <= life.t - 48 * HOUR)


def due_promises(life: Life) -> list[tuple[Dict, datetime]]:
    found = []
    for promise in life.promises:
        due = effective_due(promise)
        if due is not None and in_window(life, due) and promise["withdrawn_at"] is None:
            found.append((promise, due))
    return found


def kept_by(promise: Dict, at: datetime) -> bool:
    return promise["kept_at"] is not None and promise["kept_at"] <= at


def promises_due(life: Life) -> list[Row]:
    return [Row(promise["promise_id"], 1.0) for promise, _ in due_promises(life)]


def promises_kept_share(life: Life) -> list[Row]:
    return [Row(promise["promise_id"], 1.0 if kept_by(promise, due) else 0.0) for promise, due in due_promises(life)]


def promise_delay_days(life: Life) -> list[Row]:
    rows = []
    for promise, due in due_promises(life):
        if not kept_by(promise, due):
            until = life.t if promise["kept_at"] is None else promise["kept_at"]
            rows.append(Row(promise["promise_id"], days(until - due)))
    return rows


def holding_loop(life: Life) -> list[Row]:
    return [
        Row(promise["promise_id"], float(len(promise["holding"] or [])))
        for promise in life.promises
        if effective_due(promise) is not None and in_window(life, promise["made_at"])
    ]


def early_share(life: Life) -> list[Row]:
    return [
        Row(promise["promise_id"], 1.0 if kept_by(promise, due - 24 * HOUR) else 0.0)
        for promise, due in due_promises(life)
        if promise["kept_at"] is not None
    ]


def said_in_window(life: Life) -> list[Dict]:
    return [
        i
        for i in life.interactions
        if in_window(life, i["happened_at"]) and not i["automatic"] and i["direction"] != "internal"
    ]


def two_way_threads(life: Life) -> set[str]:
    said = said_in_window(life)
    came_in = {i["thread_id"] for i in said if i["direction"] == "in"}
    went_out = {i["thread_id"] for i in said if i["direction"] == "out"}
    return (came_in & went_out) - {None}


def listening_share(life: Life) -> list[Row]:
    rows = []
    for i in said_in_window(life):
        if i["direction"] == "both" or i["thread_id"] in two_way_threads(life):
            customer, ours = words(i, "customer"), words(i, "our")
            if customer is not None and ours is not None:
                rows.append(Row(i["interaction_id"], customer, customer + ours))
    return rows


def words(i: Dict, side: str) -> float | None:
    if i[f"{side}_words"] is not None:
        return float(i[f"{side}_words"])
    if i[f"{side}_seconds"] is not None:
        return float(i[f"{side}_seconds"] * 2.5)
    return None


def people_met(life: Life) -> list[Row]:
    return [
        Row(i["interaction_id"], i["member_id"]) for i in touches(life) if i["personal"] and i["member_id"] is not None
    ]


def explained_again(life: Life) -> list[Row]:
    rows = []
    for case_id in sorted({i["case_id"] for i in life.interactions if i["case_id"] is not None}):
        last_touch: Dict | None = None
        between: list[Dict] = []
        for i in life.interactions:
            if i["case_id"] != case_id or i["automatic"]:
                continue
            if not is_touch(i):
                between.append(i)
                continue
            if in_window(life, i["happened_at"]) and last_touch is not None and other_member(last_touch, i):
                came_in = [x for x in between if x["direction"] == "in"]
                if came_in and not any(x["direction"] == "internal" for x in between):
                    rows.append(Row(came_in[-1]["interaction_id"], 1.0))
            last_touch, between = i, []
    return rows


def other_member(a: Dict, b: Dict) -> bool:
    return a["member_id"] is not None and b["member_id"] is not None and a["member_id"] != b["member_id"]


def channels_used(life: Life) -> list[Row]:
    return [Row(i["interaction_id"], i["channel"]) for i in touches(life)]


def pitched_in_hard_times(life: Life) -> list[Row]:
    limits = [belief for belief in life.beliefs if belief["about"] == "capacity"]
    return ids(i for i in touches(life, "pitch") if any(holds(belief, i["happened_at"]) for belief in limits))


def uninformed_contacts(life: Life) -> list[Row]:
    return ids(
        i
        for i in touches(life, "care")
        if i["member_id"] is not None
        and any(unknown_to(life, case, i) for case in life.cases)
        and not briefed(life, i["happened_at"])
    )


def unknown_to(life: Life, case: Dict, care: Dict) -> bool:
    """The case was open when the touch was made, and its maker had no part in it."""
    t, m = care["happened_at"], care["member_id"]
    if case["opened_at"] > t or (case["closed_at"] is not None and case["closed_at"] <= t) or case["owner"] == m:
        return False
    for i in life.interactions:
        if i["case_id"] == case["case_id"] and i["member_id"] == m and moment(i) < moment(care):
            return False
    return True


def briefed(life: Life, t: datetime) -> bool:
    return any(i["direction"] == "internal" and t - 24 * HOUR <= i["happened_at"] < t for i in life.interactions)


def hollow_words(life: Life) -> list[Row]:
    return ids(
        i
        for i in touches(life, "miss_you")
        if i["happened_at"] <= life.t - 14 * DAY and not any(is_gift(x) for x in fortnight_after(life, i))
    )


def fortnight_after(life: Life, i: Dict) -> list[Dict]:
    t = i["happened_at"]
    return [x for x in life.interactions if t < x["happened_at"] <= t + 14 * DAY]


def is_gift(i: Dict) -> bool:
    return is_touch(i) and i["personal"] and i["kind"] in ("answer", "care", "value")


def silent_complaints(life: Life) -> list[Row]:
    last: dict[str, Dict] = {}
    for i in life.interactions:
        if i["direction"] == "in" and i["kind"] == "complaint":
            own_thread = f"without a thread: {i['interaction_id']}"
            last[own_thread if i["thread_id"] is None else f"thread: {i['thread_id']}"] = i
    confirmed = {case["case_id"] for case in life.cases if case["confirmed_at"] is not None}
    return ids(
        i
        for i in last.values()
        if in_window(life, i["happened_at"])
        and i["happened_at"] <= life.t - 14 * DAY
        and i["case_id"] not in confirmed
        and not spoke_again(life, i)
    )


def spoke_again(life: Life, complaint: Dict) -> bool:
    """The customer thanked or praised later in the thread, or was heard in it in the last fortnight."""
    for i in life.interactions:
        if complaint["thread_id"] is None or i["thread_id"] != complaint["thread_id"]:
            continue
        if i["direction"] == "in" and i["kind"] in ("thanks", "praise") and moment(i) > moment(complaint):
            return True
        if is_heard(i) and life.t - 14 * DAY < i["happened_at"] <= life.t:
            return True
    return False


def great_unprobed(life: Life) -> list[Row]:
    found = []
    for i in life.interactions:
        if i["direction"] == "in" and i["kind"] == "all_great" and in_window(life, i["happened_at"]):
            asked = any(is_touch(x) and x["needs_answer"] for x in fortnight_after(life, i))
            if i["happened_at"] <= life.t - 14 * DAY and not asked:
                found.append(i)
    return ids(found)


def thanked(life: Life) -> list[Row]:
    return ids(touches(life, "appreciation"))


def assumed_share(life: Life) -> list[Row]:
    rows = []
    for belief in life.beliefs:
        if holds(belief, life.t):
            seen = belief["from_at"] if belief["confirmed_at"] is None else belief["confirmed_at"]
            assumed = not belief["evidence"] or seen < life.t - 180 * DAY
            rows.append(Row(belief["belief_id"], 1.0 if assumed else 0.0))
    return rows


def mood_change(life: Life) -> list[Row]:
    """Weight 1: of the last 90 days; weight 0: before."""
    rows = []
    for i in life.interactions:
        at = i["happened_at"]
        if i["direction"] == "in" and not i["automatic"] and i["sentiment"] is not None and in_window(life, at):
            rows.append(Row(i["interaction_id"], i["sentiment"], 1.0 if at > life.t - 90 * DAY else 0.0))
    return rows


def record_gap_days(life: Life) -> list[Row]:
    """The gaps that reach into the window, each with what it adds to the union of those that began before it."""
    rows = []
    reached = life.t - life.window
    for gap in sorted((c for c in ledger(life) if c["state"] == "gap"), key=lambda c: (c["from_at"], c["source"])):
        start, end = max(gap["from_at"], life.t - life.window), min(gap["to_at"], life.t)
        if end > start:
            added = max(end, reached) - max(start, reached)
            rows.append(Row(f"{gap['source']}|{gap['from_at'].isoformat()}Z", days(added)))
            reached = max(end, reached)
    return rows


def ledger(life: Life) -> list[Dict]:
    """What is known of the sources from which this customer's interactions come."""
    sources = {source_of(i) for i in life.interactions}
    return [c for c in life.coverage if c["source"] in sources and c["state"] != "unknown"]


MEASURES: dict[str, tuple[Callable[[Life], list[Row]], str]] = {
    "heard_from_us": (heard_from_us, "count"),
    "asked_share": (asked_share, "mean"),
    "value_share": (value_share, "mean"),
    "longest_silence_days": (silences, "max"),
    "current_silence_days": (current_silence_days, "max"),
    "renewal_only_share": (renewal_only_share, "mean"),
    "answer_hours": (answer_hours, "median"),
    "unanswered": (unanswered, "count"),
    "promises_due": (promises_due, "count"),
    "promises_kept_share": (promises_kept_share, "mean"),
    "promise_delay_days": (promise_delay_days, "median"),
    "holding_loop": (holding_loop, "max"),
    "early_share": (early_share, "mean"),
    "listening_share": (listening_share, "ratio"),
    "people_met": (people_met, "count_distinct"),
    "explained_again": (explained_again, "count"),
    "channels_used": (channels_used, "count_distinct"),
    "pitched_in_hard_times": (pitched_in_hard_times, "count"),
    "uninformed_contacts": (uninformed_contacts, "count"),
    "hollow_words": (hollow_words, "count"),
    "silent_complaints": (silent_complaints, "count"),
    "great_unprobed": (great_unprobed, "count"),
    "thanked": (thanked, "count"),
    "assumed_share": (assumed_share, "mean"),
    "mood_change": (mood_change, "difference"),
    "record_gap_days": (record_gap_days, "sum"),
}
