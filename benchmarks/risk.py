"""Risk beside its peers: Telco, CDNOW, and how often shuffled outcomes are ranked. `./run bench risk [--seeds 100]`.

Reckons with ours, scikit-learn's models as they come, and BG/NBD, in one process, on the public data of ../shared/data,
and prints scores and CPU time. Intervals are not printed: a fold's deviation of AUC is .011.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ["OMP_NUM_THREADS"] = "1"  # before scikit-learn loads: idle threads spin, and it counts as work
PACKAGES = ("scikit-learn", "numpy", "pandas")
LEARNT = ((1997, 7, 1), (1997, 6, 1))
TESTED = (1997, 10, 1)
DAYS = 92


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=100, help="how often outcomes are shuffled")
    parser.add_argument("--repeats", type=int, default=3, help="of the five folds")
    args = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {', '.join(f'{p} {version(p)}' for p in PACKAGES)}"
    )
    print(f"./run bench risk --seeds {args.seeds} --repeats {args.repeats}; CPU seconds, one thread\n")
    for name, does in (("telco_churn.csv", telco), ("CDNOW_sample.txt", cdnow)):
        if (args.data / name).exists():
            does(args.data / name, args.repeats)
        else:
            print(f"{name} is not in {args.data}: left out")
    if (args.data / "telco_churn.csv").exists():
        shuffled(args.data / "telco_churn.csv", args.seeds)
    return 0


def read_telco(path: Path) -> tuple[Any, Any]:
    import pandas as pd

    read = pd.read_csv(path)
    read["TotalCharges"] = pd.to_numeric(read["TotalCharges"], errors="coerce")
    return read.drop(columns=["customerID", "Churn"]), (read["Churn"] == "Yes").to_numpy(dtype=int)


def ours(name: str) -> Callable[[Any, Any, Any], Any]:
    from deeproot.understand.risk.ways import learn

    return lambda early, left, late: learn(name, early, left, rule="tenure").probability(late)  # type: ignore[arg-type]


def theirs(model: str) -> Callable[[Any, Any, Any], Any]:
    """scikit-learn's, as one would write it down first."""

    def said(early: Any, left: Any, late: Any) -> Any:
        import pandas as pd
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        whole = pd.get_dummies(pd.concat([early, late]), dtype=float).to_numpy()
        made = {
            "logistic": make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(max_iter=1_000)),
            "boosting": HistGradientBoostingClassifier(random_state=0),
        }[model]
        return made.fit(whole[: len(early)], left).predict_proba(whole[len(early) :])[:, 1]

    return said


def telco(path: Path, repeats: int) -> None:
    frame, left = read_telco(path)
    print(f"Telco, {repeats} x 5 folds; calibration error of ten equal groups over all folds together; CPU of one fit")
    for name, way in (
        ("ours, rule (tenure)", ours("rule")),
        ("ours, logistic", ours("logistic")),
        ("ours, boosting", ours("boosting")),
        ("scikit-learn, logistic", theirs("logistic")),
        ("scikit-learn, boosting as it comes", theirs("boosting")),
    ):
        _folds(name, way, frame, left, repeats)
    print()


def _folds(name: str, way: Callable[[Any, Any, Any], Any], frame: Any, left: Any, repeats: int) -> None:
    import numpy as np
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    from deeproot.understand.risk.scores import ece

    each, off, took = [], [], []
    for seed in range(repeats):
        said = np.zeros(len(left))
        for early, late in StratifiedKFold(5, shuffle=True, random_state=seed).split(frame, left):
            began = time.process_time()
            said[late] = way(frame.iloc[early], left[early], frame.iloc[late])
            took.append(time.process_time() - began)
            mine = left[late], said[late]
            each.append((roc_auc_score(*mine), log_loss(*mine), brier_score_loss(*mine)))
        off.append(ece(left, said, np.ones((1, len(left))))[0])
    auc, loss, brier = np.mean(each, axis=0)
    print(
        f"  {name:36} AUC {auc:.4f} log loss {loss:.4f} Brier {brier:.4f} "
        f"ECE {np.mean(off):.4f} {np.median(took):6.2f} s"
    )


def cdnow(path: Path, repeats: int) -> None:
    """Who buys nothing in 92 days, as of 1 October 1997, learnt from 1 July and 1 June."""
    import pandas as pd

    from deeproot.engines import open_tables
    from deeproot.understand.risk.backtest import judged
    from deeproot.understand.risk.judge import Risk

    names = ["id", "customer_id", "date", "n", "amount"]
    read = pd.read_csv(path, sep=r"\s+", header=None, names=names, dtype={"date": str, "customer_id": str})
    read["happened_at"] = pd.to_datetime(read["date"], utc=True)
    bought = read.assign(purchase_id=[f"p{n}" for n in range(len(read))], currency="USD")
    people = pd.DataFrame({"customer_id": read["customer_id"].unique(), "name": "-", "kind": "person"})
    columns = ["purchase_id", "customer_id", "happened_at", "amount", "currency"]
    risk = Risk(open_tables({"customers": people, "purchases": bought[columns]}), datetime(1998, 7, 1, tzinfo=UTC), 0)
    early = pd.concat([risk.rows("purchases", datetime(*at, tzinfo=UTC), DAYS) for at in LEARNT])
    late = risk.rows("purchases", datetime(*TESTED, tzinfo=UTC), DAYS)
    parts = (early.drop(columns="left"), early["left"], early.index, late.drop(columns="left"), late["left"])
    found = judged(*parts, rule="days_since_purchase")
    print(
        f"CDNOW 1/10, nothing bought in {DAYS} days: tested on {found.tested:,}, {found.tested_left:,} left; "
        f"{found.verdict}"
    )
    for name, said in found.said.items():
        _line(f"ours, {name}{' (chosen)' if name == found.chosen else ''}", late["left"], said)
    _line("logistic on log RFM, of 1 July", late["left"], _rfm(early.iloc[: len(late)], late))
    _line("BG/NBD (deeproot.measure)", late["left"], _bg_nbd(read, late.index))
    print()


def _rfm(early: Any, late: Any) -> Any:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    names = ["days_since_purchase", "days_bought_on", "days_since_first_purchase", "spent_at_a_time"]
    ready, later = (np.log1p(frame[names].fillna(1.0)) for frame in (early, late))
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(ready, early["left"]).predict_proba(later)[:, 1]


def _bg_nbd(read: Any, customers: Any) -> Any:
    """One less the chance of being alive and buying: alive (1 - ((alpha + T) / (alpha + T + t))^(r + x))."""
    import pandas as pd

    from deeproot.measure.lifetime_value import bg_nbd
    from deeproot.measure.lifetime_value.repeat import Repeat, purchases_by_customer

    told = purchases_by_customer(read, pd.Timestamp(*TESTED, tz="UTC"))
    columns = told["x"], told["t_x"], told["T"]
    model = bg_nbd.fit(Repeat.of(*columns))
    none = ((model.alpha + told["T"]) / (model.alpha + told["T"] + DAYS / 7)) ** (model.r + told["x"])
    return (1 - model.alive(*columns) * (1 - none)).reindex(customers).to_numpy()


def _line(name: str, left: Any, said: Any) -> None:
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

    mine = left, said
    print(
        f"  {name:36} AUC {roc_auc_score(*mine):.4f} log loss {log_loss(*mine):.4f} Brier {brier_score_loss(*mine):.4f}"
    )


def shuffled(path: Path, seeds: int) -> None:
    """Telco's outcomes dealt out anew: whatever is ranked then is ranked by luck."""
    import numpy as np

    from deeproot.understand.risk.backtest import backtest

    frame, left = read_telco(path)
    dates, ranked = np.arange(len(left)) * 3 // len(left), []
    began = time.process_time()
    for seed in range(seeds):
        found = backtest(frame, np.random.default_rng(seed).permutation(left), dates, rule="tenure", seed=seed)
        ranked += [seed] if found.ranks else []
    took = time.process_time() - began
    print(f"Telco with its outcomes shuffled, {seeds} times: ranked {len(ranked)} times ({took:.0f} s); seeds {ranked}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
