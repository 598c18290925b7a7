"""Fit what ``deeproot.read.meant`` weighs: ``python benchmarks/meaning_learn.py``.

A multinomial logistic regression over the sentence embedding of the messages in ``benchmarks/texts/learn``, each once
as it is and once with sentences around it that say nothing. Messages that were written as long and as indirect as real
ones are (``LIKE_REAL``) count more.

Needs the optional embedding (all-MiniLM-L6-v2, Apache-2.0); the same weights every time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from reading_learn import CUES
from reading_rows import LIKE_REAL, OTHER_LANGUAGES, Message, hidden, messages
from scipy.optimize import minimize

from deeproot.read.embed import embedding
from deeproot.read.learnt import KINDS, softmax
from deeproot.read.meant import READ

Table = NDArray[np.floating[Any]]
NOT_ENGLISH = (*OTHER_LANGUAGES, "frenchmail", "germanmail", "spanishmail")
HELD_BACK = 1e-4
"""How strongly the weights are held back; chosen, as the next, on trades left out and the real texts shown."""
MORE = 8.0
"""How much more a message counts that was written as real ones are."""
STEPS = 120


def fitted(vectors: Table, wanted: Table, counts: Table) -> Table:
    """A row of weights a number of the vectors, and one for nothing at all."""
    table = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float64)
    held = np.full((table.shape[1], 1), HELD_BACK)
    held[-1] = HELD_BACK / 100
    shape = (table.shape[1], wanted.shape[1])

    def loss(flat: Table) -> tuple[float, Table]:
        weighs = flat.reshape(shape)
        shares = softmax(table @ weighs)
        told = counts * np.log(np.maximum((shares * wanted).sum(axis=1), 1e-30))
        slope = table.T @ (counts[:, None] * (shares - wanted)) / len(table) + held * weighs
        return float(-told.mean() + (held * weighs * weighs).sum() / 2), slope.ravel()

    best = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    found: Table = best.x.reshape(shape)
    return found


def weight(rows: Sequence[Message]) -> Table:
    kinds = [row.kind for row in rows]
    many = {kind: kinds.count(kind) for kind in set(kinds)}
    return np.array([(MORE if row.trade in LIKE_REAL else 1.0) / np.sqrt(many[row.kind]) for row in rows])


def main() -> None:
    known = embedding()
    if known is None:
        sys.exit("The optional embedding is needed: ./run setup --embed")
    kinds = KINDS["in"]
    rows, beside = messages(like_real=True)
    rows = [row for row in rows if row.kind in kinds and row.trade not in NOT_ENGLISH]
    both = [*rows, *hidden(rows, beside, "in")]
    vectors = known.vectors([row.text[:READ] for row in both])
    wanted = np.eye(len(kinds))[[kinds.index(row.kind) for row in both]]
    counts = weight(both) / weight(both).mean()
    weighs = fitted(vectors, wanted, counts)
    np.savez_compressed(CUES / "kinds_in_meaning.npz", weights=weighs.astype(np.float16))
    print(f"weights of {len(rows)} messages written to kinds_in_meaning.npz", flush=True)


if __name__ == "__main__":
    main()
