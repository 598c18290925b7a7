"""Small row sets found among the interactions, each the evidence of one thing that went wrong between two rows."""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.understand.contact import touches, window
from deeproot.understand.moment import DAY, known_rows

_ROW = ("c", "row_id", "at")


def retold(source: Source, chosen: bool) -> ibis.Table:
    """Inbound rows by which a customer explained a case again: answered by another colleague, nothing handed over.

    Automatic rows are passed over. A touch b counts where the row before it in its case is inbound, and the last row
    before that which is not inbound is a touch by another member.
    """
    rows = _in_cases(source, chosen)
    rows = rows.filter(~rows.automatic)
    in_case = ibis.window(group_by=[rows.c, rows.case_id], order_by=[rows.at, rows.row_id])
    rows = rows.mutate(
        told=rows.direction.lag().over(in_case) == "in",
        told_in=rows.row_id.lag().over(in_case),
        told_at=rows.at.lag().over(in_case),
    )
    ours = rows.filter(rows.direction != "in")
    in_case = ibis.window(group_by=[ours.c, ours.case_id], order_by=[ours.at, ours.row_id])
    ours = ours.mutate(before=ours.direction.lag().over(in_case), teller=ours.member_id.lag().over(in_case))
    again = ours.filter(
        ours.told,
        ours.direction != "internal",
        ours.before != "internal",
        ours.teller != ours.member_id,
        ours.at > ours.start,
    )
    return again.select("c", row_id=again.told_in, at=again.told_at)


def _in_cases(source: Source, chosen: bool) -> ibis.Table:
    """The interactions of support cases, also from before the window."""
    read = source.read(
        "interactions",
        "customer_id",
        "case_id",
        "member_id",
        "direction",
        "automatic",
        row_id="interaction_id",
        at="happened_at",
    )
    return known_rows(source, chosen, read.filter(read.case_id.notnull()), "at").alias("in_cases")


def pitched_low(source: Source, chosen: bool) -> ibis.Table:
    """Pitches while the customer's capacity was low."""
    read = source.read("beliefs", "customer_id", "about", "until", from_at="from_at")
    low = known_rows(source, chosen, read.filter(read.about == "capacity"), "from_at")
    low = low.select("from_at", holder=low.c, until=low.until.fill_null(low.now + 1))
    pitches = touches(source, chosen)
    pitches = pitches.filter(pitches.kind == "pitch").select(*_ROW)
    return pitches.semi_join(low, [pitches.c == low.holder, pitches.at >= low.from_at, pitches.at < low.until])


def clueless(source: Source, chosen: bool) -> ibis.Table:
    """Care touches by a member without any part in a case then open, and without an internal row in the day before."""
    care = touches(source, chosen)
    care = care.filter(care.kind == "care", care.member_id.notnull()).select(*_ROW, "member_id")
    cases = _cases(source, chosen).rename(holder="c")
    during = care.inner_join(cases, [care.c == cases.holder, care.at >= cases.opened_at])
    during = during.filter(
        during.closed_at.isnull() | (during.closed_at > during.at),
        during.owner.isnull() | (during.owner != during.member_id),
    )
    strangers = _without_part(during.select(*_ROW, "member_id", "case_id"), source, chosen)
    read = source.read("interactions", "customer_id", "direction", noted_at="happened_at")
    notes = known_rows(source, chosen, read.filter(read.direction == "internal"), "noted_at")
    notes = notes.select("noted_at", holder=notes.c, noted_until=notes.noted_at + DAY)
    uninformed = strangers.anti_join(
        notes, [strangers.c == notes.holder, strangers.at > notes.noted_at, strangers.at <= notes.noted_until]
    )
    return uninformed.distinct()


def _cases(source: Source, chosen: bool) -> ibis.Table:
    read = source.read("cases", "customer_id", "case_id", "opened_at", "closed_at", "confirmed_at", "owner")
    return known_rows(source, chosen, read, "opened_at")


def _without_part(during: ibis.Table, source: Source, chosen: bool) -> ibis.Table:
    """The rows whose member had no interaction in the case before."""
    parts = _in_cases(source, chosen)
    parts = parts.semi_join(during, ["c", "case_id", "member_id"])
    nth = ibis.row_number().over(
        ibis.window(group_by=[parts.c, parts.case_id, parts.member_id], order_by=[parts.at, parts.row_id])
    )
    parts = parts.mutate(nth=nth)
    first = parts.filter(parts.nth == 0).select("c", "case_id", "member_id", part_at=parts.at, part_id=parts.row_id)
    joined = during.left_join(first, ["c", "case_id", "member_id"])
    earlier = (joined.part_at < joined.at) | ((joined.part_at == joined.at) & (joined.part_id < joined.row_id))
    return joined.filter(~earlier.fill_null(False)).select(*_ROW)


def hollow(source: Source, chosen: bool) -> ibis.Table:
    """ "We miss you", older than 14 days, with nothing personal of worth in the 14 days after it."""
    ours = touches(source, chosen)
    missing = ours.filter(ours.kind == "miss_you", ours.at <= ours.now - 14 * DAY)
    return _unfollowed(missing, ours.filter(ours.personal, ours.kind.isin(["answer", "care", "value"])))


def unprobed(source: Source, chosen: bool) -> ibis.Table:
    """ "All is great", older than 14 days, with no question from us in the 14 days after it."""
    rows, ours = window(source, chosen), touches(source, chosen)
    great = rows.filter(rows.direction == "in", rows.kind == "all_great", rows.at <= rows.now - 14 * DAY)
    return _unfollowed(great, ours.filter(ours.needs_answer))


def _unfollowed(rows: ibis.Table, follow_ups: ibis.Table) -> ibis.Table:
    """The rows without any follow-up in the 14 days after them."""
    rows = rows.select(*_ROW)
    after = follow_ups.select(holder=follow_ups.c, came_at=follow_ups.at, came_from=follow_ups.at - 14 * DAY)
    return rows.anti_join(after, [rows.c == after.holder, rows.at < after.came_at, rows.at >= after.came_from])


def given_up(source: Source, chosen: bool) -> ibis.Table:
    """Complaints after which the customer fell silent, nobody having said that it is solved.

    Of the rows that would lift a complaint (a newer complaint, thanks, praise, or any word in the last 14 days),
    the last one in the thread must be the complaint itself.
    """
    rows = window(source, chosen)
    inbound = rows.direction == "in"
    lately = rows.direction.isin(["in", "both"]) & ~rows.automatic & (rows.at > rows.now - 14 * DAY)
    rows = rows.filter((inbound & rows.kind.isin(["complaint", "thanks", "praise"])) | lately)
    rows = rows.select(
        *_ROW, "now", "direction", "kind", "case_id", "thread_id", alone=rows.thread_id.isnull().ifelse(rows.row_id, "")
    )
    in_thread = ibis.window(group_by=[rows.c, rows.thread_id, rows.alone], order_by=[rows.at, rows.row_id])
    rows = rows.mutate(later=rows.at.lead().over(in_thread))
    silent = rows.filter(
        rows.direction == "in", rows.kind == "complaint", rows.later.isnull(), rows.at <= rows.now - 14 * DAY
    )
    cases = _cases(source, chosen)
    solved = cases.filter(cases.confirmed_at <= cases.now).select("c", "case_id")
    return silent.anti_join(solved, ["c", "case_id"]).select(*_ROW)
