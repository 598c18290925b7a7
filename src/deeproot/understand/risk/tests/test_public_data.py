"""What others reach on public data, reached here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from deeproot.understand.risk.scores import ece
from deeproot.understand.risk.ways import learn

TELCO = Path(__file__).parents[6] / "shared" / "data" / "telco_churn.csv"


def telco() -> tuple[pd.DataFrame, np.ndarray]:
    if not TELCO.exists():
        pytest.skip("telco_churn.csv is not in ../shared/data: it is IBM's sample of telecom customers")
    read = pd.read_csv(TELCO)
    read["TotalCharges"] = pd.to_numeric(read["TotalCharges"], errors="coerce")
    return read.drop(columns=["customerID", "Churn"]), (read["Churn"] == "Yes").to_numpy(dtype=int)


def test_telco_in_five_folds_is_as_good_as_the_best_of_the_peers() -> None:
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    frame, left = telco()
    said, each = np.zeros(len(left)), []
    for early, late in StratifiedKFold(5, shuffle=True, random_state=0).split(frame, left):
        said[late] = learn("boosting", frame.iloc[early], left[early]).probability(frame.iloc[late])
        mine = left[late], said[late]
        each.append((roc_auc_score(*mine), log_loss(*mine), brier_score_loss(*mine)))
    auc, loss, brier = np.mean(each, axis=0)
    assert auc >= 0.848 and loss <= 0.412 and brier <= 0.134
    assert ece(left, said, np.ones((1, len(left))))[0] <= 0.010
