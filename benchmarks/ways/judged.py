"""Lifetime value and survival, ours and the peers', in one process: `judged.py DATA CUSTOMERS ROWS`."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from deeproot.measure.lifetime_value import bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd
from deeproot.measure.lifetime_value.repeat import Repeat, purchases_by_customer
from deeproot.measure.retention.survival import curve

PEERS = ("lifetimes", "clvkit", "lifelines")


def timed(does: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    found = does()
    return found, time.process_time() - began


def main() -> None:
    data, customers, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    print(f"{platform.platform()}, Python {platform.python_version()}, {', '.join(f'{p} {version(p)}' for p in PEERS)}")
    print(f"./run bench judgement --customers {customers} --rows {rows}; CPU seconds\n")
    if (data / "CDNOW_sample.txt").exists():
        cdnow(data / "CDNOW_sample.txt")
    else:
        print(f"CDNOW_sample.txt is not in {data}: left out")
    speed_of_a_fit(customers)
    speed_of_a_curve(rows)


def cdnow(path: Path) -> None:
    import lifetimes

    bought = pd.read_csv(
        path, sep=r"\s+", header=None, names=["id", "customer_id", "date", "n", "amount"], dtype={"date": str}
    )
    bought["happened_at"] = pd.to_datetime(bought["date"], utc=True)
    told = purchases_by_customer(bought, pd.Timestamp("1997-10-01", tz="UTC"))
    late = purchases_by_customer(bought, pd.Timestamp("1998-07-01", tz="UTC"))["x"].reindex(told.index) - told["x"]
    columns = told["x"], told["t_x"], told["T"]
    rows = Repeat.of(*columns)
    print("CDNOW 1/10, fitted on 39 weeks, held against the next 39 (1,882 purchases)")
    for module in (bg_nbd, mbg_nbd, pareto_nbd):
        model, took = timed(lambda module=module: module.fit(rows))
        _line(f"ours, {model.NAME}", model.fit.values, model.expected(39, *columns), late, took)
        print(f"    log-likelihood {model.fit.log_likelihood:.4f}")
    for name in ("BetaGeoFitter", "ModifiedBetaGeoFitter", "ParetoNBDFitter"):
        peer = getattr(lifetimes, name)(penalizer_coef=0.0)
        _, took = timed(lambda peer=peer: peer.fit(*columns))
        said = peer.conditional_expected_number_of_purchases_up_to_time(39, *columns)
        _line(f"lifetimes, {name}", tuple(peer.params_), said, late, took)
    clvkit(bought)
    spend = gamma_gamma.fit(told["x"], told["mean_value"])
    print(f"  spending (Gamma-Gamma): p {spend.p:.3f} q {spend.q:.3f} v {spend.v:.2f}; published 6.25, 3.74, 15.44")
    print()


def clvkit(bought: pd.DataFrame) -> None:
    """The best kept peer's BG/NBD of the same purchases, in weeks."""
    from clvkit import BGNBD, CustomerBase

    early = bought[bought["happened_at"] < "1997-10-01"].assign(date=lambda t: t["happened_at"].dt.tz_localize(None))
    base = CustomerBase.from_transactions(
        early, datetime_col="date", time_unit="W", collapse="D", observation_period_end="1997-09-30", amount_col=None
    )
    model, took = timed(lambda: BGNBD().fit(base))
    found = " ".join(f"{value:.4f}" for value in model.params_)
    print(f"  {'clvkit, BGNBD':36} {found}  log-likelihood {model.log_likelihood_:.4f}, {took:.2f} s")


def _line(name: str, parameters: Any, said: Any, late: Any, took: float) -> None:
    found = " ".join(f"{value:.4f}" for value in parameters)
    together = float(np.sum(said))
    apart = float(np.corrcoef(said, late)[0, 1])
    print(
        f"  {name:36} {found}  forecast {together:,.1f} ({together / late.sum() - 1:+.1%}), r {apart:.4f}, {took:.2f} s"
    )


def speed_of_a_fit(customers: int) -> None:
    import lifetimes

    x, t_x, watched = made(customers)
    model, took = timed(lambda: bg_nbd.fit(Repeat.of(x, t_x, watched)))
    unique = len(Repeat.of(x, t_x, watched).x)
    print(f"{customers:,} made customers ({unique:,} unique rows; r .25 alpha 4.5 a .8 b 2.4)")
    print(f"  ours       {took:6.2f} s   {' '.join(f'{value:.4f}' for value in model.fit.values)}")
    few = slice(0, customers // 10)
    peer = lifetimes.BetaGeoFitter(penalizer_coef=0.0)
    _, theirs = timed(lambda: peer.fit(x[few], t_x[few], watched[few]))
    _, ours = timed(lambda: bg_nbd.fit(Repeat.of(x[few], t_x[few], watched[few])))
    print(f"  of a tenth of them: ours {ours:.2f} s, lifetimes {theirs:.2f} s: {theirs / ours:.1f} x\n")


def made(count: int) -> tuple[Any, Any, Any]:
    """Customers as BG/NBD has them, at the grain of a day."""
    chance = np.random.default_rng(1)
    rate, leaves = chance.gamma(0.25, 1 / 4.5, count), chance.beta(0.8, 2.4, count)
    watched = chance.integers(27 * 7, 40 * 7, count) / 7
    x, t_x, at, here = np.zeros(count), np.zeros(count), np.zeros(count), np.arange(count)
    while len(here):
        at[here] += chance.exponential(1 / np.maximum(rate[here], 1e-12))
        here = here[at[here] < watched[here]]
        x[here] += 1
        t_x[here] = np.minimum(np.ceil(at[here] * 7) / 7, watched[here])
        here = here[chance.random(len(here)) > leaves[here]]
    return x, t_x, watched


def speed_of_a_curve(rows: int) -> None:
    from lifelines import KaplanMeierFitter

    chance = np.random.default_rng(0)
    days, left = chance.integers(0, 1_500, rows), chance.random(rows) < 0.4
    ours, took = timed(lambda: curve(days, left))
    peer, theirs = timed(lambda: KaplanMeierFitter().fit(days, left))
    apart = np.abs(peer.survival_function_at_times(ours.day).to_numpy() - ours.share).max()
    bounds = np.nanmax(np.abs(peer.confidence_interval_.reindex(ours.day).to_numpy() - np.c_[ours.low, ours.high]))
    print(
        f"survival of {rows:,} rows at day grain: ours {took:.2f} s, lifelines {theirs:.2f} s: {theirs / took:.0f} x;"
    )
    print(f"  largest difference of the curve {apart:.1e}, of its interval {bounds:.1e}\n")


if __name__ == "__main__":
    main()
