"""Whom to reach out to today and what was decided, what we can give, how often we may, and what we plan for many."""

from __future__ import annotations

from deeproot_app.plan.models.items import WAITING, Decision, Item

__all__ = ["WAITING", "Decision", "Item"]
