"""CDNOW: the purchases on which the papers' figures rest (Fader & Hardie); not part of the project."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

FILE = Path(__file__).parents[6] / "shared" / "data" / "CDNOW_sample.txt"
FITTED_UNTIL = pd.Timestamp("1997-10-01", tz="UTC")
END = pd.Timestamp("1998-07-01", tz="UTC")


def purchases() -> pd.DataFrame:
    """customer_id, happened_at, amount of the 1/10 sample; skips the test where the file is not there."""
    if not FILE.exists():
        pytest.skip("CDNOW_sample.txt is not in ../shared/data: take it from brucehardie.com/datasets")
    names = ["id", "customer_id", "date", "discs", "amount"]
    found = pd.read_csv(FILE, sep=r"\s+", header=None, names=names, dtype={"date": str})
    found["happened_at"] = pd.to_datetime(found["date"], utc=True)
    return found[["customer_id", "happened_at", "amount"]]
