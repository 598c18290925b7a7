"""Each measure in small lives, each of its boundaries; all are reckoned in one run and opened to their rows."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand.evidence import evidence_of
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.figures import figures
from deeproot.understand.tests import scenes_of_commitments as commitments
from deeproot.understand.tests import scenes_of_contact as contact
from deeproot.understand.tests import scenes_of_patterns as patterns
from deeproot.understand.tests.scenes import NOW, Scene, together

SCENES: list[Scene] = [
    scene
    for module in (contact, patterns, commitments)
    for name, scenes in vars(module).items()
    if name.isupper() and isinstance(scenes, list)
    for scene in scenes
]
ALL = tuple(BY_ID)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(together(SCENES))


@pytest.fixture(scope="module")
def reckoned(tables: Tables) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in figures(tables, NOW, ids=ALL).to_pylist()}


@pytest.fixture(scope="module")
def shown(tables: Tables) -> dict[str, dict[str, list[Any]]]:
    return evidence_of(tables, NOW, [scene.id for scene in SCENES], ids=ALL)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.measure}: {scene.says}")
def test_it_says(scene: Scene, reckoned: dict[str, Any], shown: dict[str, Any]) -> None:
    row = reckoned[scene.id]
    assert row[scene.measure] == (scene.value if scene.value is None else pytest.approx(scene.value, abs=1e-12))
    if scene.n is not None:
        assert row[f"{scene.measure}_n"] == scene.n
    if scene.rows is not None:
        assert [one["id"] for one in shown[scene.id][scene.measure]] == [f"{scene.id}/{name}" for name in scene.rows]


def test_every_measure_has_its_scenes() -> None:
    assert {scene.measure for scene in SCENES} >= {measure.id for measure in MEASURES}


def test_a_figure_rests_on_as_many_rows_as_it_shows(reckoned: dict[str, Any], shown: dict[str, Any]) -> None:
    """But for the silences, of which only the one that is told is shown."""
    for scene in SCENES:
        for measure in MEASURES:
            if not measure.peak:
                told = reckoned[scene.id][f"{measure.id}_n"]
                assert len(shown[scene.id][measure.id]) == told, (scene.says, measure.id)


def test_some_customers_are_told_the_same_as_among_all(tables: Tables, reckoned: dict[str, Any]) -> None:
    few = [scene.id for scene in SCENES[::9]]
    rows = figures(tables, NOW, customers=few, ids=ALL).to_pylist()
    assert {row["customer_id"]: row for row in rows} == {name: reckoned[name] for name in few}
