"""All that the system does unasked is listed here, and nowhere else."""

from __future__ import annotations

from typing import Final

from deeproot_app.base.jobs import Schedule, daily
from deeproot_app.base.upkeep import throw_away

UNASKED: Final[tuple[Schedule, ...]] = (daily("03:10", throw_away),)
"""What the worker queues by itself, and when; times of day are in the organisation's zone."""
