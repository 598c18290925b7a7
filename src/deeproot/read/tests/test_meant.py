"""A customer's message heard by its meaning: only where it is asked for and an embedding is installed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from deeproot.read import meant
from deeproot.read.embed import SIZE, embedding
from deeproot.read.kinds import kind
from deeproot.read.learnt import KINDS

WAITING = "Two months and counting..."


class _Alike:
    """An embedding to which all texts mean one thing."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return np.eye(SIZE, dtype=np.float32)[[0] * len(texts)]


def _speaks_for(name: str) -> NDArray[np.float32]:
    weights = np.zeros((SIZE + 1, len(KINDS["in"])), dtype=np.float32)
    weights[0, KINDS["in"].index(name)] = 15
    return weights


def test_it_says_the_same_where_no_embedding_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meant, "embedding", lambda: None)
    assert meant.likely_by_meaning([WAITING]) is None
    assert kind(WAITING, meaning=True) == kind(WAITING)


def test_a_message_is_not_heard_by_its_meaning_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    known = _Alike()
    monkeypatch.setattr(meant, "embedding", lambda: known)
    kind(WAITING)
    kind("We are looking into it.", direction="out", meaning=True)
    assert not known.read
    kind(WAITING, meaning=True)
    assert known.read == [WAITING]


def test_meaning_weighs_beside_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meant, "embedding", _Alike)
    said = []
    for name in ("request", "thanks"):
        weights = _speaks_for(name)
        monkeypatch.setattr(meant, "weights", lambda weights=weights: weights)
        said.append(kind(WAITING, meaning=True).value)
    assert said == ["request", "thanks"]


def test_a_long_message_is_heard_by_its_first_sentences() -> None:
    assert meant.sentences("One. Two!\nThree? " + "More. " * 50)[:4] == ["One.", "Two!", "Three?", "More."]
    assert len(meant.sentences("More. " * 5_000)) == meant.MOST_SENTENCES
    assert meant.sentences("?") == ["?"]


@pytest.mark.skipif(embedding() is None, reason="the optional embedding is not installed: ./run setup --embed")
def test_meaning_tells_what_no_cue_does() -> None:
    text = "The soup was eaten by nobody but the spoon."
    assert (kind(text).value, kind(text, meaning=True).value) == ("feedback", "complaint")
