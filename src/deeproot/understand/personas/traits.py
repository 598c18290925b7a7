"""How does each customer live with us? The traits by which personas are told apart, as of a moment, from tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source, Tables
from deeproot.understand.figures import Moment, told
from deeproot.understand.moment import DAY, customers_at, known_rows

if TYPE_CHECKING:
    import ibis
    import pandas as pd

WINDOW_DAYS: Final = 730
HALF_DAYS: Final = 28
"""A customer's time is halved by turns of so many days: both halves see all seasons, and the same company."""
YEAR: Final = 365.25
LEAST_YEARS: Final = 0.25
LEAST_ROWS: Final = 3
"""Of whom less than this passed, nothing is known."""


@dataclass(frozen=True)
class Trait:
    """One thing by which customers differ."""

    id: str
    says: str
    unit: str
    much: str
    """What is said of a group that has much of it."""
    little: str
    counted: bool = False
    """A count a year or an amount: what matters is how many times as much, not how much more."""
    forms: bool = True
    """Whether it may tell personas apart; else it is only told."""


TRAITS: Final = (
    Trait("writes", "What we hear from them", "a year", "write often", "write seldom", True),
    Trait("hears", "What they hear from us, personally", "a year", "hear from us often", "hear from us seldom", True),
    Trait("begins", "Conversations that they begin", "share", "begin themselves", "leave it to us to begin"),
    Trait("by_email", "By e-mail", "share", "write mostly e-mail", "use e-mail less than others"),
    Trait("by_talk", "By call or meeting", "share", "like to talk", "hardly ever talk with us"),
    Trait("by_chat", "By chat or text message", "share", "write much by chat", "hardly ever use chat"),
    Trait("asks", "Questions and requests", "a year", "ask often", "ask seldom", True),
    Trait("complains", "Complaints", "a year", "complain often", "hardly ever complain", True),
    Trait("words", "Words of one message", "words", "write at length", "write shortly", True),
    Trait("uses", "Product use that is recorded", "a year", "use the product often", "hardly use the product", True),
    Trait("buys", "Purchases", "a year", "buy again and again", "buy little beside", True),
    Trait("contract", "With a contract", "share", "are under contract", "have no contract"),
    Trait("term", "Length of the term", "months", "sign for long", "sign for short or not at all", True),
    Trait("worth", "Worth a year, beside the typical one", "times", "are worth much", "are worth little", True),
    Trait("people", "People of theirs we deal with", "people", "are several people", "are one person", True),
    Trait("person", "A single person, not an organisation", "share", "are single persons", "are organisations"),
    Trait("tenure", "With us", "years", "have been with us long", "are new with us", True, False),
)
BY_ID: Final = {one.id: one for one in TRAITS}


def traits(tables: Tables, as_of: Moment) -> pd.DataFrame:
    """A row a customer known at ``as_of`` (index customer_id, sorted), a column a trait (float64, NaN: not known).

    Figures are of the 730 days before, or before the customer left, or since it came; rates are a year. Columns
    ``<id>.0`` and ``<id>.1`` hold the same of either half of that time (turns of 28 days), for traits that are lived.
    ``rows`` says how much passed. Tables read: customers, interactions, subscriptions, purchases.
    """
    import pandas as pd

    given = told(as_of, WINDOW_DAYS)
    people = tables.reckon(_people, **given).to_pandas().set_index("customer_id").sort_index()
    passed = tables.reckon(_passed, **given).to_pandas()
    bought = tables.reckon(_bought, **given).to_pandas()
    signed = tables.reckon(_signed, **given).to_pandas()
    found = pd.concat([_lived(people, passed, bought), _facts(people, signed, bought)], axis=1)
    found["rows"] = _summed(people, passed, "all") + _summed(people, bought, "n")
    return found


def _people(source: Source) -> ibis.Table:
    """Everyone known: customer_id, c, person, years looked at, years with us (null where nobody says since when)."""
    kinds = source.read("customers", "customer_id", "kind", "since")
    rows = customers_at(source, False).inner_join(kinds, "customer_id")
    a_year = float(YEAR * DAY)
    return rows.select(
        "customer_id",
        "c",
        person=(rows.kind == "person").cast("int32").cast("float64"),
        years=(rows.now - rows.silent_from) / a_year,
        tenure=(rows.now - rows.since) / a_year,
    )


def _passed(source: Source) -> ibis.Table:
    """What passed of each customer in either half: counts by who said it, by which door, and what it was."""
    read = source.read(
        "interactions", "customer_id", "interaction_id", "direction", "channel", "kind", "contact_id", "thread_id",
        "customer_words", "automatic", "personal", "happened_at",
    )  # fmt: skip
    plain = read.filter(~read.automatic, read.direction != "internal")
    rows = known_rows(source, False, plain, "happened_at").filter(lambda t: t.happened_at > t.start)
    import ibis

    order = ibis.window(group_by=["c", "thread_id"], order_by=["happened_at", "interaction_id"])
    rows = rows.mutate(nth=ibis.row_number().over(order), half=_half(rows.now, rows.happened_at))
    theirs, said = rows.direction.isin(["in", "both"]), ~rows.channel.isin(["usage", "purchase", "survey", "mention"])
    ours, personal = rows.direction.isin(["out", "both"]) & rows.personal, said & (rows.personal | theirs)
    opens = personal & ((rows.nth == 0) | rows.thread_id.isnull()) & (rows.direction != "both")
    return rows.group_by("c", "half").aggregate(
        all=rows.count(),
        writes=rows.count(where=theirs & said),
        hears=rows.count(where=ours & said),
        opened=rows.count(where=opens),
        begun=rows.count(where=opens & (rows.direction == "in")),
        doors=rows.count(where=personal),
        by_email=rows.count(where=personal & (rows.channel == "email")),
        by_talk=rows.count(where=personal & rows.channel.isin(["call", "meeting"])),
        by_chat=rows.count(where=personal & rows.channel.isin(["chat", "sms"])),
        asks=rows.count(where=theirs & rows.kind.isin(["question", "request"])),
        complains=rows.count(where=theirs & (rows.kind == "complaint")),
        worded=rows.count(where=theirs & (rows.channel == "email") & (rows.customer_words > 0)),
        words=rows.customer_words.sum(where=theirs & (rows.channel == "email")).fill_null(0),
        uses=rows.count(where=rows.channel == "usage"),
        people=rows.contact_id.nunique(where=theirs & said),
    )


def _bought(source: Source) -> ibis.Table:
    """Purchases of each customer in either half and currency: n, spent."""
    read = source.read("purchases", "customer_id", "happened_at", "amount", "currency")
    rows = known_rows(source, False, read, "happened_at").filter(lambda t: t.happened_at > t.start)
    rows = rows.mutate(half=_half(rows.now, rows.happened_at))
    return rows.group_by("c", "half", "currency").aggregate(n=rows.count(), spent=_micros(rows.amount).sum())


def _signed(source: Source) -> ibis.Table:
    """The latest term begun of each contract: c, months, amount, currency."""
    import ibis

    read = source.read("subscriptions", "customer_id", "subscription_id", "starts_at", "period_months", "amount",
                       "currency")  # fmt: skip
    rows = known_rows(source, False, read, "starts_at").filter(lambda t: t.period_months > 0)
    last = ibis.window(group_by=["c", "subscription_id"], order_by=ibis.desc("starts_at"))
    rows = rows.mutate(nth=ibis.row_number().over(last), amount=_micros(rows.amount))
    return rows.filter(rows.nth == 0).select("c", "subscription_id", "starts_at", "period_months", "amount", "currency")


def _half(now: Any, at: Any) -> Any:
    return (((now - at) // (HALF_DAYS * DAY)) % 2).cast("int32")


def _micros(amount: Any) -> Any:
    """Whole millionths: their sum is the same in whatever order."""
    return (amount.cast("float64") * 1_000_000.0).round().cast("int64")


RATES: Final = ("writes", "hears", "asks", "complains", "uses")
SHARES: Final = {"begins": ("begun", "opened"), **{f"by_{one}": (f"by_{one}", "doors") for one in
                 ("email", "talk", "chat")}, "words": ("words", "worded")}  # fmt: skip


def _lived(people: pd.DataFrame, passed: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    years = people["years"].clip(lower=LEAST_YEARS)
    found: dict[str, Any] = {}
    for suffix, half in (("", None), (".0", 0), (".1", 1)):
        told, paid = (rows if half is None else rows[rows["half"] == half] for rows in (passed, bought))
        share = years if half is None else years / 2
        for name in RATES:
            found[name + suffix] = _summed(people, told, name) / share
        for name, (part, whole) in SHARES.items():
            of = _summed(people, told, whole)
            found[name + suffix] = (_summed(people, told, part) / of).where(of >= LEAST_ROWS)
        found["buys" + suffix] = _summed(people, paid, "n") / share
        most = told.groupby("c")["people"].max()
        found["people" + suffix] = people["c"].map(most).astype(float).where(lambda one: one > 0)
    return pd.DataFrame(found, index=people.index)


def _facts(people: pd.DataFrame, signed: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    years = people["years"].clip(lower=LEAST_YEARS)
    order = signed.sort_values(["c", "starts_at", "subscription_id"])
    months = people["c"].map(order.groupby("c")["period_months"].last()).astype(float).fillna(0.0)
    yearly = signed.assign(worth=signed["amount"] * 12.0 / signed["period_months"])[["c", "currency", "worth"]]
    spent = bought.groupby(["c", "currency"], as_index=False)["spent"].sum()
    since = spent["c"].map(pd.Series(years.to_numpy(), index=people["c"].to_numpy()))
    spent = spent.assign(worth=spent["spent"] / since)[["c", "currency", "worth"]]
    each = pd.concat([yearly, spent]).groupby(["c", "currency"], as_index=False)["worth"].sum()
    beside = each["worth"] / each.groupby("currency")["worth"].transform("median").where(lambda one: one > 0)
    worth = people["c"].map(beside.groupby(each["c"]).sum()).astype(float)
    return pd.DataFrame(
        {
            "contract": (months > 0).astype(float), "term": months, "worth": worth.fillna(0.0),
            "person": people["person"], "tenure": people["tenure"],
        },
        index=people.index,
    )  # fmt: skip


def _summed(people: pd.DataFrame, rows: pd.DataFrame, name: str) -> pd.Series[float]:
    """The sum of a column for every customer, 0 where there is no row."""
    return people["c"].map(rows.groupby("c")[name].sum()).astype(float).fillna(0.0)
