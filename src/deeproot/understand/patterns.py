"""Small row sets found among the interactions, each the evidence of one thing that went wrong between two rows."""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.understand.contact import in_window, is_heard, is_touch
from deeproot.understand.moment import DAY, seen


def retold(source: Source, chosen: bool) -> ibis.Table:
    """Inbound rows by which a customer explained a case again: answered by another colleague, nothing handed over.

    Automatic rows are passed over. A touch b counts where the row before it in its case is inbound, and the last row
    before that which is not inbound is a touch by another member.
    """
    rows = seen(source, chosen, "interactions", "happened_at")
    rows = rows.filter(rows.case_id.notnull(), ~rows.automatic)
    order = [rows.happened_at, rows.interaction_id]
    in_case = ibis.window(group_by=[rows.customer_id, rows.case_id], order_by=order)
    rows = rows.mutate(
        told=rows.direction.lag().over(in_case) == "in",
        told_in=rows.interaction_id.lag().over(in_case),
        told_at=rows.happened_at.lag().over(in_case),
    )
    ours = rows.filter(rows.direction != "in")
    order = [ours.happened_at, ours.interaction_id]
    in_case = ibis.window(group_by=[ours.customer_id, ours.case_id], order_by=order)
    ours = ours.mutate(
        before=ours.direction.lag().over(in_case),
        by=ours.member_id.lag().over(in_case),
    )
    again = ours.filter(
        ours.told,
        ours.direction != "internal",
        ours.before != "internal",
        ours.by != ours.member_id,
        ours.happened_at > ours.start,
    )
    return again.select("customer_id", row_id=again.told_in, at=again.told_at)


def pitched_low(source: Source, chosen: bool) -> ibis.Table:
    """Pitches while the customer's capacity was low."""
    touches = _touches(source, chosen)
    pitches = touches.filter(touches.kind == "pitch")
    beliefs = seen(source, chosen, "beliefs", "from_at")
    low = beliefs.filter(beliefs.about == "capacity")
    low = low.select(holder=low.customer_id, low_from=low.from_at, low_until=low.until.fill_null(low.now + 1))
    return _row(
        pitches.semi_join(
            low,
            [
                pitches.customer_id == low.holder,
                pitches.happened_at >= low.low_from,
                pitches.happened_at < low.low_until,
            ],
        )
    )


def clueless(source: Source, chosen: bool) -> ibis.Table:
    """Care touches by a member without any part in a case then open, and without an internal row in the day before."""
    touches = _touches(source, chosen)
    care = touches.filter(touches.kind == "care", touches.member_id.notnull())
    care = care.select("customer_id", "interaction_id", "happened_at", by=care.member_id)
    cases = seen(source, chosen, "cases", "opened_at")
    cases = cases.select("case_id", "opened_at", "closed_at", "owner", holder=cases.customer_id)
    during = care.inner_join(cases, [care.customer_id == cases.holder, care.happened_at >= cases.opened_at])
    during = during.filter(
        during.closed_at.isnull() | (during.closed_at > during.happened_at),
        during.owner.isnull() | (during.owner != during.by),
    )
    strangers = _without_part(during, source, chosen)
    internal = seen(source, chosen, "interactions", "happened_at")
    internal = internal.filter(internal.direction == "internal")
    notes = internal.select(
        holder=internal.customer_id, noted_at=internal.happened_at, noted_until=internal.happened_at + DAY
    )
    uninformed = strangers.anti_join(
        notes,
        [
            strangers.customer_id == notes.holder,
            strangers.happened_at > notes.noted_at,
            strangers.happened_at <= notes.noted_until,
        ],
    )
    return _row(uninformed).distinct()


def _without_part(during: ibis.Table, source: Source, chosen: bool) -> ibis.Table:
    """The rows whose member had no interaction in the case before."""
    rows = seen(source, chosen, "interactions", "happened_at")
    rows = rows.filter(rows.case_id.notnull(), rows.member_id.notnull())
    parts = rows.semi_join(during, [rows.customer_id == during.customer_id, rows.case_id == during.case_id])
    order = [parts.happened_at, parts.interaction_id]
    first = ibis.row_number().over(
        ibis.window(group_by=[parts.customer_id, parts.case_id, parts.member_id], order_by=order)
    )
    parts = parts.mutate(nth=first)
    parts = parts.filter(parts.nth == 0).select(
        holder=parts.customer_id,
        part_in=parts.case_id,
        part_of=parts.member_id,
        part_at=parts.happened_at,
        part_id=parts.interaction_id,
    )
    joined = during.left_join(
        parts, [during.customer_id == parts.holder, during.case_id == parts.part_in, during.by == parts.part_of]
    )
    earlier = (joined.part_at < joined.happened_at) | (
        (joined.part_at == joined.happened_at) & (joined.part_id < joined.interaction_id)
    )
    return joined.filter(~earlier.fill_null(False)).select("customer_id", "interaction_id", "happened_at")


def hollow(source: Source, chosen: bool) -> ibis.Table:
    """ "We miss you", older than 14 days, with nothing personal of worth in the 14 days after it."""
    touches = _touches(source, chosen)
    missing = touches.filter(touches.kind == "miss_you", touches.happened_at <= touches.now - 14 * DAY)
    gifts = touches.filter(touches.personal, touches.kind.isin(["answer", "care", "value"]))
    return _row(_nothing_within_14_days(missing, gifts))


def unprobed(source: Source, chosen: bool) -> ibis.Table:
    """ "All is great", older than 14 days, with no question from us in the 14 days after it."""
    rows, touches = in_window(source, chosen), _touches(source, chosen)
    great = rows.filter(rows.direction == "in", rows.kind == "all_great", rows.happened_at <= rows.now - 14 * DAY)
    return _row(_nothing_within_14_days(great, touches.filter(touches.needs_answer)))


def _nothing_within_14_days(rows: ibis.Table, follow_ups: ibis.Table) -> ibis.Table:
    after = follow_ups.select(
        holder=follow_ups.customer_id, came_at=follow_ups.happened_at, came_from=follow_ups.happened_at - 14 * DAY
    )
    return rows.anti_join(
        after,
        [rows.customer_id == after.holder, rows.happened_at < after.came_at, rows.happened_at >= after.came_from],
    )


def given_up(source: Source, chosen: bool) -> ibis.Table:
    """Complaints after which the customer fell silent, nobody having said that it is solved.

    Of the rows that would lift a complaint (a newer complaint, thanks, praise, or any word in the last 14 days),
    the last one in the thread must be the complaint itself.
    """
    rows = in_window(source, chosen)
    complaint = (rows.direction == "in") & (rows.kind == "complaint")
    settles = (rows.direction == "in") & rows.kind.isin(["thanks", "praise"])
    lately = is_heard(rows) & (rows.happened_at > rows.now - 14 * DAY)
    rows = rows.mutate(complaint=complaint.fill_null(False), thread=rows.thread_id.fill_null(rows.interaction_id))
    rows = rows.mutate(alone=rows.thread_id.isnull())
    rows = rows.filter(complaint | settles | lately)
    in_thread = ibis.window(
        group_by=[rows.customer_id, rows.alone, rows.thread], order_by=[rows.happened_at, rows.interaction_id]
    )
    rows = rows.mutate(later=rows.interaction_id.lead().over(in_thread))
    silent = rows.filter(rows.complaint, rows.later.isnull(), rows.happened_at <= rows.now - 14 * DAY)
    cases = seen(source, chosen, "cases", "opened_at")
    solved = cases.filter(cases.confirmed_at <= cases.now).select(holder=cases.customer_id, solved=cases.case_id)
    return _row(silent.anti_join(solved, [silent.customer_id == solved.holder, silent.case_id == solved.solved]))


def _touches(source: Source, chosen: bool) -> ibis.Table:
    rows = in_window(source, chosen)
    return rows.filter(is_touch(rows))


def _row(rows: ibis.Table) -> ibis.Table:
    return rows.select("customer_id", row_id=rows.interaction_id, at=rows.happened_at)
