"""Fit the weights of ``deeproot.read.likelihood`` again: ``python benchmarks/reading_fit.py ../shared/data``.

Logistic regression with an L2 penalty by Newton's method with conjugate gradients, in numpy: no further library, the
same weights every time. Only words that occur twice or more are kept, and weights too small to matter are left out.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deeproot.read.asks import cue_score
from deeproot.read.likelihood import features
from deeproot.read.sentences import plain

STRENGTH = 0.3
"""The inverse of the penalty, chosen by cross-validation on the half of the sentences that was developed on."""
SMALLEST = 0.04
WEIGHTS = Path(__file__).parent.parent / "src/deeproot/read/cues/en/asks_weights.tsv"
Rows = list[tuple[bool, str]]
Vector = NDArray[np.float64]


def sentences_of(data: Path) -> Rows:
    """The labelled sentences: whether it asks, and its text."""
    lines = (data / "text" / "asks_train.txt").read_text("utf-8", errors="replace").splitlines()
    return [(label == "Yes", text) for label, _, text in (line.partition("\t") for line in lines) if text]


def fit(rows: Rows) -> dict[str, float]:
    """The weights of every feature that matters, and the bias."""
    found = [features(low, cue_score(low)) for low in (plain(text) for _, text in rows)]
    counts = Counter(name for each in found for name in each)
    names = sorted(name for name, count in counts.items() if count > 1)
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(rows), len(names) + 1))
    table[:, -1] = 1.0
    for i, each in enumerate(found):
        for name, value in each.items():
            if name in place:
                table[i, place[name]] = value
    weights = _logistic(table, np.array([asks for asks, _ in rows], dtype=np.float64))
    kept = {name: float(weights[i]) for name, i in place.items() if abs(weights[i]) >= SMALLEST}
    return {"BIAS": float(weights[-1]), **kept}


def _logistic(table: Vector, asks: Vector) -> Vector:
    penalty = np.full(table.shape[1], 1 / STRENGTH)
    penalty[-1] = 0.0
    weights = np.zeros(table.shape[1])
    for _ in range(12):
        likely = 1 / (1 + np.exp(-table @ weights))
        gradient = table.T @ (likely - asks) + penalty * weights
        weights -= _solve(table, likely * (1 - likely), penalty, gradient)
    return weights


def _solve(table: Vector, spread: Vector, penalty: Vector, gradient: Vector) -> Vector:
    """Newton's step by conjugate gradients."""
    step = np.zeros_like(gradient)
    rest, direction = gradient.copy(), gradient.copy()
    for _ in range(200):
        turned = table.T @ (spread * (table @ direction)) + penalty * direction
        length = (rest @ rest) / (direction @ turned)
        step += length * direction
        after = rest - length * turned
        if np.linalg.norm(after) < 1e-8:
            break
        direction = after + (after @ after) / (rest @ rest) * direction
        rest = after
    return step


def main() -> None:
    weights = fit(sentences_of(Path(sys.argv[1])))
    head = "// Fitted by benchmarks/reading_fit.py on ParakweetLabs/EmailIntentDataSet (Apache-2.0).\n"
    rows = (f"{name}\t{weight:.2f}" for name, weight in sorted(weights.items()))
    WEIGHTS.write_text(head + "\n".join(rows) + "\n", "utf-8")
    print(f"{len(weights)} weights written to {WEIGHTS}")


if __name__ == "__main__":
    main()
