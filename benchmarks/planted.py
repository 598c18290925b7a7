"""A planted effect, drawn again and again: how often the interval holds it, and how often nothing is believed.

`./run bench planted [--draws 1000] [--companies 4]`: the sample company's own programmes (deeproot.sample.programmes),
its customers, contracts and leavers as they are told, and who is treated drawn anew; each company is another one. Then
a programme that keeps everybody alike, of which uplift must rank nobody.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000, help="of each company's programme")
    parser.add_argument("--companies", type=int, default=4)
    parser.add_argument("--alike", type=int, default=200, help="programmes that keep everybody alike, of each size")
    args = parser.parse_args(arguments)
    print(f"{platform.platform()}, Python {platform.python_version()}; CPU seconds")
    print(f"./run bench planted --draws {args.draws} --companies {args.companies} --alike {args.alike}\n")
    covered(args.companies, args.draws)
    for count in (600, 3_000):
        alike(count, args.alike)
    return 0


def covered(companies: int, draws: int) -> None:
    from deeproot.sample import company
    from deeproot.sample.programmes import HELPS
    from tests.test_planted_effect import CUSTOMERS, NOTHING, UNTIL, drawn

    for programme, horizon in ((HELPS, 365), (HELPS, 180), (NOTHING, 90)):
        begun, held, found, truths = time.process_time(), [], [], []
        for seed in range(companies):
            tables = company(seed=seed, customers=CUSTOMERS, until=UNTIL).tables
            told = {name: pd.DataFrame(tables[name]) for name in ("customers", "subscriptions", "purchases")}
            kept, truth = drawn(told, programme, horizon, draws)
            between = [(one.stayed.fixed, one.stayed.anytime) for one in kept]
            held += [[low <= truth <= high for low, high in each] for each in between]
            found += [one.stayed.known for one in kept]
            truths.append(truth)
        one_look, any_look = np.mean(held, axis=0)
        print(
            f"{programme}, {horizon} days, {len(held):,} draws: planted {min(truths):.3f} to {max(truths):.3f}; held "
            f"by the fixed interval {one_look:.2%}, by the anytime-valid one {any_look:.2%}; believed "
            f"{np.mean(found):.1%}; {time.process_time() - begun:.0f} s",
            flush=True,
        )


def alike(count: int, programmes: int) -> None:
    from deeproot.measure.uplift.judge import judge
    from deeproot.measure.uplift.tests.test_judge import programme

    begun = time.process_time()
    shown = Counter(judge(*programme(seed, count, steep=())).verdict for seed in range(programmes))
    told = ", ".join(f"{shown[one]} {one}" for one in ("nobody", "rule", "model"))
    print(f"uplift of {programmes} programmes that keep {count:,} customers alike: {told}; "
          f"{time.process_time() - begun:.0f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
