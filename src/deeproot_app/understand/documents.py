"""The mirror as a document: the shapes that the command line and the API promise (DESIGN 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deeproot.understand.experience import MEASURES
from deeproot_app.understand.live import CompanyMirror, Mirror
from deeproot_app.understand.reckon import WINDOW_DAYS


def mirror(found: Mirror) -> dict[str, Any]:
    """One customer's mirror."""
    measures = {
        measure.id: {
            "value": found.figures[measure.id].value,
            "unit": measure.unit,
            "n": found.figures[measure.id].n,
            "evidence": [row["id"] for row in found.evidence.get(measure.id, ())],
        }
        for measure in MEASURES
    }
    scenarios = [{"id": f.scenario, "evidence": f.evidence, "thresholds": f.thresholds} for f in found.findings]
    return {
        "customer": {"customer_id": found.customer.pk, "name": found.customer.name},
        "as_of": found.as_of,
        "window_days": WINDOW_DAYS,
        "measures": measures,
        "scenarios": scenarios,
        "gaps": list(found.gaps),
        "letter": str(found.letter),
    }


def company(found: CompanyMirror) -> dict[str, Any]:
    """The whole company's mirror."""
    measures = {
        measure.id: measure_of_company(
            found.figures[measure.id].value,
            measure.unit,
            found.figures[measure.id].n_customers,
            found.figures[measure.id].n_rows,
        )
        for measure in MEASURES
    }
    return {
        "as_of": found.as_of,
        "window_days": WINDOW_DAYS,
        "measures": measures,
        "scenarios": scenarios_of_company(found.living, found.limits),
        "gaps": list(found.gaps),
    }


def measure_of_company(value: float | None, unit: str, customers: int, rows: int) -> dict[str, Any]:
    return {"value": value, "unit": unit, "n": customers, "rows": rows}


def scenarios_of_company(
    living: Mapping[str, Sequence[str]], limits: Mapping[str, Mapping[str, float]]
) -> list[dict[str, Any]]:
    """Each scenario with who lives through it, and the thresholds it was judged by."""
    return [{"id": scenario, "customers": own, "thresholds": limits[scenario]} for scenario, own in living.items()]
