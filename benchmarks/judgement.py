"""Judgement beside its peers: lifetime value, survival, proof, uplift. `./run bench judgement [--data FOLDER]`.

Reckons with ours and with lifetimes, clvkit and lifelines in the same process, on the public data of ../shared/data and
on made ones, and prints figures, CPU time and ratios. Uplift needs scikit-learn and runs in the project's environment.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--customers", type=int, default=1_000_000, help="made ones, for the speed of a fit")
    parser.add_argument("--rows", type=int, default=10_000_000, help="made ones, for the speed of a survival curve")
    args = parser.parse_args(arguments)
    from benchmarks.peers import peers_python

    given = [str(args.data), str(args.customers), str(args.rows)]
    ways, found = (
        ROOT / "benchmarks" / "ways",
        {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"},
    )
    subprocess.run([peers_python(ROOT), str(ways / "judged.py"), *given], check=True, env=found)
    subprocess.run([sys.executable, str(ways / "uplifted.py"), str(args.data)], check=True, env=found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
