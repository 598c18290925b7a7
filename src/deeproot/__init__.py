"""Deeproot: what each customer lived through with you, and whom to reach out to today.

>>> import deeproot as dr
>>> record = dr.open(interactions=interactions, customers=customers)  # doctest: +SKIP
>>> record.experience(as_of="2026-06-30")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deeproot.notebook import Record
    from deeproot.notebook import open as open  # noqa: A004

__version__ = "0.1.0"
__all__ = ["Record", "open"]


def __getattr__(name: str) -> Any:
    """Bring the notebook's words when they are first used, so that importing the package costs nothing."""
    if name in __all__:
        from deeproot import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module 'deeproot' has no attribute {name!r}")
