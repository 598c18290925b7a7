"""What follows what is counted as plain Python counts it, whatever the order of the rows."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.engines import Tables, open_tables
from deeproot.understand.figures import told
from deeproot.understand.journey.follows import follows
from deeproot.understand.journey.journey import journey
from deeproot.understand.journey.tests.record import NOW, counted, on, record, said
from deeproot.understand.journey.words import STAGES, number, stage, step

ROWS = st.lists(
    st.builds(
        said,
        st.sampled_from("abc"),
        st.sampled_from([0, 1, 1, 2, 3.5, 1_001]),
        st.sampled_from(["email", "call"]),
        st.sampled_from(["in", "out", "both", "internal"]),
        st.sampled_from([None, "question", "answer"]),
        automatic=st.sampled_from([False, False, True]),
    ),
    min_size=1,
    max_size=30,
)


def asked(tables: Tables, staged: bool = False) -> dict[tuple[int, int | None], tuple[int, int, int]]:
    rows = tables.reckon(follows, False, staged, **told(NOW, 36_500)).to_pylist()
    return {(row["node"], row["following"]): (row["n"], row["tied"], row["apart"]) for row in rows}


def with_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"interaction_id": f"m:{place:05d}", **row} for place, row in enumerate(rows)]


@settings(max_examples=25, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_it_counts_as_plain_python_does_whatever_the_order_of_the_rows(
    rows: list[dict[str, Any]], chance: random.Random
) -> None:
    named = with_ids(rows)
    shuffled = named.copy()
    chance.shuffle(shuffled)
    assert asked(record(shuffled)) == counted(named)


def test_two_steps_at_one_moment_stand_in_the_order_of_their_ids_and_are_told_as_tied() -> None:
    rows = [
        said("a", 1, kind="question", interaction_id="m:2"),
        said("a", 1, kind="complaint", interaction_id="m:1"),
        said("a", 2, direction="out", kind="answer", interaction_id="m:0"),
    ]
    question, complaint, answer = (number("email", *pair) for pair in _PAIRS)
    assert asked(record(rows)) == {
        (complaint, question): (1, 1, 1),
        (question, answer): (1, 0, 0),
        (answer, None): (1, 0, 0),
    }
    ties = journey(record(rows), NOW).ties
    assert (ties.pairs, ties.tied, ties.apart, ties.share) == (2, 1, 1, 0.5)


_PAIRS = (("in", "question"), ("in", "complaint"), ("out", "answer"))


def test_two_of_one_kind_at_one_moment_are_tied_and_yet_no_order_is_in_doubt() -> None:
    ties = journey(record([said("a", 1), said("a", 1)]), NOW).ties
    assert (ties.tied, ties.apart, ties.share) == (1, 0, 0.0)


def test_every_engine_counts_alike() -> None:
    rows = [said("ab"[n % 2], n // 3, kind=("question", "thanks")[n % 3 == 0]) for n in range(24)]
    frame = pd.DataFrame(with_ids(rows))
    connection = ibis.duckdb.connect()
    theirs = open_tables({"interactions": connection.create_table("their_rows", frame)})
    assert asked(theirs) == asked(open_tables({"interactions": frame}))


@pytest.mark.parametrize("name", ["helpdesk", "bpi_12_w"])
def test_the_counts_of_a_public_log_are_those_of_pm4py(name: str) -> None:
    """What pm4py counted is kept in journey_counts.json; `./run bench journey --peer PYTHON --keep` asks it anew."""
    root = Path(__file__).parents[5]
    data = root.parent / "shared" / "data" / f"{name}.csv"
    if not data.exists():
        pytest.skip(f"{data.name} is not in {data.parent}")
    import sys

    sys.path.insert(0, str(root / "benchmarks"))
    try:
        from journey import count, interactions  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    ours, tied = count(interactions(pd.read_csv(data, dtype=str)))
    theirs = json.loads((root / "benchmarks" / "journey_counts.json").read_text())[name]
    assert {**ours, "pm4py": theirs["pm4py"]} == theirs
    assert tied == 0


def test_every_step_has_a_number_of_its_own_and_words() -> None:
    for node in range(0, 4096 * len(STAGES), 4096):
        assert stage(node + number("call", "both", "care")) in STAGES
        assert step(node + number("call", "both", "care")) == ("call", "both", "care")
    assert step(number("email", "in", "question")).says == "Question by email"
    assert step(number("call", "both", "care")).says == "Call: we ask how it goes"
    assert step(number("usage", "in", None)).says == "Uses the product"
    assert step(number("letter", "out", "answer")).says == "Our answer by letter"
    with pytest.raises(ValueError, match="no step"):
        step(-1)
    assert on(1) < NOW
