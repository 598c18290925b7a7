"""The sample company: simulated, deterministic, and told with its ground truth; and large records without texts, for benchmarks."""

from __future__ import annotations

from .telling import Company, company

__all__ = ["Company", "company"]
