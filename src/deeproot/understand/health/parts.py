"""The parts of health of every customer, in one pass of the engine, over the same rows as the measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source
from deeproot.understand.figures import figures_of
from deeproot.understand.measure import settled
from deeproot.understand.moment import DAY, HOUR, customers_at, known_rows

if TYPE_CHECKING:
    import ibis

YEAR_DAYS: Final = 365
"""So far back the measures look; both windows of health lie within."""
COLUMNS: Final = ("value", "before", "n", "n_before", "at")
IN_TIME_HOURS: Final = 48


def parts_of(source: Source, chosen: bool, window_days: int) -> ibis.Table:
    """A row a customer: ``customer_id``, ``now``, ``passed`` (rows in either window), and of each part its COLUMNS.

    ``at`` is the moment of the latest row of either window. A part without rows has null everywhere, and n = 0.
    """
    from deeproot.understand.streams import STREAMS

    found = customers_at(source, chosen).select("customer_id", "c", "now", "silent_from", "start")
    reduced = [
        _contact(STREAMS["window"](source, chosen), window_days),
        _share(promises(source, chosen), "promises", window_days),
        _share(answers(source, chosen), "answers", window_days),
        _share(listening(source, chosen), "listening", window_days),
        _counted(purchases(source, chosen), "purchases", window_days),
    ]
    for number, rows in enumerate(reduced):
        found = found.left_join(rows.rename({f"p{number}": "c"}), [("c", f"p{number}")])
    return found.select("customer_id", "now", **_completed(found, window_days))


def with_figures(source: Source, chosen: bool, ids: tuple[str, ...], window_days: int) -> ibis.Table:
    """The parts, and beside them the figures ``ids`` of the year: together one question."""
    figures = figures_of(source, chosen, ids)
    parts = parts_of(source, chosen, window_days)
    return parts.inner_join(figures, "customer_id")


def any_touch(source: Source) -> ibis.Table:
    """Whether the record holds any touch until the moment told: ``known``. Where it holds none, no silence is known."""
    read = source.read("interactions", "direction", "automatic", "happened_at").cross_join(source["told"])
    touches = read.filter(read.direction.isin(["out", "both"]), ~read.automatic, read.happened_at <= read.as_of)
    return touches.aggregate(known=touches.count() > 0)


def promises(source: Source, chosen: bool) -> ibis.Table:
    """Promises by their due moment: c, row_id, at, now, value (1 where kept by then)."""
    from deeproot.understand.commitments import promises as rows_of

    rows = rows_of(source, chosen).filter(lambda t: t.due_lately)
    now = customers_at(source, chosen).select("c", "now")
    return rows.inner_join(now, "c").select("c", "row_id", "now", at="due", value=_number(rows.in_time))


def answers(source: Source, chosen: bool) -> ibis.Table:
    """Questions whose answer was due: c, row_id, at, now, value (1 where answered within 48 hours)."""
    from deeproot.understand.contact import questions

    rows = questions(source, chosen)
    due = rows.filter(rows.answered_after.notnull() | (rows.at <= rows.now - IN_TIME_HOURS * HOUR))
    in_time = (due.answered_after <= float(IN_TIME_HOURS)).fill_null(False)
    return due.select("c", "row_id", "at", "now", value=_number(in_time))


def listening(source: Source, chosen: bool) -> ibis.Table:
    """What was said in conversations: c, row_id, at, now, value (their words), weight (all words)."""
    from deeproot.understand.contact import conversations

    rows = conversations(source, chosen)
    rows = rows.filter(rows.ours.notnull(), rows.theirs.notnull(), rows.theirs + rows.ours > 0)
    now = customers_at(source, chosen).select("c", "now")
    return rows.inner_join(now, "c").select("c", "row_id", "at", "now", value="theirs", weight=rows.theirs + rows.ours)


def purchases(source: Source, chosen: bool) -> ibis.Table:
    """Purchases of the year: c, row_id, at, now."""
    read = source.read("purchases", "customer_id", "purchase_id", "happened_at")
    rows = known_rows(source, chosen, read, "happened_at")
    rows = rows.filter(rows.happened_at > rows.start)
    return rows.select("c", "now", row_id="purchase_id", at="happened_at")


def moods(rows: ibis.Table) -> Any:
    """Which interactions of the year say how the customer sounds."""
    return (rows.direction == "in") & ~rows.automatic & rows.sentiment.notnull()


def used(rows: ibis.Table) -> Any:
    """Which interactions of the year are use of what the customer has."""
    return rows.channel == "usage"


def _contact(rows: ibis.Table, window_days: int) -> ibis.Table:
    """What interactions say: attention, mood, use, and whether anything passed."""
    lately, before, either = _windows(rows, window_days)
    mood, use = moods(rows), used(rows)
    told: dict[str, Any] = {
        "last_touch": rows.at.max(where=rows.touch),
        "last_before": rows.at.max(where=rows.touch & (rows.at <= rows.now - window_days * DAY)),
        "attention_n": rows.count(where=rows.touch & lately),
        "attention_n_before": rows.count(where=rows.touch & before),
        "mood_value": settled(rows.sentiment.mean(where=mood & lately)),
        "mood_before": settled(rows.sentiment.mean(where=mood & before)),
        "passed": rows.count(where=either & ~rows.automatic),
        "passed_at": rows.at.max(where=either & ~rows.automatic),
    }
    for name, own in (("mood", mood), ("use", use)):
        told[f"{name}_n"] = rows.count(where=own & lately)
        told[f"{name}_n_before"] = rows.count(where=own & before)
        told[f"{name}_at"] = rows.at.max(where=own & either)
    return rows.group_by("c").aggregate(**told)


def _share(rows: ibis.Table, name: str, window_days: int) -> ibis.Table:
    """The mean value, or value over weight where there is one, of the window and of the one before."""
    lately, before, _ = _windows(rows, window_days)
    weighed = "weight" in rows.columns

    def share(where: Any) -> Any:
        if not weighed:
            return settled(rows["value"].mean(where=where))
        return settled(rows["value"].sum(where=where) / rows["weight"].sum(where=where).nullif(0.0))

    return rows.group_by("c").aggregate(
        **{f"{name}_value": share(lately), f"{name}_before": share(before)}, **_counts(rows, name, window_days)
    )


def _counted(rows: ibis.Table, name: str, window_days: int) -> ibis.Table:
    return rows.group_by("c").aggregate(**_counts(rows, name, window_days))


def _counts(rows: ibis.Table, name: str, window_days: int) -> dict[str, Any]:
    lately, before, either = _windows(rows, window_days)
    return {
        f"{name}_n": rows.count(where=lately),
        f"{name}_n_before": rows.count(where=before),
        f"{name}_at": rows["at"].max(where=either),
    }


def _windows(rows: ibis.Table, window_days: int) -> tuple[Any, Any, Any]:
    """Whether a row lies in the window, in the one before it, in either."""
    middle, begin = rows.now - window_days * DAY, rows.now - 2 * window_days * DAY
    return rows["at"] > middle, (rows["at"] > begin) & (rows["at"] <= middle), rows["at"] > begin


def _completed(found: ibis.Table, window_days: int) -> dict[str, Any]:
    """Every part with its COLUMNS: silences to whole figures, counts to numbers where anything was ever counted."""
    columns: dict[str, Any] = {"passed": found.passed.fill_null(0), "passed_at": found.passed_at}
    columns |= _silence(found, window_days)
    for name in ("promises", "answers", "listening", "mood"):
        columns |= {f"{name}_{part}": found[f"{name}_{part}"] for part in ("value", "before", "at")}
    for name in ("use", "purchases"):
        columns |= _change(found, name)
    for name in ("attention", "promises", "answers", "listening", "mood", "use", "purchases"):
        columns |= {f"{name}_{part}": found[f"{name}_{part}"].fill_null(0) for part in ("n", "n_before")}
    return columns


def _silence(found: ibis.Table, window_days: int) -> dict[str, Any]:
    """Days of silence now, and at the end of the window before; null where one was no customer yet."""
    import ibis

    def days(until: Any, last: Any) -> Any:
        since = ibis.greatest(last.fill_null(found.silent_from), found.silent_from)
        return settled((found.silent_from <= until).ifelse((until - since) / float(DAY), None))

    middle = found.now - window_days * DAY
    return {
        "attention_value": days(found.now, found.last_touch),
        "attention_before": days(middle, found.last_before),
        "attention_at": found.last_touch,
    }


def _change(found: ibis.Table, name: str) -> dict[str, Any]:
    """How many, and how many before; null where there was none in either window: it is not recorded, or not used."""
    there = found[f"{name}_n"].fill_null(0) + found[f"{name}_n_before"].fill_null(0) > 0
    lately, before = found[f"{name}_n"].cast("float64"), found[f"{name}_n_before"].cast("float64")
    return {
        f"{name}_value": there.ifelse(lately.fill_null(0.0), None),
        f"{name}_before": there.ifelse(before.fill_null(0.0), None),
        f"{name}_at": found[f"{name}_at"],
    }


def _number(truth: Any) -> Any:
    # PostgreSQL takes a truth for an int, but not for a float.
    return truth.cast("int32").cast("float64")
