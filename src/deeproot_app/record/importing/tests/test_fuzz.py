"""Any bytes whatever: no parser raises, and none loses what it was given. A million of them: `./run bench fuzz`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deeproot_app.record.importing.tests.fuzzing import PARSERS, mutated

ANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", PARSERS)
def test_no_mutation_of_a_real_file_breaks_a_parser(name: str, tmp_path: Path) -> None:
    holds, seeds, _ = PARSERS[name]
    at = random.Random(7)
    for raw in seeds:
        holds(raw, tmp_path / "input")
    for _ in range(60):
        holds(mutated(at, seeds), tmp_path / "input")


@pytest.mark.parametrize("name", PARSERS)
@ANY
@given(raw=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_break_a_parser(name: str, raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    holds, seeds, _ = PARSERS[name]
    path = tmp_path_factory.getbasetemp() / "any"
    holds(raw, path)
    holds(seeds[0][: len(raw)] + raw, path)


def test_what_is_lost_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holds, _, _ = PARSERS["address books"]
    from deeproot_app.channels import vcards

    monkeypatch.setattr(vcards, "cards", lambda raw: iter(()))
    with pytest.raises(AssertionError):
        holds(b"BEGIN:VCARD\nFN:x\nEND:VCARD\n", tmp_path / "input")
