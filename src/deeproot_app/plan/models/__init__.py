"""Whom to reach out to today and what was decided, what we can give, and what we plan for many."""

from __future__ import annotations

from deeproot_app.plan.models.items import WAITING, Decision, Item
from deeproot_app.plan.models.library import Capacity, Edition, Fit, Shelved, StoredFile, Suggested
from deeproot_app.plan.models.policy import Override, PolicyLimits
from deeproot_app.plan.models.programmes import Programme, ProgrammeVersion, Simulation

__all__ = [
    "WAITING",
    "Capacity",
    "Decision",
    "Edition",
    "Fit",
    "Item",
    "Override",
    "PolicyLimits",
    "Programme",
    "ProgrammeVersion",
    "Shelved",
    "Simulation",
    "StoredFile",
    "Suggested",
]
