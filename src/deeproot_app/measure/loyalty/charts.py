"""The chart of loyalty: how many customers are high, middling, low or not known in each part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from deeproot.charts import WIDE
from deeproot.measure.loyalty import drawn
from deeproot.measure.loyalty.rules import LEVELS, PARTS
from deeproot_app.base.plots import Plot
from deeproot_app.measure.loyalty import words
from deeproot_app.measure.models import CustomerLoyalty

Counts = Mapping[str, Mapping[str, int]]


def counts(rows: QuerySet[CustomerLoyalty] | None = None) -> dict[str, dict[str, int]]:
    """How many customers, who have not left, are of which level: {part: {level: customers}}. A query a part."""
    known = (CustomerLoyalty.objects.all() if rows is None else rows).exclude(staying="left").order_by()
    return {part: dict(known.values_list(part).annotate(n=Count("pk"))) for part in PARTS}


def parts(counted: Counts) -> Plot:
    """The three parts, a bar each."""
    rows: list[dict[str, Any]] = [
        {
            "part": words.PARTS[part],
            "level": words.LEVELS[level],
            "place": place,
            "customers": counted[part].get(level, 0),
        }
        for part in PARTS
        for place, level in enumerate(LEVELS)
    ]
    whole = sum(counted["engagement"].values())
    high = {part: counted[part].get("high", 0) for part in PARTS}
    says = (
        f"Of {whole:,} customers {high['engagement']:,} are high in engagement, {high['advocacy']:,} in advocacy and"
        f" {high['attitude']:,} in attitude."
    )
    columns = {"part": ("Part", ""), "level": ("Level", ""), "customers": ("Customers", "count")}
    return Plot("loyalty", "How many customers are high, middling, low", says, rows, drawn.parts, columns, WIDE)
