"""Every step of every customer, one row each, in the stage it falls into.

Interactions that are neither automatic nor internal; what became of cases and contracts; and purchases, of customers
whose interactions tell of none. Nothing after a customer's moment (`as_of`, or when it was gone) is there.
"""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.tables import DIRECTIONS
from deeproot.understand.journey.words import (
    A_STAGE,
    FIRST_DAYS,
    LEAVING_DAYS,
    OWN_CHANNELS,
    OWN_KINDS,
    RENEWAL_DAYS,
    STAGES,
    number,
)
from deeproot.understand.moment import DAY, customers_at, known_rows

_PLACE = {name: place for place, name in enumerate(STAGES)}


def events(source: Source, chosen: bool, staged: bool) -> ibis.Table:
    """Columns: ``c`` (the customer), ``at`` (microseconds), ``id``, ``node``, ``now``, ``sentiment``, ``member_id``.

    ``node`` is a step, with its stage where ``staged``. Only customers ``asked`` where ``chosen``.
    """
    read = source.read(
        "interactions", "customer_id", "direction", "channel", "kind", "sentiment", "member_id", "automatic",
        id="interaction_id", at="happened_at",
    )  # fmt: skip
    passed = read.filter(~read.automatic & (read.direction != "internal"))
    rows = passed.select("customer_id", "id", "at", "sentiment", "member_id", node=_numbered(source, passed))
    if staged:
        rows = rows.union(_cases(source), _contracts(source), _purchases(source))
    return _in_stages(source, chosen, rows) if staged else _known(source, chosen, rows)


def _known(source: Source, chosen: bool, rows: ibis.Table) -> ibis.Table:
    known = known_rows(source, chosen, rows, "at")
    return known.filter(known.at > known.start).drop("start")


def _numbered(source: Source, rows: ibis.Table) -> ibis.Value:
    channel = ibis.greatest(source.place(rows.channel, OWN_CHANNELS), 0)
    direction = ibis.greatest(source.place(rows.direction, DIRECTIONS), 0)
    return ((channel * 4 + direction) * 32 + source.place(rows.kind, OWN_KINDS) + 1).cast("int16")


def _row(rows: ibis.Table, nth: int, at: ibis.Value, step: tuple[str, str, str | None]) -> ibis.Table:
    """Rows that stand in no interaction, as steps; of those of one thing at one moment the ``nth`` in order."""
    told = rows.mutate(at=at).filter(lambda t: t.at.notnull())
    return told.select(
        "customer_id",
        id=ibis.literal(f"{step[0]}:") + told.key + f":{nth}",
        at=told.at,
        sentiment=ibis.null("float64"),
        member_id=ibis.null("string"),
        node=ibis.literal(number(*step)).cast("int16"),
    )


def _cases(source: Source) -> ibis.Table:
    read = source.read("cases", "customer_id", "opened_at", "closed_at", key="case_id")
    opened = _row(read, 1, read.opened_at, ("case", "in", "opened"))
    return opened.union(_row(read, 2, read.closed_at, ("case", "out", "closed")))


def _contracts(source: Source) -> ibis.Table:
    read = source.read("subscriptions", "customer_id", "starts_at", "cancelled_at", key="subscription_id")
    opens = read.starts_at == read.starts_at.min().over(ibis.window(group_by=read.key))
    terms = read.mutate(opens=opens)
    begun = _row(terms.filter(terms.opens), 1, terms.starts_at, ("contract", "both", "begun"))
    renewed = _row(terms.filter(~terms.opens), 2, terms.starts_at, ("contract", "both", "renewed"))
    return begun.union(renewed, _row(terms, 3, terms.cancelled_at, ("contract", "in", "cancelled")))


def _purchases(source: Source) -> ibis.Table:
    told = source.read("interactions", "customer_id", "channel")
    told = told.filter(told.channel == "purchase").select("customer_id").distinct()
    read = source.read("purchases", "customer_id", "happened_at", key="purchase_id").anti_join(told, "customer_id")
    return _row(read, 1, read.happened_at, ("purchase", "in", None))


def _in_stages(source: Source, chosen: bool, rows: ibis.Table) -> ibis.Table:
    lives, spells = _lives(source, chosen), _spells(source, chosen)
    known = rows.inner_join(lives, "customer_id")
    known = known.filter((known.at <= known.now) & (known.at > known.start))
    inside = [known.c == spells.whose, known.at >= spells.begins, known.at < spells.ends]
    placed = known.left_join(spells, inside)
    stage = ibis.cases(
        (placed.at >= placed.leaving, _PLACE["leaving"]),
        (placed.place.notnull(), placed.place),
        (placed.bought.isnull() | (placed.at < placed.bought), _PLACE["before"]),
        (placed.at < placed.bought + FIRST_DAYS * DAY, _PLACE["first"]),
        else_=_PLACE["use"],
    )
    columns = ("c", "at", "id", "now", "sentiment", "member_id")
    return placed.select(*columns, node=(placed.node.cast("int32") + stage.cast("int32") * A_STAGE).cast("int16"))


def _lives(source: Source, chosen: bool) -> ibis.Table:
    """When each customer first bought, and from when on it was leaving: those of ``customers_at`` with ``bought`` and
    ``leaving`` (or null)."""
    people = customers_at(source, chosen).drop("silent_from")
    dates = source.read("customers", "customer_id", "since", "left_at")
    terms = _ended(source)
    bought = source.read("purchases", "customer_id", "happened_at").group_by("customer_id")
    first = bought.aggregate(first=lambda t: t.happened_at.min())
    joined = people.inner_join(dates, "customer_id").left_join(terms, "customer_id").drop("customer_id_right")
    joined = joined.left_join(first, "customer_id")
    gone = (joined.left_at <= joined.now).ifelse(joined.left_at - LEAVING_DAYS * DAY, None)
    said = (joined.cancelled <= joined.now).ifelse(joined.cancelled, None)
    return joined.select(
        "customer_id", "c", "now", "start",
        bought=ibis.least(joined.since, joined.begun, joined["first"]), leaving=ibis.least(gone, said),
    )  # fmt: skip


def _ended(source: Source) -> ibis.Table:
    """Each customer's first beginning of a contract, and when the last one was cancelled (null where it was not)."""
    read = source.read("subscriptions", "customer_id", "starts_at", "cancelled_at")
    turns = ibis.window(group_by=read.customer_id)
    dated = read.mutate(begun=read.starts_at.min().over(turns), latest=read.starts_at.max().over(turns))
    last = dated.filter(dated.starts_at == dated.latest)
    return last.group_by("customer_id").aggregate(begun=last.begun.min(), cancelled=last.cancelled_at.max())


def _spells(source: Source, chosen: bool) -> ibis.Table:
    """The times of trouble and of renewal, cut so that none overlaps: ``whose``, ``begins``, ``ends``, ``place``.

    Each case and renewal is two marks; what is open between two marks is known by adding up those before.
    """
    cases = source.read("cases", "customer_id", "opened_at", "closed_at")
    terms = source.read("subscriptions", "customer_id", "renews_at")
    terms = terms.filter(terms.renews_at.notnull())
    before, after = RENEWAL_DAYS
    closed = cases.filter(cases.closed_at >= cases.opened_at)
    marks = _marks(cases, cases.opened_at, 1, 0).union(
        _marks(closed, closed.closed_at + 1, -1, 0),
        _marks(terms, terms.renews_at - before * DAY, 0, 1),
        _marks(terms, terms.renews_at + after * DAY, 0, -1),
    )
    people = customers_at(source, chosen).select("customer_id", "c", "now")
    own = marks.inner_join(people, "customer_id")
    # A case that was opened later is not known yet; a renewal that comes later is.
    own = own.filter((own.at <= own.now) | (own.trouble == 0))
    order = [own.at, own.trouble, own.renewal]
    turns = ibis.window(group_by=own.c, order_by=order)
    until = ibis.window(group_by=own.c, order_by=order, preceding=None, following=0)
    between = own.select(
        whose=own.c,
        begins=own.at,
        ends=own.at.lead().over(turns).fill_null(ibis.literal(2**62)),
        trouble=own.trouble.sum().over(until),
        renewal=own.renewal.sum().over(until),
    )
    open_ones = between.filter((between.ends > between.begins) & ((between.trouble > 0) | (between.renewal > 0)))
    place = (open_ones.trouble > 0).ifelse(_PLACE["trouble"], _PLACE["renewal"])
    return open_ones.select("whose", "begins", "ends", place=place)


def _marks(rows: ibis.Table, at: ibis.Value, trouble: int, renewal: int) -> ibis.Table:
    return rows.select("customer_id", at=at, trouble=ibis.literal(trouble), renewal=ibis.literal(renewal))
