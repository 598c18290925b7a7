"""The contract of a channel, run over every folder that is there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from deeproot_app import channels
from deeproot_app.channels.shapes import Received, Unreadable

HERE = Path(channels.__file__).parent


def test_every_folder_is_a_channel() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name not in ("tests", "__pycache__")}
    assert set(channels.names()) == folders
    assert "email" in folders


@pytest.mark.parametrize("name", channels.names())
def test_it_says_what_it_is_and_has_a_readme_and_fixtures(name: str) -> None:
    assert channels.channel(name).SAYS
    assert (HERE / name / "README.md").read_text(encoding="utf-8").startswith("# ")
    assert list((HERE / name / "fixtures").iterdir())


@pytest.mark.parametrize("name", channels.names())
def test_it_reads_its_fixtures_always_in_the_same_way(name: str) -> None:
    for path in (HERE / name / "fixtures").iterdir():
        found = channels.channel(name).parse(path.read_bytes())
        assert isinstance(found, Received), path
        assert found == channels.channel(name).parse(path.read_bytes())
        assert found.id
        assert found.at.tzinfo is not None


@pytest.mark.parametrize("name", channels.names())
def test_it_never_raises_whatever_comes(name: str) -> None:
    at = random.Random(1)
    fixtures = [path.read_bytes() for path in sorted((HERE / name / "fixtures").iterdir())]
    for _ in range(200):
        raw = bytearray(at.choice(fixtures))
        for _ in range(at.randrange(30)):
            raw[at.randrange(len(raw))] = at.randrange(256)
        assert isinstance(channels.channel(name).parse(bytes(raw[: at.randrange(len(raw))])), Received | Unreadable)
