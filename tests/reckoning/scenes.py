"""Scenes from a customer's life, each drawn so that one measure hangs by a thread: an edge, a tie, a null."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.reckoning.drawing import EVENLY, GAPS, MEMBERS, OFTEN, RARELY, TICK, Pen
from tests.reckoning.life import DAY, HOUR

ANY_DIRECTION = ["in", "in", "out", "out", "both", "internal"]


def anything(pen: Pen) -> None:
    for _ in range(pen.pick([1, 2, 5])):
        pen.interaction(pen.moment(), pen.pick(ANY_DIRECTION))


def conversation(pen: Pen) -> None:
    """Two or three exchanges in one thread; who speaks first, and whether both sides do, is left to chance."""
    for _ in range(pen.pick([1, 2, 3])):
        thread, at = pen.pick([f"{pen.customer_id}/{pen.written}", "t"]), pen.moment()
        first = pen.pick(["in", "out"])
        pen.interaction(at, first, thread_id=thread, customer_words=pen.pick([0, 5, None]))
        pen.interaction(pen.after(at), "out" if first == "in" else "in", thread_id=thread)
        if pen.pick(EVENLY):
            pen.interaction(pen.around(at), pen.pick(ANY_DIRECTION), thread_id=thread)


def monologue(pen: Pen) -> None:
    """Calls in which we did the talking, or just half of it, timed or counted in words."""
    ours = [(3, 200, None, None), (None, None, 4.0, 90.5), (None, 100, 6.0, None), (2, None, None, 60.0)]
    kinds = pen.pick([ours, ours, ours, [(50, 50, None, None), (None, None, 8.0, 8.0)]])
    for _ in range(pen.pick([2, 3, 4])):
        sides = ("customer_words", "our_words", "customer_seconds", "our_seconds")
        said = dict(zip(sides, pen.pick(kinds), strict=True))
        thread = pen.pick([None, f"{pen.customer_id}/call"])
        pen.interaction(pen.moment(), "both", channel="call", thread_id=thread, **said)


def question(pen: Pen) -> None:
    thread, at = pen.thread(), pen.moment()
    pen.interaction(at, "in", needs_answer=True, thread_id=thread)
    for _ in range(pen.pick([0, 1, 2])):
        pen.interaction(pen.after(at), pen.pick(["out", "both", "in"]), thread_id=pen.pick([thread, pen.thread()]))


def promise(pen: Pen) -> None:
    for _ in range(pen.pick([1, 2, 3])):
        made, due = pen.moment(), pen.moment()
        holding = [pen.interaction(pen.after(made), "out", kind="holding") for _ in range(pen.pick([0, 0, 1, 3, 4]))]
        kept = pen.pick([None, pen.around(due), due, due - 24 * HOUR, due - 24 * HOUR + TICK])
        pen.write(
            "promises",
            promise_id=pen.id("promise"),
            made_in=pen.id("mail"),
            made_at=made,
            due_at=pen.maybe(due),
            moved_to=pen.around(due) if pen.pick(RARELY) else None,
            text="We will send it by Friday",
            kept_at=kept,
            withdrawn_at=pen.moment() if pen.pick(RARELY) else None,
            holding=[held["interaction_id"] for held in holding] or (None if pen.pick(RARELY) else []),
        )


def belief(pen: Pen) -> None:
    for _ in range(pen.pick([1, 2, 4])):
        start = pen.moment()
        said = pen.interaction(pen.moment(), "in")["interaction_id"]
        pen.write(
            "beliefs",
            belief_id=pen.id("belief"),
            about=pen.pick(["need", "goal", "capacity", "origin"]),
            text="They need a faster answer",
            from_at=start,
            until=pen.pick([None, None, None, pen.t, pen.after(start), pen.moment()]),
            confirmed_at=pen.pick([None, None, pen.after(start), pen.moment()]),
            evidence=pen.pick([[], None, [said], [said], [said, said]]),
        )


def hard_times(pen: Pen) -> None:
    start, pitched = pen.moment(), pen.moment()
    if pen.pick(EVENLY):
        start = pitched - pen.pick(GAPS)
    pen.interaction(pitched, pen.pick(["out", "out", "both", "internal"]), kind=pen.pick(["pitch", "pitch", "renewal"]))
    pen.write(
        "beliefs",
        belief_id=pen.id("belief"),
        about=pen.pick(["capacity", "capacity", "pain"]),
        text="They let half the team go",
        from_at=start,
        until=pen.pick([None, pitched, pitched + TICK, pen.after(start)]),
    )


def case(pen: Pen, at: datetime | None = None) -> str:
    """One of the two cases that a customer may have; opened and closed near ``at`` where it is not written yet."""
    case_id = f"case {pen.pick([1, 2])} of {pen.customer_id}"
    if all(known["case_id"] != case_id for known in pen.record["cases"]):
        opened = pen.moment() if at is None else at - pen.pick([*GAPS, 300 * DAY])
        closed = [None, None, pen.after(opened), pen.moment()] if at is None else [None, None, at, at + TICK]
        pen.write(
            "cases",
            case_id=case_id,
            opened_at=opened,
            closed_at=pen.pick(closed),
            confirmed_at=pen.pick([None, None, None, pen.after(opened), pen.moment(), pen.t, pen.t + TICK]),
            owner=pen.maybe(pen.pick(MEMBERS)),
        )
    return case_id


def told_again(pen: Pen) -> None:
    """A case that goes from hand to hand."""
    case_id, at = case(pen), pen.moment()
    for _ in range(pen.pick([2, 4, 6])):
        direction = pen.pick(["in", "in", "out", "out", "out", "both", "internal"])
        member = None if pen.pick(RARELY) else pen.pick(MEMBERS)
        pen.interaction(at, direction, case_id=case_id, member_id=member)
        at = at + pen.pick([timedelta(0), TICK, HOUR, 2 * DAY])


def without_a_clue(pen: Pen) -> None:
    at, member = pen.moment(), pen.pick(MEMBERS)
    case_id = case(pen, at)
    pen.interaction(at, pen.pick(["out", "both"]), kind="care", member_id=member, automatic=False)
    if pen.pick(RARELY):
        pen.interaction(pen.around(at), pen.pick(ANY_DIRECTION), case_id=case_id, member_id=member)
    if pen.pick(EVENLY):
        before = pen.pick([timedelta(0), TICK, HOUR, 24 * HOUR - TICK, 24 * HOUR, 24 * HOUR + TICK])
        pen.interaction(at - before, "internal", case_id=None)


def miss_you(pen: Pen) -> None:
    at = pen.moment()
    pen.interaction(at, "out", kind="miss_you")
    if pen.pick(EVENLY):
        pen.interaction(
            pen.after(at), pen.pick(["out", "both", "in"]), kind=pen.pick(["answer", "care", "value", "pitch"])
        )


def complaint(pen: Pen) -> None:
    thread, at = pen.pick([pen.thread(), f"{pen.customer_id}/complaint"]), pen.moment()
    case_id = case(pen) if pen.pick(EVENLY) else None
    pen.interaction(at, "in", kind="complaint", thread_id=thread, case_id=case_id)
    for _ in range(pen.pick([0, 0, 1, 2])):
        kind = pen.pick(["thanks", "praise", "complaint", "feedback", None])
        when = pen.pick([pen.around(at), pen.t - 14 * DAY, pen.t - 14 * DAY + TICK])
        pen.interaction(when, pen.pick(["in", "in", "both", "out"]), kind=kind, thread_id=thread)


def all_great(pen: Pen) -> None:
    at = pen.moment()
    pen.interaction(at, "in", kind="all_great")
    if pen.pick(EVENLY):
        pen.interaction(pen.after(at), pen.pick(["out", "both", "in"]))


def renewal(pen: Pen) -> None:
    """Terms of one contract, and touches at the edges of the days around them."""
    ages = [-45 * DAY, -45 * DAY - TICK, -20 * DAY, DAY, 20 * DAY, 60 * DAY, 100 * DAY, 365 * DAY, 365 * DAY - TICK]
    renews, contract = pen.t - pen.pick(ages), pen.id("contract")
    for term in range(pen.pick([1, 1, 2])):
        pen.write(
            "subscriptions",
            subscription_id=contract,
            starts_at=pen.pick([renews - 365 * DAY, renews - 365 * DAY, pen.moment()]) - term * 201 * DAY,
            renews_at=pen.maybe(renews - term * 200 * DAY),
            cancelled_at=pen.moment() if pen.pick(RARELY) else None,
            amount=100.0,
            currency="EUR",
            period_months=12,
        )
    outside = pen.pick([[], [-45 * DAY - TICK, 14 * DAY + TICK]])
    for _ in range(pen.pick([1, 3, 4, 5])):
        edge = pen.pick([-45 * DAY, -40 * DAY, -30 * DAY, -20 * DAY, -DAY, DAY, 14 * DAY, *outside])
        pen.interaction(renews + edge, "out", personal=pen.pick(OFTEN), automatic=False)


def crowd(pen: Pen) -> None:
    """Many of us, through many doors, within days."""
    at, case_id = pen.moment(), case(pen)
    for number, member in enumerate(MEMBERS[: pen.pick([3, 6, 7])]):
        channel = ["email", "call", "meeting", "chat", "sms", "letter", "event"][number % pen.pick([2, 5, 7])]
        pen.interaction(at + number * HOUR, "out", member_id=member, channel=channel, case_id=pen.maybe(case_id))
        if pen.pick(EVENLY):
            pen.interaction(at + number * HOUR, "in", case_id=case_id)


def asking(pen: Pen) -> None:
    for _ in range(pen.pick([4, 5, 6])):
        pen.interaction(pen.moment(), "out", kind=pen.pick(["pitch", "renewal", "pitch", "appreciation", None]))


def moods(pen: Pen) -> None:
    for _ in range(pen.pick([1, 2, 3])):
        age = pen.pick([timedelta(0), 40 * DAY, 90 * DAY, 90 * DAY - TICK, 200 * DAY, 365 * DAY])
        pen.interaction(pen.t - age, pen.pick(["in", "in", "both"]), sentiment=pen.pick([-1.0, -0.5, 0.1, 0.75]))


SCENES = (
    anything,
    conversation,
    monologue,
    question,
    promise,
    promise,
    belief,
    belief,
    hard_times,
    told_again,
    without_a_clue,
    without_a_clue,
    miss_you,
    complaint,
    all_great,
    renewal,
    renewal,
    renewal,
    crowd,
    asking,
    moods,
)
