"""The sample company: simulated, deterministic, and told with its ground truth; and large records without texts.

:func:`company` tells it, :func:`write` puts it into files, :func:`large` writes a large record for benchmarks.
"""

from __future__ import annotations

from .bulk import large
from .telling import Company, company
from .writing import write

__all__ = ["Company", "company", "large", "write"]
