"""Who gains from contact, on Hillstrom's data, ten splits: `uplifted.py DATA`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from deeproot.measure.proof.difference import difference
from deeproot.measure.uplift.model import learn
from deeproot.measure.uplift.qini import coefficient

SPLITS = 10


def main() -> None:
    path = Path(sys.argv[1]) / "hillstrom_womens_visit.csv"
    if not path.exists():
        print(f"{path.name} is not in {path.parent}: left out")
        return
    data = pd.read_csv(path)
    arm, visit = (data["segment"] != "No E-Mail").to_numpy(), data["visit"].to_numpy()
    found = difference(visit, arm, data["history"])
    print(f"Hillstrom, women's e-mail, visits: {found.difference:+.4f}; looked at once {_shown(found.fixed)},")
    print(f"  at any time {_shown(found.anytime)}; variance left by what was bought before {found.variance_ratio:.4f}")
    scores = [split(data, arm, visit, seed) for seed in range(SPLITS)]
    print(f"Qini over {SPLITS} stratified splits 70/30 (mean, standard deviation, 95 % interval of the mean)")
    for name in scores[0]:
        each = np.array([one[name] for one in scores])
        half = 2.262 * each.std(ddof=1) / np.sqrt(SPLITS)
        between = f"[{each.mean() - half:+.4f}, {each.mean() + half:+.4f}]"
        print(f"  {name:28} {each.mean():+.4f} {each.std(ddof=1):.4f} {between}")


def split(data: pd.DataFrame, arm: Any, visit: Any, seed: int) -> dict[str, float]:
    from sklearn.model_selection import train_test_split

    strata = [f"{a}{v}" for a, v in zip(arm, visit, strict=True)]
    early, late = train_test_split(np.arange(len(data)), test_size=0.3, random_state=seed, stratify=strata)
    known = data[["recency", "history", "mens", "womens", "newbie", "zip_code", "channel"]]
    model = learn(known.iloc[early], visit[early], arm[early])
    rule = ((data["womens"] == 1) & (data["mens"] == 0)).to_numpy(float)
    ranked = {
        "ours (two regressions)": model.gain(known.iloc[late]),
        "bought womens, not mens": rule[late],
        "most at risk first": model.risk(known.iloc[late]),
        "random": np.random.default_rng(seed).random(len(late)),
    }
    return {name: coefficient(visit[late], score, arm[late]) for name, score in ranked.items()}


def _shown(interval: tuple[float, float]) -> str:
    return f"[{interval[0]:+.4f}, {interval[1]:+.4f}]"


if __name__ == "__main__":
    main()
