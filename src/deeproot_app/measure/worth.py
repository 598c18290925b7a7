"""What customers will be worth, of the whole record, at the moment asked: contracts and purchases, apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from deeproot.measure.lifetime_value.horizon import Ahead
from deeproot_app.understand.source import opened

if TYPE_CHECKING:
    import pandas as pd

    from deeproot.engines import Tables
    from deeproot.measure.lifetime_value.choose import Choice
    from deeproot.measure.lifetime_value.contracts import ChoiceOfTerm
    from deeproot.measure.lifetime_value.worth import OfContracts, OfPurchases, Worth

READ: Final = ("customers", "subscriptions", "purchases")
TENTHS: Final = 10
FORMULAS: Final = {
    "contracts": "sum over the renewals to come of: the chance of it x amount / (1 + discount) ^ years until it",
    "renewal": "shifted beta-geometric (Fader & Hardie 2007), or the same chance at every renewal",
    "purchases": "expected purchases x expected amount of one, discounted",
    "purchase": "BG/NBD, MBG/NBD or Pareto/NBD; Gamma-Gamma for the amount",
    "stays": "contracts: the chance that one still runs at the end of the time; purchases: P(alive), now",
    "interval": "from 1,000 futures of each customer: parameters as sure as the fit is, then their own renewals or"
    " purchases",
}


def worth(as_of: datetime, ahead: Ahead | None = None) -> Worth:
    """Reckon it from what is recorded."""
    with opened() as source:
        return of_tables(source.everything(*READ), as_of, ahead)


def of_tables(tables: Tables, as_of: datetime, ahead: Ahead | None = None) -> Worth:
    from deeproot.measure.lifetime_value.worth import worth as reckoned

    return reckoned(tables, as_of, ahead)


def document(found: Worth, customers: bool = True) -> dict[str, Any]:
    """As one JSON document; with ``customers``, each one's figures too."""
    return {
        "as_of": found.as_of,
        "months": found.ahead.months,
        "discount": found.ahead.discount,
        "level": found.ahead.level,
        "contracts": _contracts(found.contracts, customers) if found.contracts else None,
        "purchases": [_purchases(one, customers) for one in found.purchases],
        "formulas": FORMULAS,
    }


def _contracts(found: OfContracts, customers: bool) -> dict[str, Any]:
    told = {"held_out_days": found.held_out_days, "choices": [_of_term(one) for one in found.choices]}
    sums = [_summed(str(currency), rows) for currency, rows in found.customers.groupby("currency")]
    return told | {"sums": sums} | ({"customers": records(found.customers)} if customers else {})


def _of_term(one: ChoiceOfTerm) -> dict[str, Any]:
    model = None if one.model is None else {"alpha": one.model.alpha, "beta": one.model.beta}
    return {
        "months": one.months, "running": one.running, "judged": one.judged, "name": one.name, "model": model,
        "gain": [known(one.gain), known(one.gain_low), known(one.gain_high)],
        "tried": [
            {"name": each.name, "forecast": each.forecast, "came": each.stayed, "log_loss": each.log_loss}
            for each in one.tried
        ],
    }  # fmt: skip


def _purchases(found: OfPurchases, customers: bool) -> dict[str, Any]:
    told = {
        "currency": found.currency, "held_out_days": found.held_out_days, "why_not": found.why_not,
        "independence": known(found.independence), "choice": _choice(found.choice) if found.choice else None,
        "spend": None if found.spend is None else {"p": found.spend.p, "q": found.spend.q, "v": found.spend.v},
        "sum": _summed(found.currency, found.customers),
    }  # fmt: skip
    return told | ({"customers": records(found.customers)} if customers else {})


def _choice(found: Choice) -> dict[str, Any]:
    names = found.model.PARAMETERS if found.model is not None else ()
    return {
        "name": found.model.NAME if found.model is not None else None,
        "parameters": {name: getattr(found.model, name) for name in names},
        "is_better": found.is_better,
        "gain": [known(found.gain), known(found.gain_low), known(found.gain_high)],
        "tried": [
            {
                "name": each.name, "forecast": known(each.forecast), "came": each.bought,
                "error": known(each.root_square_error), "correlation": known(each.correlation),
            }
            for each in found.tried
        ],
    }  # fmt: skip


def _summed(currency: str, rows: pd.DataFrame) -> dict[str, Any]:
    """How many customers there are, what all will bring, and how much of it each tenth of them does."""
    value: Any = rows["value"].dropna().sort_values(ascending=False).to_numpy() if "value" in rows else []
    whole = float(sum(value))
    edges = [round(place * len(value) / TENTHS) for place in range(TENTHS + 1)]
    shares = [float(sum(value[edges[n] : edges[n + 1]])) / whole for n in range(TENTHS)] if whole else []
    return {"currency": currency, "customers": len(rows), "valued": len(value), "value": whole, "tenths": shares}


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """A row a customer, what is not known as None."""
    plain = rows.reset_index(names="customer_id").to_dict("records")
    return [{str(name): known(value) for name, value in row.items()} for row in plain]


def known(value: Any) -> Any:
    """JSON has no word for what is not a number, nor for what has no end."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def rows_to_store(found: Worth) -> Iterator[Sequence[Any]]:
    """The rows of `CustomerWorth`: customer, business, currency, as_of, and the figures in the order of COLUMNS."""
    import pandas as pd

    if found.contracts:
        for row in records(found.contracts.customers):
            at = (pd.Timestamp(found.as_of) + pd.Timedelta(row["renews_in"] * 30.436875, "D")).floor("s")
            yield (
                row["customer_id"], "contracts", row["currency"], found.as_of, row["stays"], row["renewals"],
                None, None, *_money(row), micros(row["monthly"]), int(row["renewed"]), row["renews"],
                at.to_pydatetime(),
            )  # fmt: skip
    for one in found.purchases:
        for row in records(one.customers):
            expected = (row.get("purchases"), row.get("purchases_low"), row.get("purchases_high"))
            yield (
                row["customer_id"], "purchases", one.currency, found.as_of, row.get("alive"), *expected, *_money(row),
                micros(row["spent"]), int(row["x"]) + 1, None, row["last_at"],
            )  # fmt: skip


COLUMNS: Final = (
    "customer_id", "business", "currency", "as_of", "stays", "expected", "expected_low", "expected_high",
    "value_micros", "low_micros", "high_micros", "so_far_micros", "times", "next_chance", "at",
)  # fmt: skip


def _money(row: dict[str, Any]) -> tuple[int | None, ...]:
    return tuple(micros(row.get(name)) for name in ("value", "value_low", "value_high"))


def micros(amount: float | None) -> int | None:
    return None if amount is None else round(amount * 1_000_000)
